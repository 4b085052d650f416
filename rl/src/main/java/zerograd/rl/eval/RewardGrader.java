package zerograd.rl.eval;

import zerograd.rl.reward.Reward;
import zerograd.rl.reward.Sample;

/// Judges by the reward that a policy was trained with. The answer, for majorities, is what stands in the last
/// `<answer>…</answer>`, or the whole response where there is none.
///
/// @param fullScore what a right response earns
public record RewardGrader(Reward reward, double fullScore) implements Grader {

  private static final String BEGIN = "<answer>", END = "</answer>";

  @Override public String answer(Sample sample) {
    String text = sample.response();
    int end = text.lastIndexOf(END);
    int begin = end < 0 ? -1 : text.lastIndexOf(BEGIN, end);
    return (begin < 0 ? text : text.substring(begin + BEGIN.length(), end)).strip();
  }

  @Override public double score(Sample sample) { return reward.score(sample); }
}
