package zerograd.cli.bench;

import java.io.PrintWriter;
import java.util.Locale;

/// Rows for people: aligned, with units, each printed as soon as it is known.
public final class BenchTable {

  private static final String FORMAT = "%-14s %-22s %-5s %7s %12s %9s %11s %8s %7s %10s %9s";

  private final PrintWriter out;
  private boolean begun;

  public BenchTable(PrintWriter out) { this.out = out; }

  /// Prints a row, and the head of the table before the first.
  public void print(BenchRow row) {
    if (!begun) {
      out.println(line("bench", "size", "dtype", "threads", "median", "spread", "tokens/s", "GFLOP/s",
          "% peak", "% bandwidth", "peak MB"));
    }
    begun = true;
    out.println(line(row.bench(), size(row), row.dtype(), Integer.toString(row.threads()),
        time(row.medianSeconds()), percent(row.spread()), number(row.tokensPerSecond()), number(row.gflops()),
        number(row.percentOfPeak()), number(row.percentOfBandwidth()), whole(row.peakRssMb())));
    out.flush();
  }

  private static String line(String... cells) {
    return String.format(Locale.ROOT, FORMAT, (Object[]) cells).stripTrailing();
  }

  private static String size(BenchRow row) {
    return row.config() == null
        ? "%d x %d x %d".formatted(row.M(), row.N(), row.K())
        : row.M() == null
            ? "%s %d x %d".formatted(row.config(), row.batch(), row.seq())
            : "%s %dx%dx%d".formatted(row.config(), row.M(), row.N(), row.K());
  }

  /// With a unit that leaves one to three digits before the point.
  static String time(double seconds) {
    if (seconds < 1e-3) return "%.1f us".formatted(1e6 * seconds);
    if (seconds < 1) return "%.2f ms".formatted(1e3 * seconds);
    return "%.2f s".formatted(seconds);
  }

  private static String percent(Double share) {
    return share == null ? "" : "%.1f %%".formatted(100 * share);
  }

  private static String number(Double value) {
    if (value == null) return "";
    return value < 100 ? "%.1f".formatted(value) : "%,.0f".formatted(value);
  }

  private static String whole(Double value) { return value == null ? "" : "%,.0f".formatted(value); }
}
