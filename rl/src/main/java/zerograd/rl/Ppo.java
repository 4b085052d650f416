package zerograd.rl;

import zerograd.rl.rollout.RolloutBatch;

/// Proximal policy optimisation with a critic: generalised advantage estimation, then the clipped policy gradient.
///
///     δₜ = rₜ + γ Vₜ₊₁ − Vₜ                      V after the last token is 0
///     Aₜ = δₜ + γλ Aₜ₊₁
///     returns = A + V                            what the critic learns ([ValueLoss])
///     Â = A whitened                             what the policy learns
///
/// Vₜ is the critic's value before token t is chosen. λ = 0 gives the one-step error, λ = 1 the return minus the value. A
/// token that is not learned from is skipped: the token before it sees the value after it.
///
/// Schulman et al. 2015, *High-Dimensional Continuous Control Using Generalized Advantage Estimation*, arXiv:1506.02438,
/// eq. 16; Schulman et al. 2017, *Proximal Policy Optimization Algorithms*, arXiv:1707.06347, eq. 11 and 12.
///
/// @param gamma γ, the discount in [0, 1]
/// @param lambda λ, in [0, 1]
/// @param whitening how A becomes Â; returns are not whitened
/// @param skipGaps whether tokens that are not learned from are skipped, as in verl; otherwise their value counts as 0, as in
///   OpenRLHF
public record Ppo(double gamma, double lambda, Whitening whitening,
    boolean skipGaps) implements AdvantageEstimator {

  /// @throws IllegalArgumentException if `gamma` or `lambda` is outside [0, 1]
  public Ppo {
    if (!(gamma >= 0 && gamma <= 1 && lambda >= 0 && lambda <= 1)) {
      throw new IllegalArgumentException(
          "ppo: needs gamma and lambda in [0, 1], got gamma = " + gamma + ", lambda = " + lambda);
    }
  }

  /// verl's defaults: γ = λ = 1, clip 0.2, every token counts the same, k1 in the reward with β = 0.001.
  public static Algorithm verl() {
    return new Algorithm(new Ppo(1, 1, Whitening.SAMPLE, true), Clip.symmetric(0.2).withDual(3),
        new KlPenalty.InReward(Kl.K1, 0.001), new Averaging.TokenMean(), 0);
  }

  /// OpenRLHF's defaults, which SimpleRL trained with: γ = 1, λ = 0.95, clip 0.2, k1 in the reward with β = 0.01.
  public static Algorithm openRlhf() {
    return new Algorithm(new Ppo(1, 0.95, Whitening.POPULATION, false), Clip.symmetric(0.2),
        new KlPenalty.InReward(Kl.K1, 0.01), new Averaging.TokenMean(), 0);
  }

  @Override public boolean needsCritic() { return true; }

  /// @throws IllegalArgumentException if the batch has no values
  @Override public Advantages advantages(RolloutBatch batch, KlPenalty kl) {
    float[] V = batch.values();
    if (V.length != batch.tokens()) {
      throw new IllegalArgumentException(
          "ppo: %d tokens need as many values, got %d".formatted(batch.tokens(), V.length));
    }
    double[] rewards = kl.rewards(batch), advantages = new double[V.length], returns = new double[V.length];
    for (int i = 0; i < batch.responses(); i++) {
      double nextValue = 0, nextAdvantage = 0;
      for (int t = batch.starts()[i + 1] - 1; t >= batch.starts()[i]; t--) {
        boolean learned = batch.learned()[t];
        if (!learned && skipGaps)
          continue;
        double value = learned ? V[t] : 0, reward = learned ? rewards[t] : 0;
        double error = reward + gamma * nextValue - value;
        advantages[t] = error + gamma * lambda * nextAdvantage;
        returns[t] = advantages[t] + value;
        nextValue = value;
        nextAdvantage = advantages[t];
      }
    }
    return new Advantages(whitening.of(batch, advantages), Advantages.learned(batch, returns));
  }
}
