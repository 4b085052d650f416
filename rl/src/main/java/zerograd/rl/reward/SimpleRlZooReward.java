package zerograd.rl.reward;

import zerograd.rl.math.MathVerifyGrader;
import zerograd.rl.math.QwenAnswer;

/// Whether a response gives the right answer as a verifier of formulas sees it, and whether it says it in a box.
///
/// |       | in a box     | not      |
/// |-------|--------------|----------|
/// | right | `rightBoxed` | `right`  |
/// | wrong | `wrongBoxed` | `wrong`  |
///
/// The response begins at the first `<|im_start|>assistant`; without one, as with the paper's simple prompt, the question is
/// part of what is searched. [QwenAnswer] finds the answer, [MathVerifyGrader] compares it with the ground truth.
///
/// Zeng et al. 2025, *SimpleRL-Zoo: Investigating and Taming Zero Reinforcement Learning for Open Base Models in the Wild*,
/// arXiv:2503.18892, §2; the second scheme is the one it warns of.
public record SimpleRlZooReward(double rightBoxed, double right, double wrongBoxed,
    double wrong) implements Reward {

  private static final MathVerifyGrader GRADER = MathVerifyGrader.standard();

  /// 1 for the right answer and 0 for others; no reward for form.
  public static SimpleRlZooReward published() { return new SimpleRlZooReward(1, 1, 0, 0); }

  /// 1 and 0.5 for the right answer, −0.5 and −1 for others: a box counts on its own.
  public static SimpleRlZooReward withForm() { return new SimpleRlZooReward(1, 0.5, -0.5, -1); }

  @Override public double score(Sample sample) {
    String text = MathResponse.of(sample);
    boolean isRight = GRADER.equal(boxed(sample.groundTruth("answer")), boxed(QwenAnswer.of(text, "math")));
    return MathResponse.hasBox(text) ? isRight ? rightBoxed : wrongBoxed : isRight ? right : wrong;
  }

  private static String boxed(String answer) {
    return answer.contains("\\boxed") ? answer : "\\boxed{" + answer + "}";
  }
}
