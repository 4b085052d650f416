package zerograd.autograd.optim;

/// How the learning rate changes over a run: a factor on its peak for each step.
///
/// The names and the numbers are those of the transformers library. All but [Constant] rise linearly from 0
/// over the first `warmupSteps` steps, so that step 0 changes nothing; a run that should start at once has
/// none.
///
/// Goyal et al. 2017, *Accurate, Large Minibatch SGD*, arXiv:1706.02677, section 2.2 (warmup).
public sealed interface Schedule {

  /// The factor for step number `step`, counted from 0.
  double factor(long step);

  /// Always 1.
  record Constant() implements Schedule {
    @Override public double factor(long step) { return 1; }
  }

  /// 1 after the warmup.
  record ConstantWithWarmup(long warmupSteps) implements Schedule {
    @Override public double factor(long step) { return step < warmupSteps ? rising(step, warmupSteps) : 1; }
  }

  /// Falls on a straight line to 0 at `totalSteps`, and stays there.
  record Linear(long warmupSteps, long totalSteps) implements Schedule {

    public Linear {
      check(warmupSteps, totalSteps);
    }

    @Override public double factor(long step) {
      if (step < warmupSteps) return rising(step, warmupSteps);
      return Math.max(0, (double) (totalSteps - step) / Math.max(1, totalSteps - warmupSteps));
    }
  }

  /// `½ (1 + cos(π p))`, where p goes from 0 after the warmup to 1 at `totalSteps`; beyond, the wave rises
  /// again.
  ///
  /// Loshchilov & Hutter 2016, *SGDR*, arXiv:1608.03983, eq. 5.
  record Cosine(long warmupSteps, long totalSteps) implements Schedule {

    public Cosine {
      check(warmupSteps, totalSteps);
    }

    @Override public double factor(long step) {
      if (step < warmupSteps) return rising(step, warmupSteps);
      return wave((double) (step - warmupSteps) / Math.max(1, totalSteps - warmupSteps));
    }
  }

  /// [Cosine] that falls to `minimum` instead of 0: `minimum + (1 − minimum) · cosine`.
  record CosineWithMinimum(long warmupSteps, long totalSteps, double minimum) implements Schedule {

    public CosineWithMinimum {
      check(warmupSteps, totalSteps);
    }

    @Override public double factor(long step) {
      if (step < warmupSteps) return rising(step, warmupSteps);
      return minimum
          + (1 - minimum) * wave((double) (step - warmupSteps) / Math.max(1, totalSteps - warmupSteps));
    }
  }

  /// 1 until `decaySteps` before `totalSteps`, then half a cosine wave to 0.
  ///
  /// Hu et al. 2024, *MiniCPM*, arXiv:2404.06395, section 4.
  record WarmupStableDecay(long warmupSteps, long totalSteps, long decaySteps) implements Schedule {

    public WarmupStableDecay {
      check(warmupSteps + decaySteps, totalSteps);
    }

    @Override public double factor(long step) {
      if (step < warmupSteps) return rising(step, warmupSteps);
      if (step >= totalSteps) return 0;
      long into = step - (totalSteps - decaySteps);
      return into < 0 ? 1 : wave((double) into / decaySteps);
    }
  }

  private static double rising(long step, long warmupSteps) {
    return (double) step / Math.max(1, warmupSteps);
  }

  private static double wave(double progress) { return 0.5 * (1 + StrictMath.cos(Math.PI * progress)); }

  private static void check(long needed, long totalSteps) {
    if (needed < 0 || needed > totalSteps) {
      throw new IllegalArgumentException(
          "schedule: warmup and decay of %d steps do not fit into %d".formatted(needed, totalSteps));
    }
  }
}
