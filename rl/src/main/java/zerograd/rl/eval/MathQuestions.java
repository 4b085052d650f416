package zerograd.rl.eval;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import zerograd.rl.math.BenchmarkRow;

/// The questions of mathematical benchmarks, from the rows of their files as SimpleRL's evaluation has them.
public final class MathQuestions {

  /// Benchmarks that are known by name, as their files are called.
  public static final List<String> NAMES = List.of("aime24", "amc23", "math500", "minerva_math",
      "olympiadbench", "gsm8k",
      "cmath", "math", "math_cot_100", "college_math", "gaokao2023en", "gaokao2024_I", "gaokao2024_II",
      "gaokao2024_mix",
      "gaokao_math_cloze", "cn_middle_school", "imo2024", "svamp", "asdiv", "mawps", "carp_en", "mmlu_stem");

  /// Fields that are kept with the answers where a row has them.
  private static final Set<String> KEPT = Set.of("level", "type", "subject", "subfield", "grade", "unique_id",
      "url");

  /// Where rows of a user's own have the answer; the first that is there counts.
  private static final List<String> ANSWERS = List.of("answer", "gold", "gt", "target", "final_answer",
      "solution");

  private MathQuestions() {}

  /// The questions of `rows`, each with the number of its row. A benchmark that is not [known][#NAMES] has its questions in
  /// `question` or `problem` and its answers in `answer`, `gold`, `gt`, `target` or `final_answer`, after a last `####` if there is
  /// one, or in the box of `solution`.
  ///
  /// @param place what rows are called in messages, before their number
  /// @throws IllegalArgumentException if a row lacks a field, with a sentence that names row and field
  public static List<Question> of(String benchmark, String place, List<Map<String, Object>> rows) {
    List<Question> questions = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      try {
        questions.add(question(benchmark, i, rows.get(i)));
      } catch (IllegalArgumentException refused) {
        throw new IllegalArgumentException("%s row %d: %s".formatted(place, i, refused.getMessage()),
            refused);
      }
    }
    return questions;
  }

  private static Question question(String benchmark, int number, Map<String, Object> row) {
    boolean isKnown = NAMES.contains(benchmark) && !benchmark.equals("math_cot_100");
    BenchmarkRow read = isKnown ? BenchmarkRow.of(benchmark, row) : own(row);
    Map<String, Object> kept = new LinkedHashMap<>();
    row.forEach((key, value) -> {
      if (KEPT.contains(key)) kept.put(key, value);
    });
    return new Question(String.valueOf(number), read.question(), read.answer(), kept);
  }

  private static BenchmarkRow own(Map<String, Object> row) {
    Object answer = ANSWERS.stream().map(row::get).flatMap(Stream::ofNullable).findFirst()
        .orElseThrow(() -> new IllegalArgumentException(
            "needs an answer in one of %s, has %s".formatted(ANSWERS, row.keySet())));
    String text = (answer instanceof List<?> list && !list.isEmpty() ? list.getFirst() : answer).toString();
    Map<String, Object> plain = new LinkedHashMap<>(row);
    plain.put("answer", text);
    plain.put("solution", text);
    return BenchmarkRow
        .of(text.contains("####") ? "gsm8k" : text.contains("\\boxed") ? "math" : "gaokao2023en", plain);
  }
}
