package zerograd.rl;

import zerograd.autograd.Variable;

/// Estimators of the Kullback-Leibler divergence of the policy from the reference, from one sampled token.
///
///     d = log π − log π_ref        KL(π ‖ π_ref) = E over π of d
///
/// | name | estimate | its slope by log π | |
/// |---|---|---|---|
/// | k1 | d | 1 | unbiased, high variance, may be negative |
/// | abs | abs(d) | sign(d) | |
/// | k2 | d² / 2 | d | biased, low variance; its gradient is that of the true divergence in expectation |
/// | k3 | e⁻ᵈ + d − 1 | 1 − e⁻ᵈ | unbiased, low variance, never negative |
///
/// The names with a plus report the estimate of the first half and push with the slope of k2.
///
/// k3 is clamped as verl clamps it: d to ±20, the estimate to 10; the slope is 0 beyond.
///
/// Schulman 2020, *Approximating KL Divergence*, joschu.net/blog/kl-approx.html; k3 in the loss: Shao et al. 2024,
/// *DeepSeekMath*, arXiv:2402.03300, eq. 4.
public enum Kl {
  K1 {
    @Override public double estimate(double d) { return d; }

    @Override public double slope(double d) { return 1; }
  },
  ABS {
    @Override public double estimate(double d) { return Math.abs(d); }

    @Override public double slope(double d) { return Math.signum(d); }
  },
  K2 {
    @Override public double estimate(double d) { return d * d / 2; }

    @Override public double slope(double d) { return d; }
  },
  K3 {
    @Override public double estimate(double d) {
      double limited = Math.clamp(d, -20.0, 20.0);
      return Math.min(StrictMath.expm1(-limited) + limited, 10);
    }

    @Override public double slope(double d) {
      return Math.abs(d) > 20 || estimate(d) == 10 ? 0 : -StrictMath.expm1(-d);
    }
  },
  K1_PLUS {
    @Override public double estimate(double d) { return K1.estimate(d); }

    @Override public double slope(double d) { return K2.slope(d); }
  },
  K3_PLUS {
    @Override public double estimate(double d) { return K3.estimate(d); }

    @Override public double slope(double d) { return K2.slope(d); }
  };

  /// The estimate for one token.
  public abstract double estimate(double d);

  /// Its derivative by log π.
  public abstract double slope(double d);

  /// The estimate of each token, differentiable by `logProbs`. Shapes: all (N).
  public Variable of(Variable logProbs, Variable referenceLogProbs) {
    Variable d = logProbs.minus(referenceLogProbs);
    float[] estimates = d.value().toArray(), slopes = estimates.clone();
    for (int t = 0; t < slopes.length; t++) {
      estimates[t] = (float) estimate(slopes[t]);
      slopes[t] = (float) slope(slopes[t]);
    }
    return KnownSlope.of(d, estimates, slopes);
  }

  /// The estimator of that name as verl, OpenRLHF and TRL write it: `kl` or `k1`, `abs`, `mse` or `k2`, `low_var_kl` or
  /// `k3`, `k1+`, `k3+`.
  ///
  /// @throws IllegalArgumentException if there is none
  public static Kl named(String name) {
    return switch (name) {
      case "kl", "k1" -> K1;
      case "abs" -> ABS;
      case "mse", "k2" -> K2;
      case "low_var_kl", "k3" -> K3;
      case "k1+" -> K1_PLUS;
      case "k3+" -> K3_PLUS;
      default -> throw new IllegalArgumentException("kl: there is no estimator \"" + name
          + "\"; known are k1 (kl), abs, k2 (mse), k3 (low_var_kl), k1+, k3+");
    };
  }
}
