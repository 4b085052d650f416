package zerograd.rl;

import zerograd.rl.rollout.RolloutBatch;

/// Group relative policy optimisation: a response is as good as it is better than the others to the same prompt.
///
///     Aᵢ = (rᵢ − mean r) / (std r + ε)                          over the G responses of the group
///     L = −Σₜ wₜ · (min(ρₜ Aᵢ, clip(ρₜ) Aᵢ) − β · k3ₜ)          ρ = π / π_old
///
/// Every token of response i has its advantage Aᵢ. A group of equal rewards has A = 0, exactly, and moves nothing. L is
/// [Algorithm#loss] with [Clip].
///
/// Shao et al. 2024, *DeepSeekMath*, arXiv:2402.03300, §4.1.2, eq. 3 and 4.
///
/// Differs from the paper: ε, which keeps the quotient finite, is not in it; nor is the choice of n − 1 in std, which is
/// what verl and TRL compute.
public record Grpo(Scale scale, double epsilon) implements AdvantageEstimator {

  /// What the distance to the group's mean is measured in.
  public enum Scale {
    /// The standard deviation of the group: prompts that are nearly always or never solved weigh more.
    GROUP,
    /// The standard deviation of all scores of the batch.
    BATCH,
    /// Nothing: `Aᵢ = rᵢ − mean r`. Liu et al. 2025, arXiv:2503.20783, §3.
    NONE
  }

  /// @throws IllegalArgumentException if `epsilon` is not positive
  public Grpo {
    if (!(epsilon > 0)) throw new IllegalArgumentException("grpo: needs epsilon > 0, got " + epsilon);
  }

  /// The published settings: β = 0.04 (§4.2), the mean of response means. The paper does not state the clip; 0.2 is that
  /// of Schulman et al. 2017, arXiv:1707.06347.
  public static Algorithm paper() {
    return new Algorithm(new Grpo(Scale.GROUP, 1e-6), Clip.symmetric(0.2), new KlPenalty.InLoss(Kl.K3, 0.04),
        new Averaging.SequenceMeanTokenMean(), 0);
  }

  /// verl's: every token counts the same, dual clip at 3, β = 0.001.
  public static Algorithm verl() {
    return paper().with(Clip.symmetric(0.2).withDual(3)).with(new KlPenalty.InLoss(Kl.K3, 0.001))
        .with(new Averaging.TokenMean());
  }

  /// TRL's: ε = 1e-4, no KL, every token counts the same.
  public static Algorithm trl() {
    return new Algorithm(new Grpo(Scale.GROUP, 1e-4), Clip.symmetric(0.2), new KlPenalty.None(),
        new Averaging.TokenMean(), 0);
  }

  /// GRPO done right: no division by the deviation, and a constant instead of the response's length, which is the longest
  /// response allowed. Liu et al. 2025, *Understanding R1-Zero-Like Training*, arXiv:2503.20783, §3.
  public static Algorithm drGrpo(int maxTokens) {
    return new Algorithm(new Grpo(Scale.NONE, 1e-6), Clip.symmetric(0.2), new KlPenalty.None(),
        new Averaging.SequenceMeanTokenSum(maxTokens), 0);
  }

  /// One number a response, repeated for its tokens; the returns are the same numbers.
  @Override public Advantages advantages(RolloutBatch batch, KlPenalty kl) {
    GroupStatistics group = GroupStatistics.of(batch, kl.rewards(batch));
    double[] scores = group.score();
    double ofBatch = scale == Scale.BATCH
        ? GroupStatistics.deviation(scores, 0, scores.length, GroupStatistics.mean(scores, 0, scores.length))
        : 1;
    double[] advantages = new double[scores.length];
    for (int i = 0; i < scores.length; i++) {
      double distance = scores[i] - group.mean()[i];
      advantages[i] = switch (scale) {
        case GROUP -> distance / (group.deviation()[i] + epsilon);
        case BATCH -> distance / (ofBatch + epsilon);
        case NONE -> distance;
      };
    }
    return Advantages.of(batch, advantages);
  }
}
