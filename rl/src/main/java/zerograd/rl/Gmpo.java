package zerograd.rl;

import java.util.Arrays;

/// Geometric-mean policy optimisation: tokens are clipped one by one, then their ratios' geometric mean is the response's.
///
///     kₜ = log πₜ − log π_old,ₜ, held at +high where A > 0, at −low where A < 0
///     gain = A · exp(mean over t of kₜ)           at every token
///
/// A single outlier moves a geometric mean less than it moves an arithmetic one, so the band can be wide. The advantage is
/// that of the response: equal at all its tokens. With [Averaging.SequenceMeanTokenMean] this is the objective of the paper.
///
/// Zhao et al. 2025, *Geometric-Mean Policy Optimization*, arXiv:2507.20673.
///
/// @param low how far a log-ratio may fall, above 0
/// @param high how far it may rise, above 0
public record Gmpo(double low, double high) implements Surrogate {

  /// @throws IllegalArgumentException if a bound is not positive
  public Gmpo {
    if (!(low > 0 && high > 0))
      throw new IllegalArgumentException("gmpo: needs low, high > 0, got low = " + low + ", high = " + high);
  }

  /// The published band: ratios from e^−0.4 to e^0.4; GRPO's advantage, no KL.
  public static Algorithm paper() { return Grpo.paper().with(new Gmpo(0.4, 0.4)).with(new KlPenalty.None()); }

  @Override public Effect[] effects(double[] logProbs, double[] oldLogProbs, double[] advantages) {
    int T = logProbs.length;
    double sum = 0, A = 0;
    for (int t = 0; t < T; t++) {
      double k = logProbs[t] - oldLogProbs[t];
      sum += advantages[t] > 0 ? Math.min(k, high) : advantages[t] < 0 ? Math.max(k, -low) : 0;
      A += advantages[t] / T;
    }
    double ratio = StrictMath.exp(sum / T), gain = A * ratio;
    Effect[] effects = new Effect[T];
    Arrays.setAll(effects, t -> {
      double k = logProbs[t] - oldLogProbs[t];
      boolean isHigh = advantages[t] > 0 && k > high, isLow = advantages[t] < 0 && k < -low;
      return new Effect(gain, isHigh || isLow ? 0 : gain, k, isLow, isHigh, false);
    });
    return effects;
  }
}
