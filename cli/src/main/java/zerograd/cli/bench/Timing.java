package zerograd.cli.bench;

import java.util.Arrays;
import java.util.function.DoubleSupplier;

/// How long something takes, from several samples.
///
/// @param median in seconds
/// @param spread the slowest less the fastest, as a share of the median; null for a single sample
record Timing(double median, Double spread) {

  /// Of the given samples, in seconds.
  static Timing of(double... samples) {
    double[] sorted = samples.clone();
    Arrays.sort(sorted);
    double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    Double spread = sorted.length == 1 ? null : (sorted[sorted.length - 1] - sorted[0]) / median;
    return new Timing(median, spread);
  }

  /// Takes `repeats` samples, after some that do not count: at least two and `warmUp` seconds long, so that all is compiled.
  static Timing of(double warmUp, int repeats, DoubleSupplier sample) {
    long began = System.nanoTime();
    for (int i = 0; i < 2 || seconds(began) < warmUp; i++) sample.getAsDouble();
    double[] samples = new double[repeats];
    for (int i = 0; i < repeats; i++) samples[i] = sample.getAsDouble();
    return of(samples);
  }

  /// The seconds that `body` takes.
  static double seconds(Runnable body) {
    long began = System.nanoTime();
    body.run();
    return seconds(began);
  }

  private static double seconds(long began) { return (System.nanoTime() - began) * 1e-9; }
}
