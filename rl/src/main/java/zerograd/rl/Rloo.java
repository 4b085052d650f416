package zerograd.rl;

import zerograd.rl.rollout.RolloutBatch;

/// REINFORCE leave-one-out: a response is compared with the mean of the others to the same prompt.
///
///     Aᵢ = rᵢ − mean of rⱼ, j ≠ i
///
/// The baseline does not contain rᵢ, so the estimate is unbiased, unlike the group's mean in [Grpo]. A response alone in its
/// group has A = r. A KL in the reward is summed over the response before the comparison.
///
/// Ahmadian et al. 2024, *Back to Basics: Revisiting REINFORCE-Style Optimization*, arXiv:2402.14740, §2.
///
/// @param standardised whether advantages are brought to mean 0 and deviation 1 over the batch's responses, by
///   `(A − mean A) / (std A + 1e-4)`: TRL's `normalize_advantages`
public record Rloo(boolean standardised) implements AdvantageEstimator {

  private static final double EPSILON = 1e-4;

  /// The published settings: the whole response is one action, so its ratio is one number; k1 in the reward with β = 0.05,
  /// the default of TRL.
  public static Algorithm paper() {
    return new Algorithm(new Rloo(false), new Gspo(0.2, 0.2, Gspo.Level.SUM),
        new KlPenalty.InReward(Kl.K1, 0.05),
        new Averaging.SequenceMeanTokenMean(), 0);
  }

  /// verl's: every token has a ratio of its own and counts the same; no KL.
  public static Algorithm verl() { return Grpo.verl().with(new KlPenalty.None()).with(new Rloo(false)); }

  @Override public Advantages advantages(RolloutBatch batch, KlPenalty kl) {
    GroupStatistics group = GroupStatistics.of(batch, kl.rewards(batch));
    int B = batch.responses();
    double[] advantages = new double[B];
    for (int i = 0; i < B; i++)
      advantages[i] = GroupBaseline.LEAVE_ONE_OUT.above(group, i);
    if (standardised && B > 0) {
      double mean = GroupStatistics.mean(advantages, 0, B);
      double deviation = GroupStatistics.deviation(advantages, 0, B, mean);
      for (int i = 0; i < B; i++)
        advantages[i] = (advantages[i] - mean) / (deviation + EPSILON);
    }
    return Advantages.of(batch, advantages);
  }
}
