package zerograd.rl.eval;

import zerograd.rl.reward.Reward;
import zerograd.rl.reward.Sample;

/// Judges responses to the questions of a benchmark.
public interface Grader {

  /// The answer that a response gives; empty if it gives none.
  String answer(Sample sample);

  /// What a response is worth. It is called as a [Reward] is: on several threads, within a limit of steps.
  double score(Sample sample);

  /// The score from which on a response is right.
  double fullScore();

  /// Whether two answers mean the same.
  default boolean same(String a, String b) { return a.equals(b); }
}
