package zerograd.cli.bench;

import java.util.stream.DoubleStream;
import zerograd.core.Scope;
import zerograd.core.Workers;
import zerograd.core.Workspace;
import zerograd.tensor.kernels.MachineLimits;
import zerograd.tensor.kernels.MachineSpeed;

/// What this machine can do at most, as it was measured beside something.
///
/// @param gflops billions of floating-point operations a second, from registers; null if it cannot be measured
/// @param gigabytes billions of bytes read a second, from memory; null if it cannot be measured
record Limits(Double gflops, Double gigabytes) {

  /// Of a machine that these cannot be measured of.
  static final Limits UNKNOWN = new Limits(null, null);

  private static final int SAMPLES = 9;

  /// Reads of fewer bytes may come from a cache, where the memory's bandwidth is no limit.
  private static final double UNCACHED = 64e6;

  /// Measures for a quarter of a second; the memory for it is given back.
  static Limits measure(int threads) {
    if (MachineSpeed.unknownBecause() != null) return UNKNOWN;
    try (Workers workers = new Workers(threads);
        Workspace workspace = new Workspace(Long.MAX_VALUE);
        Scope scope = new Scope("limits", workspace)) {
      MachineLimits machine = new MachineLimits(workers, scope.floats(MachineLimits.length()));
      return new Limits(median(machine::gflops), median(machine::readGigabytes));
    }
  }

  private static double median(java.util.function.DoubleSupplier limit) {
    return Timing.of(DoubleStream.generate(limit).limit(SAMPLES).toArray()).median();
  }

  /// What lies between two measurements.
  Limits and(Limits other) {
    return gflops == null
        ? this
        : new Limits((gflops + other.gflops) / 2, (gigabytes + other.gigabytes) / 2);
  }

  /// `achieved` GFLOP/s in percent of the peak.
  Double percentOfPeak(Double achieved) {
    return achieved == null || gflops == null ? null : 100 * achieved / gflops;
  }

  /// Reading `bytes` in `seconds`, in percent of the bandwidth.
  Double percentOfBandwidth(Double bytes, double seconds) {
    return bytes == null || gigabytes == null || bytes < UNCACHED
        ? null
        : 100 * bytes / 1e9 / seconds / gigabytes;
  }
}
