package zerograd.rl;

import zerograd.rl.rollout.RolloutBatch;

/// GRPO for pass@k: only the best response of a group moves the policy, by how much it beats the second.
///
///     A = (r₁ − r₂) / (std r + ε) for the best response, 0 for the others
///
/// The best of equals is the first. A response alone in its group has A = 0.
///
/// As verl computes it (`grpo_passk`); Tang et al. 2025, *Optimizing Language Models for Inference Time Objectives using
/// Reinforcement Learning*, arXiv:2503.19595.
///
/// @param standardised whether the distance is divided by the group's deviation, with ε = 1e-6
public record PassAtK(boolean standardised) implements AdvantageEstimator {

  private static final double EPSILON = 1e-6;

  /// With verl's loss, without a KL.
  public static Algorithm verl() { return Grpo.verl().with(new KlPenalty.None()).with(new PassAtK(true)); }

  @Override public Advantages advantages(RolloutBatch batch, KlPenalty kl) {
    GroupStatistics group = GroupStatistics.of(batch, kl.rewards(batch));
    double[] advantages = new double[batch.responses()];
    for (int from = 0, G; from < advantages.length; from += G) {
      G = group.size()[from];
      if (G == 1)
        continue;
      int best = from;
      for (int i = from + 1; i < from + G; i++)
        if (group.score()[i] > group.score()[best])
          best = i;
      double second = Double.NEGATIVE_INFINITY;
      for (int i = from; i < from + G; i++)
        if (i != best)
          second = Math.max(second, group.score()[i]);
      double lead = group.score()[best] - second;
      advantages[best] = standardised ? lead / (group.deviation()[from] + EPSILON) : lead;
    }
    return Advantages.of(batch, advantages);
  }
}
