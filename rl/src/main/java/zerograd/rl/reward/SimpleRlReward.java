package zerograd.rl.reward;

import zerograd.rl.math.QwenAnswer;
import zerograd.rl.math.QwenGrader;

/// Whether a response gives the right answer by the rules of Qwen2.5-Math, and says it in a box.
///
///     reward = unboxed, if "boxed" does not occur · else right or wrong
///
/// The response begins at the first `<|im_start|>assistant`, which the prompt may hold, and ends at the first end token.
/// [QwenAnswer] finds the answer, [QwenGrader] compares it with the ground truth.
///
/// As SimpleRL scores its training; Zeng et al. 2025, *SimpleRL-Zoo: Investigating and Taming Zero Reinforcement Learning for
/// Open Base Models in the Wild*, arXiv:2503.18892, is its sequel.
///
/// @param right of an answer in a box
/// @param wrong of another answer, or none, in a text with a box
/// @param unboxed of every text without one, the right answer or not
public record SimpleRlReward(double right, double wrong, double unboxed) implements Reward {

  private static final long STEPS = 1_000_000;

  /// 1, −0.5 and −1.
  public static SimpleRlReward published() { return new SimpleRlReward(1, -0.5, -1); }

  @Override public double score(Sample sample) {
    String text = MathResponse.of(sample);
    if (!text.contains("boxed")) return unboxed;
    String answer = QwenAnswer.of(text, "math"), gold = sample.groundTruth("answer");
    return Steps.within(STEPS, () -> QwenGrader.equal(answer, gold)).orElse(false) ? right : wrong;
  }
}
