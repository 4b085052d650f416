package zerograd.rl;

import java.util.Arrays;
import zerograd.autograd.Variable;

/// The clipped policy gradient: a step gains nothing from moving a token's probability beyond a band.
///
///     ρ = exp(clamp(log π − log π_old, −20, 20))
///     gain = min(ρ · A, clamp(ρ, 1 − low, 1 + high) · A)
///     gain = max(gain, dual · A)  where A < 0
///
/// The last line, the dual clip, bounds the loss of a token that was bad and has since become likely. Infinite `dual`
/// leaves it out; TRL calls a finite one `delta`.
///
/// Shapes: everything (N).
///
/// Schulman et al. 2017, *Proximal Policy Optimization Algorithms*, arXiv:1707.06347, eq. 7; Yu et al. 2025, *DAPO*,
/// arXiv:2503.14476, eq. 10 for `low` ≠ `high`; Ye et al. 2019, *Mastering Complex Control in MOBA Games with Deep
/// Reinforcement Learning*, arXiv:1912.09729, eq. 3 for `dual`. The clamp of the log-ratio is verl's: a single token
/// cannot overflow the loss.
public record Clip(double low, double high, double dual) implements Surrogate {

  /// @throws IllegalArgumentException if `low` is outside (0, 1], `high` is not positive or `dual` is not above 1
  public Clip {
    if (!(low > 0 && low <= 1 && high > 0 && dual > 1)) {
      throw new IllegalArgumentException("clip: needs low in (0, 1], high > 0 and dual > 1, got low = " + low
          + ", high = " + high + ", dual = " + dual);
    }
  }

  /// The same distance up and down, no dual clip.
  public static Clip symmetric(double epsilon) {
    return new Clip(epsilon, epsilon, Double.POSITIVE_INFINITY);
  }

  public Clip withDual(double dual) { return new Clip(low, high, dual); }

  /*
   * The formula stands on the tape itself; `effects` is the same in double, for the report.
   */
  @Override public Variable gain(Variable logProbs, Responses r) {
    Variable A = r.advantages();
    Variable ratio = logProbs.minus(r.oldLogProbs()).clamp((float) -LOG_RATIO_LIMIT, (float) LOG_RATIO_LIMIT)
        .exp();
    Variable clipped = ratio.clamp((float) (1 - low), (float) (1 + high));
    Variable gain = ratio.times(A).minimum(clipped.times(A));
    // min(A, 0) · dual is 0 where A ≥ 0, and no gain is below 0 there
    return dual == Double.POSITIVE_INFINITY
        ? gain
        : gain.maximum(A.clamp(Float.NEGATIVE_INFINITY, 0).times((float) dual));
  }

  @Override public Effect[] effects(double[] logProbs, double[] oldLogProbs, double[] advantages) {
    Effect[] effects = new Effect[logProbs.length];
    Arrays.setAll(effects, t -> effect(logProbs[t], oldLogProbs[t], advantages[t]));
    return effects;
  }

  private Effect effect(double logProb, double oldLogProb, double A) {
    double logRatio = Surrogate.logRatio(logProb, oldLogProb), ratio = StrictMath.exp(logRatio);
    boolean isLow = A < 0 && ratio < 1 - low, isHigh = A > 0 && ratio > 1 + high;
    double gain = A * (isLow ? 1 - low : isHigh ? 1 + high : ratio);
    boolean isDual = A < 0 && gain < A * dual;
    boolean isHeld = isLow || isHigh || isDual || Math.abs(logProb - oldLogProb) > LOG_RATIO_LIMIT;
    return new Effect(isDual ? A * dual : gain, isHeld ? 0 : A * ratio, logRatio, isLow, isHigh, isDual);
  }
}
