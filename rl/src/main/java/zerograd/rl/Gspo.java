package zerograd.rl;

import java.util.Arrays;

/// Group sequence policy optimisation: one ratio for the whole response, as its reward is one number.
///
///     s = exp(mean over t of (log πₜ − log π_old,ₜ))        the geometric mean of the tokens' ratios
///     gain = min(s · A, clamp(s, 1 − low, 1 + high) · A)     at every token
///
/// A token's slope is that of its own log-prob in s (the paper's GSPO-token), so advantages may differ by token. With
/// [Averaging.SequenceMeanTokenMean] this is eq. 5 of the paper. With [Level#SUM] s is the probability ratio of the
/// response itself, as [Rloo] takes it.
///
/// The mean is held below 10, as verl holds it.
///
/// Zheng et al. 2025, *Group Sequence Policy Optimization*, arXiv:2507.18071.
///
/// @param low how far s may fall, in (0, 1]
/// @param high how far s may rise, above 0
public record Gspo(double low, double high, Level level) implements Surrogate {

  private static final double MEAN_LIMIT = 10;

  /// What the log-ratios of a response become one number by.
  public enum Level {
    MEAN, SUM
  }

  /// @throws IllegalArgumentException if `low` is outside (0, 1] or `high` is not positive
  public Gspo {
    if (!(low > 0 && low <= 1 && high > 0))
      throw new IllegalArgumentException(
          "gspo: needs low in (0, 1] and high > 0, got low = " + low + ", high = " + high);
  }

  /// The published settings: clip 3e-4 below and 4e-4 above, GRPO's advantage, no KL.
  public static Algorithm paper() {
    return Grpo.paper().with(new Gspo(3e-4, 4e-4, Level.MEAN)).with(new KlPenalty.None());
  }

  @Override public Effect[] effects(double[] logProbs, double[] oldLogProbs, double[] advantages) {
    int T = logProbs.length;
    double sum = 0;
    for (int t = 0; t < T; t++)
      sum += logProbs[t] - oldLogProbs[t];
    double logRatio = level == Level.SUM ? sum : Math.min(sum / T, MEAN_LIMIT),
        ratio = StrictMath.exp(logRatio);
    boolean held = level == Level.MEAN && sum / T > MEAN_LIMIT;
    // a token's share of the sum is whole, of the mean 1/T, which the weights of a token mean already are
    double share = level == Level.SUM ? T : 1;
    Effect[] effects = new Effect[T];
    Arrays.setAll(effects, t -> {
      double A = advantages[t];
      boolean isLow = A < 0 && ratio < 1 - low, isHigh = A > 0 && ratio > 1 + high;
      double gain = A * (isLow ? 1 - low : isHigh ? 1 + high : ratio);
      double slope = isLow || isHigh || held ? 0 : share * A * ratio;
      return new Effect(gain, slope, logProbs[t] - oldLogProbs[t], isLow, isHigh, false);
    });
    return effects;
  }
}
