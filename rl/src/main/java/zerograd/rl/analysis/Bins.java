package zerograd.rl.analysis;

import java.util.ArrayList;
import java.util.List;

/// Values in bins of equal width, and the mean of another number in each.
///
/// The bins cut [min, max] evenly and are open below, closed above; the first begins a thousandth of the range lower, so that the
/// smallest value is in it. Where all values are v, the range is v ± |v| / 1000, or ± 0.001 around 0.
///
/// As `pandas.cut(x, count)` bins, which DeepEnlighten's plots use.
public final class Bins {

  /// Values in (from, to].
  ///
  /// @param mean of y; NaN where the bin is empty
  public record Bin(double from, double to, int n, double mean) {}

  private Bins() {}

  /// The bins of `x`, with the means of `y`; none for no values.
  public static List<Bin> of(double[] x, double[] y, int count) {
    if (x.length == 0) return List.of();
    double[] edges = edges(x, count);
    double[] sums = new double[count];
    int[] sizes = new int[count];
    for (int i = 0; i < x.length; i++) {
      int bin = 0;
      while (bin < count - 1 && x[i] > edges[bin + 1])
        bin++;
      sums[bin] += y[i];
      sizes[bin]++;
    }
    List<Bin> bins = new ArrayList<>();
    for (int i = 0; i < count; i++) bins.add(new Bin(edges[i], edges[i + 1], sizes[i], sums[i] / sizes[i]));
    return bins;
  }

  private static double[] edges(double[] x, int count) {
    double low = Double.POSITIVE_INFINITY, high = Double.NEGATIVE_INFINITY;
    for (double value : x) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    boolean flat = low == high;
    double margin = low == 0 ? 0.001 : 0.001 * Math.abs(low);
    if (flat) {
      low -= margin;
      high += margin;
    }
    double[] edges = new double[count + 1];
    for (int i = 0; i <= count; i++) edges[i] = low + (high - low) * i / count;
    edges[count] = high;
    if (!flat) edges[0] -= 0.001 * (high - low);
    return edges;
  }
}
