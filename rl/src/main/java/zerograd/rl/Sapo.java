package zerograd.rl;

import java.util.Arrays;

/// Soft adaptive policy optimisation: instead of a band with edges, a gate that closes smoothly as the ratio leaves 1.
///
///     gain = A · 4/τ · σ(τ (ρ − 1))           τ = τ₊ where A > 0, τ₋ elsewhere
///
/// The slope by ρ is A at ρ = 1 and falls like σ(1 − σ); bad tokens, whose gradients spread over the whole vocabulary, get
/// the sharper gate.
///
/// Gao et al. 2025, *Soft Adaptive Policy Optimization*, arXiv:2511.20347.
public record Sapo(double tauPositive, double tauNegative) implements Surrogate {

  /// @throws IllegalArgumentException if a temperature is not positive
  public Sapo {
    if (!(tauPositive > 0 && tauNegative > 0)) {
      throw new IllegalArgumentException("sapo: needs temperatures > 0, got tau = " + tauPositive
          + " for good tokens, " + tauNegative + " for bad ones");
    }
  }

  /// The published temperatures, 1 and 1.05; GRPO's advantage, no KL.
  public static Algorithm paper() { return Grpo.paper().with(new Sapo(1, 1.05)).with(new KlPenalty.None()); }

  @Override public Effect[] effects(double[] logProbs, double[] oldLogProbs, double[] advantages) {
    Effect[] effects = new Effect[logProbs.length];
    Arrays.setAll(effects, t -> {
      double logRatio = Surrogate.logRatio(logProbs[t], oldLogProbs[t]), ratio = StrictMath.exp(logRatio);
      double A = advantages[t], tau = A > 0 ? tauPositive : tauNegative;
      double gate = 1 / (1 + StrictMath.exp(-tau * (ratio - 1)));
      return new Effect(A * gate * 4 / tau, A * 4 * gate * (1 - gate) * ratio, logRatio, false, false, false);
    });
    return effects;
  }
}
