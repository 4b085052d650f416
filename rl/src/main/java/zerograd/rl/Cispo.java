package zerograd.rl;

import java.util.Arrays;

/// Clipped importance sampling: the ratio only weighs a token, and a clipped token still learns.
///
///     gain = stop(clamp(ρ, 1 − low, 1 + high)) · A · log π
///
/// In [Clip] a token outside the band has no gradient; here it has one of bounded weight, so rare words that mark a change
/// of mind are not dropped from the update.
///
/// MiniMax 2025, *MiniMax-M1*, arXiv:2506.13585, eq. 4 and 5.
///
/// @param low 1 for no bound from below, which is the usual choice
/// @param high above 0
public record Cispo(double low, double high) implements Surrogate {

  /// @throws IllegalArgumentException if `low` is outside (0, 1] or `high` is not positive
  public Cispo {
    if (!(low > 0 && low <= 1 && high > 0))
      throw new IllegalArgumentException(
          "cispo: needs low in (0, 1] and high > 0, got low = " + low + ", high = " + high);
  }

  /// No bound from below, ratios up to 5 (the paper does not state its bound; 5 is the choice of Khatri et al. 2025, *The
  /// Art of Scaling Reinforcement Learning Compute for LLMs*, arXiv:2510.13786), GRPO's advantage, every token counts the
  /// same, no KL.
  public static Algorithm scaleRl() { return Grpo.trl().with(new Cispo(1, 4)); }

  @Override public Effect[] effects(double[] logProbs, double[] oldLogProbs, double[] advantages) {
    Effect[] effects = new Effect[logProbs.length];
    Arrays.setAll(effects, t -> {
      double logRatio = Surrogate.logRatio(logProbs[t], oldLogProbs[t]), ratio = StrictMath.exp(logRatio);
      double slope = Math.clamp(ratio, 1 - low, 1 + high) * advantages[t];
      return new Effect(slope * logProbs[t], slope, logRatio, ratio < 1 - low, ratio > 1 + high, false);
    });
    return effects;
  }
}
