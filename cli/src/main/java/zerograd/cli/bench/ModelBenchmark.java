package zerograd.cli.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import zerograd.cli.bench.Workload.Measured;
import zerograd.tensor.Device;

/// Measures a workload of a model between two readings of the machine's limits.
public final class ModelBenchmark {

  private ModelBenchmark() {}

  /// The rows of a cell, on a device that is opened for it: the work's, and those of its parts.
  public static List<BenchRow> run(Workload workload, Cell cell, Supplier<Device> opened) {
    Limits before = Limits.measure(cell.threads());
    PeakMemory.reset();
    List<Measured> measured;
    boolean accelerated;
    try (Device device = opened.get()) {
      accelerated = device.isAccelerated();
      measured = device.call(workload.label(), () -> workload.measure(cell));
    }
    Double megabytes = PeakMemory.megabytes();
    Limits limits = accelerated ? Limits.UNKNOWN : before.and(Limits.measure(cell.threads()));
    List<BenchRow> rows = new ArrayList<>();
    for (Measured one : measured) rows.add(row(cell, one, limits, megabytes));
    return rows;
  }

  private static BenchRow row(Cell cell, Measured measured, Limits limits, Double megabytes) {
    double seconds = measured.timing().median();
    Double gflops = measured.flops() == null ? null : measured.flops() / 1e9 / seconds;
    Double tokens = measured.tokens() == null ? null : measured.tokens() / seconds;
    return new BenchRow(measured.bench(), cell.model().label(), cell.dtype().toString(), cell.threads(),
        cell.batch(),
        cell.seq(), null, null, null, gflops, tokens, limits.percentOfPeak(gflops),
        limits.percentOfBandwidth(measured.bytes(), seconds), megabytes, measured.bytes(), seconds,
        measured.timing().spread());
  }
}
