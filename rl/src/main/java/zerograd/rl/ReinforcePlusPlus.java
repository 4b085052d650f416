package zerograd.rl;

import zerograd.rl.rollout.RolloutBatch;

/// REINFORCE++: the reward to come, whitened over the whole batch instead of against a critic or a group.
///
///     r'ₜ = rₜ − β · k1ₜ                         with the KL in the reward
///     Rₜ = r'ₜ + γ Rₜ₊₁                          the return
///     Aₜ = (Rₜ − mean R) / √(var R + 1e-8)       over all learned tokens of all prompts
///     L = −Σₜ wₜ · min(ρₜ Aₜ, clip(ρₜ) Aₜ)       ρ = π / π_old
///
/// Rewards may stand at any token; an outcome reward stands at the last one. With a group baseline, a response's score less
/// the baseline stands at its last token, and the KL is charged after that.
///
/// Hu, Liu, Xu & Shen 2025, *REINFORCE++*, arXiv:2501.03262, §3.
///
/// @param gamma γ, the discount in [0, 1]
/// @param baseline what is taken off scores first
/// @param whitening how returns become advantages
/// @param resetAtGaps whether the return of a token before one that is not learned from starts anew, as verl's does;
///   otherwise what comes later counts, as in OpenRLHF
public record ReinforcePlusPlus(double gamma, GroupBaseline baseline, Whitening whitening,
    boolean resetAtGaps)
    implements
      AdvantageEstimator {

  /// @throws IllegalArgumentException if `gamma` is outside [0, 1]
  public ReinforcePlusPlus {
    if (!(gamma >= 0 && gamma <= 1))
      throw new IllegalArgumentException("reinforce++: needs gamma in [0, 1], got " + gamma);
  }

  /// The published settings: clip 0.2, γ = 1, k1 in the reward with β = 0.01.
  public static Algorithm paper() {
    return new Algorithm(new ReinforcePlusPlus(1, GroupBaseline.NONE, Whitening.SAMPLE, true),
        Clip.symmetric(0.2),
        new KlPenalty.InReward(Kl.K1, 0.01), new Averaging.SequenceMeanTokenMean(), 0);
  }

  /// As Logic-RL and DeepEnlighten ran it in verl: k3 in the loss with β = 0.001, every token counts the same.
  public static Algorithm verl() {
    return paper().with(Clip.symmetric(0.2).withDual(3)).with(new KlPenalty.InLoss(Kl.K3, 0.001))
        .with(new Averaging.TokenMean());
  }

  /// REINFORCE++-baseline: the group's mean is taken off before whitening.
  public static Algorithm verlBaseline() {
    return verl().with(withBaseline(GroupBaseline.MEAN, Whitening.SAMPLE));
  }

  /// OpenRLHF's estimators of the same family: its `reinforce_baseline`, `rloo`, `dr_grpo` (whitened only the first) and
  /// `group_norm`, γ = 1.
  public static ReinforcePlusPlus withBaseline(GroupBaseline baseline, Whitening whitening) {
    return new ReinforcePlusPlus(1, baseline, whitening, false);
  }

  @Override public Advantages advantages(RolloutBatch batch, KlPenalty kl) {
    double[] returns = returns(batch,
        baseline == GroupBaseline.NONE ? kl.rewards(batch) : kl.charged(batch, aboveBaseline(batch)));
    return new Advantages(whitening.of(batch, returns), Advantages.learned(batch, returns));
  }

  /// Rₜ = r'ₜ + γ Rₜ₊₁
  private double[] returns(RolloutBatch batch, double[] rewards) {
    double[] returns = new double[rewards.length];
    for (int i = 0; i < batch.responses(); i++) {
      double next = 0;
      for (int t = batch.starts()[i + 1] - 1; t >= batch.starts()[i]; t--) {
        returns[t] = rewards[t] + gamma * next;
        next = batch.learned()[t] || !resetAtGaps ? returns[t] : 0;
      }
    }
    return returns;
  }

  /// What is left of each score, at the last token.
  private double[] aboveBaseline(RolloutBatch batch) {
    GroupStatistics group = GroupStatistics.of(batch, new KlPenalty.None().rewards(batch));
    double[] rewards = new double[batch.tokens()];
    for (int i = 0; i < batch.responses(); i++)
      if (batch.length(i) > 0)
        rewards[batch.starts()[i + 1] - 1] = baseline.above(group, i);
    return rewards;
  }
}
