package zerograd.rl;

import zerograd.rl.rollout.RolloutBatch;

/// ReMax: a response is compared with the greedy one to the same prompt.
///
///     Rₜ = rₜ + Rₜ₊₁           the reward to come
///     Aₜ = Rₜ − r(greedy)
///
/// It needs one more response a prompt, and no group.
///
/// Li et al. 2023, *ReMax: A Simple, Effective, and Efficient Reinforcement Learning Method for Aligning Large Language
/// Models*, arXiv:2310.10505.
public record ReMax() implements AdvantageEstimator {

  /// The published advantage with verl's loss: every token counts the same, no KL.
  public static Algorithm verl() { return Grpo.verl().with(new KlPenalty.None()).with(new ReMax()); }

  @Override public boolean needsGreedy() { return true; }

  /// @throws IllegalArgumentException if the batch has no greedy scores
  @Override public Advantages advantages(RolloutBatch batch, KlPenalty kl) {
    if (batch.greedyScores().length != batch.responses()) {
      throw new IllegalArgumentException("remax: %d responses need as many scores of greedy responses, got %d"
          .formatted(batch.responses(), batch.greedyScores().length));
    }
    double[] rewards = kl.rewards(batch), returns = new double[rewards.length],
        advantages = new double[rewards.length];
    for (int i = 0; i < batch.responses(); i++) {
      double toCome = 0;
      for (int t = batch.starts()[i + 1] - 1; t >= batch.starts()[i]; t--) {
        if (batch.learned()[t])
          toCome += rewards[t];
        returns[t] = toCome;
        advantages[t] = toCome - batch.greedyScores()[i];
      }
    }
    return new Advantages(Advantages.learned(batch, advantages), Advantages.learned(batch, returns));
  }
}
