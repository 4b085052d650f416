package zerograd.rl.eval;

import java.util.Map;

/// A question of a benchmark, before it is put to a model.
///
/// @param id which it is, unique in its benchmark
/// @param text the question
/// @param gold what the grader judges by: a text, or a struct as a map
/// @param fields what else is known and kept with the answers, such as `level` or `type`
public record Question(String id, String text, Object gold, Map<String, Object> fields) {}
