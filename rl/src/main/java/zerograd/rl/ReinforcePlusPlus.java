package zerograd.rl;

import zerograd.autograd.Variable;
import zerograd.rl.rollout.RolloutBatch;

/// REINFORCE++: the reward to come, whitened over the whole batch instead of against a critic or a group.
///
///     r'ₜ = rₜ − β · k1ₜ                         with the KL in the reward
///     Rₜ = r'ₜ + γ Rₜ₊₁                          the return; for a token that is not learned from, the next R is 0
///     Aₜ = (Rₜ − mean R) / √(var R + 1e-8)       over all learned tokens of all prompts
///     L = −Σₜ wₜ · min(ρₜ Aₜ, clip(ρₜ) Aₜ)       ρ = π / π_old
///
/// Rewards may stand at any token; an outcome reward stands at the last one. With `baseline` the mean of the group's
/// scores is taken off first, and every token of a response has the difference as its return.
///
/// Hu, Liu, Xu & Shen 2025, *REINFORCE++*, arXiv:2501.03262, §3; the whitening with n − 1 in var, and the end of a
/// return at a token that is not learned from, are verl's.
public record ReinforcePlusPlus(Clip clip, KlPenalty kl, Averaging averaging, double gamma, boolean baseline,
    double entropyWeight) implements Algorithm {

  private static final double VARIANCE_FLOOR = 1e-8;

  /// @throws IllegalArgumentException if `gamma` is outside [0, 1], or `entropyWeight` is negative
  public ReinforcePlusPlus {
    if (!(gamma >= 0 && gamma <= 1) || !(entropyWeight >= 0)) {
      throw new IllegalArgumentException(
          "reinforce++: needs gamma in [0, 1] and entropy weight >= 0, got gamma = "
              + gamma + ", entropy weight = " + entropyWeight);
    }
  }

  /// The published settings: clip 0.2, γ = 1, k1 in the reward with β = 0.01.
  public static ReinforcePlusPlus paper() {
    return new ReinforcePlusPlus(Clip.symmetric(0.2), new KlPenalty.InReward(Kl.K1, 0.01),
        new Averaging.SequenceMeanTokenMean(), 1, false, 0);
  }

  /// As Logic-RL and DeepEnlighten ran it in verl: k3 in the loss with β = 0.001, every token counts the same.
  public static ReinforcePlusPlus verl() {
    return new ReinforcePlusPlus(Clip.symmetric(0.2).withDual(3), new KlPenalty.InLoss(Kl.K3, 0.001),
        new Averaging.TokenMean(), 1, false, 0);
  }

  public ReinforcePlusPlus withClip(Clip clip) {
    return new ReinforcePlusPlus(clip, kl, averaging, gamma, baseline, entropyWeight);
  }
  public ReinforcePlusPlus withKl(KlPenalty kl) {
    return new ReinforcePlusPlus(clip, kl, averaging, gamma, baseline, entropyWeight);
  }
  public ReinforcePlusPlus withAveraging(Averaging averaging) {
    return new ReinforcePlusPlus(clip, kl, averaging, gamma, baseline, entropyWeight);
  }
  public ReinforcePlusPlus withGamma(double gamma) {
    return new ReinforcePlusPlus(clip, kl, averaging, gamma, baseline, entropyWeight);
  }
  /// REINFORCE++-baseline: the group's mean is taken off before whitening.
  public ReinforcePlusPlus withBaseline() {
    return new ReinforcePlusPlus(clip, kl, averaging, gamma, true, entropyWeight);
  }
  public ReinforcePlusPlus withEntropyWeight(double entropyWeight) {
    return new ReinforcePlusPlus(clip, kl, averaging, gamma, baseline, entropyWeight);
  }

  @Override public Advantages advantages(RolloutBatch batch) {
    double[] rewards = kl.rewards(batch);
    if (baseline) {
      float[] advantages = whitened(aboveGroupMean(batch, rewards), batch.learned());
      return new Advantages(advantages, advantages);
    }
    double[] returns = returns(batch, rewards);
    return new Advantages(whitened(returns, batch.learned()), learned(returns, batch.learned()));
  }

  /// Rₜ = r'ₜ + γ Rₜ₊₁
  private double[] returns(RolloutBatch batch, double[] rewards) {
    double[] returns = new double[rewards.length];
    for (int i = 0; i < batch.responses(); i++) {
      double next = 0;
      for (int t = batch.starts()[i + 1] - 1; t >= batch.starts()[i]; t--) {
        returns[t] = rewards[t] + gamma * next;
        next = batch.learned()[t] ? returns[t] : 0;
      }
    }
    return returns;
  }

  private static double[] aboveGroupMean(RolloutBatch batch, double[] rewards) {
    GroupStatistics group = GroupStatistics.of(batch, rewards);
    double[] above = new double[rewards.length];
    for (int i = 0; i < batch.responses(); i++)
      for (int t = batch.starts()[i]; t < batch.starts()[i + 1]; t++)
        above[t] = group.score()[i] - group.mean()[i];
    return above;
  }

  /// Shifted and scaled to mean 0 and variance 1 over the learned tokens, 0 elsewhere.
  private static float[] whitened(double[] x, boolean[] learned) {
    int n = 0;
    double[] kept = new double[x.length];
    for (int t = 0; t < x.length; t++) if (learned[t]) kept[n++] = x[t];
    if (n == 0) return new float[x.length];

    double mean = GroupStatistics.mean(kept, 0, n), deviation = GroupStatistics.deviation(kept, 0, n, mean);
    double scale = 1 / StrictMath.sqrt(deviation * deviation + VARIANCE_FLOOR);
    float[] whitened = new float[x.length];
    for (int t = 0; t < x.length; t++) if (learned[t]) whitened[t] = (float) ((x[t] - mean) * scale);
    return whitened;
  }

  private static float[] learned(double[] x, boolean[] learned) {
    float[] rounded = new float[x.length];
    for (int t = 0; t < x.length; t++) if (learned[t]) rounded[t] = (float) x[t];
    return rounded;
  }

  @Override public Variable loss(Variable logProbs, Variable entropies, Responses r) {
    Variable objective = kl.charge(clip.gain(logProbs, r), logProbs, r)
        .plus(entropies.times((float) entropyWeight));
    return objective.times(r.weights()).sum().negate();
  }
}
