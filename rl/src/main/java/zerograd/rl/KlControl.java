package zerograd.rl;

/// How the weight β of a divergence penalty changes from step to step.
public sealed interface KlControl {

  /// The weight of the next step, after one of `responses` responses whose divergence from the reference was `kl` on average.
  double next(double weight, double kl, int responses);

  /// It does not.
  record Fixed() implements KlControl {
    @Override public double next(double weight, double kl, int responses) { return weight; }
  }

  /// Towards a divergence that is wanted: the weight grows while there is more of it, and falls while there is less.
  ///
  ///     e = clamp(KL / target − 1, −0.2, 0.2)
  ///     β ← β (1 + e · n / horizon)            n: responses of the step
  ///
  /// Ziegler et al. 2019, *Fine-Tuning Language Models from Human Preferences*, arXiv:1909.08593, §2.2.
  ///
  /// @param target the divergence of a token that is wanted, above 0
  /// @param horizon responses over which a full error changes the weight by a fifth, above 0
  record Adaptive(double target, double horizon) implements KlControl {

    private static final double LARGEST_ERROR = 0.2;

    /// @throws IllegalArgumentException if a number is not positive
    public Adaptive {
      if (!(target > 0 && horizon > 0))
        throw new IllegalArgumentException(
            "adaptive kl: needs target > 0 and horizon > 0, got " + target + " and " + horizon);
    }

    @Override public double next(double weight, double kl, int responses) {
      double error = Math.clamp(kl / target - 1, -LARGEST_ERROR, LARGEST_ERROR);
      return weight * (1 + error * responses / horizon);
    }
  }
}
