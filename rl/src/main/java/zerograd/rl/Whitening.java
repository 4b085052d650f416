package zerograd.rl;

import zerograd.rl.rollout.RolloutBatch;

/// How advantages are brought to mean 0 and variance 1 over all learned tokens of a step.
///
///     x̂ = (x − mean x) / √variance
///
/// It counts tokens, so a long response weighs more in the mean and in the variance. Libraries differ in the variance.
public enum Whitening {
  /// Not at all.
  NONE {
    @Override double scale(double deviation, int n) { return 1; }
  },
  /// `Σ(x − mean)² / (n − 1) + 1e-8`: verl's.
  SAMPLE {
    @Override double scale(double deviation, int n) { return 1 / StrictMath.sqrt(deviation * deviation + 1e-8); }
  },
  /// `max(Σ(x − mean)² / n, 1e-8)`: OpenRLHF's.
  POPULATION {
    @Override double scale(double deviation, int n) {
      return 1 / StrictMath.sqrt(Math.max(deviation * deviation * (n - 1) / n, 1e-8));
    }
  };

  /// 1 / √variance, given the sample standard deviation (n − 1) of n numbers.
  abstract double scale(double deviation, int n);

  /// `x` (N) whitened and rounded; 0 at tokens that are not learned from.
  float[] of(RolloutBatch batch, double[] x) {
    if (this == NONE) return Advantages.learned(batch, x);
    int n = 0;
    double[] kept = new double[x.length];
    for (int t = 0; t < x.length; t++) if (batch.learned()[t]) kept[n++] = x[t];
    if (n == 0) return new float[x.length];

    double mean = GroupStatistics.mean(kept, 0, n);
    double scale = scale(GroupStatistics.deviation(kept, 0, n, mean), n);
    double[] whitened = new double[x.length];
    for (int t = 0; t < x.length; t++) whitened[t] = (x[t] - mean) * scale;
    return Advantages.learned(batch, whitened);
  }
}
