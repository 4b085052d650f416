package zerograd.cli.bench;

import java.util.Arrays;
import java.util.function.DoubleSupplier;
import zerograd.tensor.Device;
import zerograd.tensor.kernels.Kernels;

/// How long something takes, from several samples.
///
/// @param median in seconds
/// @param spread the slowest less the fastest, as a share of the median; null for a single sample
record Timing(double median, Double spread) {

  /// Seconds of a sample of what is done many times in a row. Where programs take turns, a shorter one finds sleeping threads and
  /// caches that hold the other program's numbers.
  private static final double AT_LEAST = 0.25;

  /// Of the given samples, in seconds.
  ///
  /// @throws IllegalArgumentException if there is none
  static Timing of(double... samples) {
    if (samples.length == 0) throw new IllegalArgumentException("no sample was taken");
    double[] sorted = samples.clone();
    Arrays.sort(sorted);
    double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    Double spread = sorted.length == 1 ? null : (sorted[sorted.length - 1] - sorted[0]) / median;
    return new Timing(median, spread);
  }

  /// Takes the samples of a cell, after some that do not count, so that all is compiled.
  static Timing of(Cell cell, DoubleSupplier sample) {
    warmUp(cell.warmUp(), sample);
    return of(cell.pace().samples(cell.repeats(), sample));
  }

  /// Takes samples, at least one, until some seconds have passed with the same kernels: those that begin are replaced, family by
  /// family, as faster ones have been compiled.
  static void warmUp(double seconds, DoubleSupplier sample) {
    Kernels kernels = Device.kernels();
    long began = System.nanoTime();
    do {
      sample.getAsDouble();
      if (kernels != Device.kernels()) {
        kernels = Device.kernels();
        began = System.nanoTime();
      }
    } while (seconds(began) < seconds);
  }

  /// The seconds that `body` takes.
  static double seconds(Runnable body) {
    long began = System.nanoTime();
    body.run();
    return seconds(began);
  }

  /// The seconds that `body` takes, as the mean over as many runs as last [#AT_LEAST] together.
  static double secondsInARow(Runnable body) {
    long began = System.nanoTime();
    int runs = 0;
    do {
      body.run();
      runs++;
    } while (seconds(began) < AT_LEAST);
    return seconds(began) / runs;
  }

  private static double seconds(long began) { return (System.nanoTime() - began) * 1e-9; }
}
