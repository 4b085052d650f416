package zerograd.cli.bench;

import java.util.ArrayList;
import java.util.List;
import zerograd.cli.bench.Workload.Measured;
import zerograd.tensor.Device;

/// Measures a workload of a model between two readings of the machine's limits.
public final class ModelBenchmark {

  private ModelBenchmark() {}

  /// The rows of a cell: the work's, and those of its parts.
  public static List<BenchRow> run(Workload workload, Cell cell) {
    Limits before = Limits.measure(cell.threads());
    PeakMemory.reset();
    List<Measured> measured;
    try (Device device = Device.cpu(cell.threads())) {
      measured = device.call(workload.label(), () -> workload.measure(cell));
    }
    Double megabytes = PeakMemory.megabytes();
    Limits limits = before.and(Limits.measure(cell.threads()));
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
