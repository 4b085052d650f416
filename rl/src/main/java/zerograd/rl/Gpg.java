package zerograd.rl;

import zerograd.rl.rollout.RolloutBatch;

/// Group policy gradient: the plain policy gradient with the group's mean as baseline, scaled up when few responses earn
/// anything.
///
///     Aᵢ = α (rᵢ − mean r)              α = B / number of scores that are not 0
///     L = −Σₜ wₜ · Aᵢ · log π           no ratio, no clip
///
/// Chu et al. 2025, *GPG: A Simple and Strong Reinforcement Learning Baseline for Model Reasoning*, arXiv:2504.02546;
/// α as verl computes it.
public record Gpg() implements AdvantageEstimator {

  /// Every token counts the same, no KL.
  public static Algorithm verl() {
    return new Algorithm(new Gpg(), new PolicyGradient(), new KlPenalty.None(), new Averaging.TokenMean(), 0);
  }

  @Override public Advantages advantages(RolloutBatch batch, KlPenalty kl) {
    GroupStatistics group = GroupStatistics.of(batch, kl.rewards(batch));
    int B = batch.responses(), earning = 0;
    for (double score : group.score())
      if (score != 0)
        earning++;
    double alpha = (double) B / Math.max(1, earning);
    double[] advantages = new double[B];
    for (int i = 0; i < B; i++)
      advantages[i] = alpha * (group.score()[i] - group.mean()[i]);
    return Advantages.of(batch, advantages);
  }
}
