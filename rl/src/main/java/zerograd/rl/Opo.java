package zerograd.rl;

import zerograd.rl.rollout.RolloutBatch;

/// On-policy optimisation with an optimal baseline: the group's mean score, weighted by length.
///
///     Aᵢ = rᵢ − Σⱼ |oⱼ| rⱼ / Σⱼ |oⱼ|
///
/// The baseline of least variance weighs a response by the squared norm of its gradient, which is taken to grow with its
/// length. A response alone in its group has A = r.
///
/// Hao et al. 2025, *On-Policy RL with Optimal Reward Baseline*, arXiv:2505.23585.
public record Opo() implements AdvantageEstimator {

  /// With verl's loss, without a KL.
  public static Algorithm verl() { return Grpo.verl().with(new KlPenalty.None()).with(new Opo()); }

  @Override public Advantages advantages(RolloutBatch batch, KlPenalty kl) {
    GroupStatistics group = GroupStatistics.of(batch, kl.rewards(batch));
    double[] advantages = new double[batch.responses()];
    for (int from = 0, G; from < advantages.length; from += G) {
      G = group.size()[from];
      double weighted = 0, tokens = 0;
      for (int i = from; i < from + G; i++) {
        weighted += batch.learnedTokens(i) * group.score()[i];
        tokens += batch.learnedTokens(i);
      }
      double baseline = G == 1 || tokens == 0 ? 0 : weighted / tokens;
      for (int i = from; i < from + G; i++)
        advantages[i] = group.score()[i] - baseline;
    }
    return Advantages.of(batch, advantages);
  }
}
