package zerograd.rl.task;

import java.util.List;
import java.util.Optional;
import zerograd.rl.dataset.SocialIqa;
import zerograd.rl.math.QwenAnswer;
import zerograd.rl.math.QwenGrader;
import zerograd.rl.reward.CountdownReward;
import zerograd.rl.reward.Gsm8kReward;
import zerograd.rl.reward.KnightsAndKnavesReward;
import zerograd.rl.reward.MultiplyReward;
import zerograd.rl.reward.Reward;
import zerograd.rl.reward.Sample;
import zerograd.rl.reward.SocialIqaReward;

/// The rule rewards that a data set can name, or that its source stands for.
public enum RuleReward {
  SOCIAL_IQA(SocialIqaReward.published(), SocialIqaReward.published().best(), -4, 1.0 / 3),
  KNIGHTS_AND_KNAVES(KnightsAndKnavesReward.paper(), KnightsAndKnavesReward.paper().best(), -3, Double.NaN),
  /// 1 or 0 by the answer finder and grader of Qwen2.5-Math.
  MATH(RuleReward::math, 1, 0, Double.NaN),
  GSM8K(new Gsm8kReward(false), 1, 0, Double.NaN),
  GSM8K_FLEXIBLE(new Gsm8kReward(true), 1, 0, Double.NaN),
  COUNTDOWN(new CountdownReward(), 1, 0, Double.NaN),
  MULTIPLY(new MultiplyReward(), 1, 0, Double.NaN);

  private static final List<String> ENDS = List.of("</s>", "<|im_end|>", "<|endoftext|>");

  private final Reward reward;
  private final double full, fallback, guesser;

  RuleReward(Reward reward, double full, double fallback, double guesser) {
    this.reward = reward;
    this.full = full;
    this.fallback = fallback;
    this.guesser = guesser;
  }

  public Reward reward() { return reward; }

  /// What a right answer in the right form scores.
  public double full() { return full; }

  /// What a response scores that cannot be scored.
  public double fallback() { return fallback; }

  /// The share that a guesser gets right; NaN where that makes no sense.
  public double guesser() { return guesser; }

  /// The reward that verl and its descendants choose for a data source.
  public static Optional<RuleReward> ofSource(String source) {
    if (source.equals(SocialIqa.SOURCE)) return Optional.of(SOCIAL_IQA);
    if (source.equals("openai/gsm8k")) return Optional.of(GSM8K);
    if (source.contains("kk")) return Optional.of(KNIGHTS_AND_KNAVES);
    if (source.contains("countdown")) return Optional.of(COUNTDOWN);
    if (source.contains("multiply")) return Optional.of(MULTIPLY);
    return source.contains("simplelr") || source.toLowerCase(java.util.Locale.ROOT).contains("math")
        ? Optional.of(MATH)
        : Optional.empty();
  }

  private static double math(Sample sample) {
    String response = sample.response();
    for (String end : ENDS) {
      int at = response.indexOf(end);
      if (at >= 0) response = response.substring(0, at);
    }
    return QwenGrader.equal(QwenAnswer.of(response, "math"), sample.groundTruth("answer")) ? 1 : 0;
  }
}
