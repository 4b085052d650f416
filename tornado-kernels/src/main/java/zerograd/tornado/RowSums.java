package zerograd.tornado;

import static zerograd.tornado.Exact.fma;
import static zerograd.tornado.Exact.over;

import java.util.List;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/// What long rows are reduced to, the maximum and sums of exponentials, with a thread a lane.
///
///     z = x / T        c = z − max z        e = exp(c)
///
/// Sixteen threads a row leave their lanes in scratch, one for each (row, lane); what ends a reduction, a thread a row, reads them.
final class RowSums {

  /// Stands in for c = −∞, whose probability is 0: 0 · −∞ would be NaN.
  static final float LOWEST = -Float.MAX_VALUE;

  /// `p`: threads, lanes, x, V; `f`: T
  static final Kernel MAX_LANES = new Kernel("row maxima", RowSums::runMaxLanes, RowSums::maxLanes);

  /// `p`: threads, max, lanes
  static final Kernel MAX = new Kernel("row maximum", RowSums::runMax, RowSums::max);

  /// Sums of e, and of e · c if there is a place for them. `p`: threads, lanes of e, lanes of e · c or −1, x, max, V; `f`: T
  static final Kernel SUM_LANES = new Kernel("row sums of exp", RowSums::runSumLanes, RowSums::sumLanes);

  /// `p`: threads, y, lanes
  static final Kernel COMBINE = new Kernel("row sum", RowSums::runCombine, RowSums::combine);

  /// All of these.
  static List<Kernel> kernels() { return List.of(MAX_LANES, MAX, SUM_LANES, COMBINE); }

  private RowSums() {}

  static void runMaxLanes(KernelContext c, FloatArray h, IntArray p, FloatArray f) {
    if (c.globalIdx < p.get(0)) maxLanes(h, p, f, c.globalIdx);
  }

  static void maxLanes(FloatArray h, IntArray p, FloatArray f, int i) {
    int V = p.get(3), n = i / 16, row = p.get(2) + n * V;
    float T = f.get(0), max = Float.NEGATIVE_INFINITY;
    for (int v = i - n * 16; v < V; v += 16) max = Exact.max(max, over(h.get(row + v), T));
    h.set(p.get(1) + i, max);
  }

  static void runMax(KernelContext c, FloatArray h, IntArray p, FloatArray f) {
    if (c.globalIdx < p.get(0)) max(h, p, f, c.globalIdx);
  }

  static void max(FloatArray h, IntArray p, FloatArray f, int n) {
    float max = Float.NEGATIVE_INFINITY;
    for (int l = 0; l < 16; l++) max = Exact.max(max, h.get(p.get(2) + n * 16 + l));
    h.set(p.get(1) + n, max);
  }

  static void runSumLanes(KernelContext c, FloatArray h, IntArray p, FloatArray f) {
    if (c.globalIdx < p.get(0)) sumLanes(h, p, f, c.globalIdx);
  }

  static void sumLanes(FloatArray h, IntArray p, FloatArray f, int i) {
    int V = p.get(5), n = i / 16, row = p.get(3) + n * V;
    float T = f.get(0), max = h.get(p.get(4) + n), sum = 0f, weighted = 0f;
    for (int v = i - n * 16; v < V; v += 16) {
      float c = over(h.get(row + v), T) - max, e = DeviceElementary.exponential(c);
      sum = sum + e;
      weighted = fma(e, c < LOWEST ? LOWEST : c, weighted);
    }
    h.set(p.get(1) + i, sum);
    if (p.get(2) >= 0) h.set(p.get(2) + i, weighted);
  }

  static void runCombine(KernelContext c, FloatArray h, IntArray p, FloatArray f) {
    if (c.globalIdx < p.get(0)) combine(h, p, f, c.globalIdx);
  }

  static void combine(FloatArray h, IntArray p, FloatArray f, int n) {
    float[] lanes = new float[16];
    for (int l = 0; l < 16; l++) lanes[l] = h.get(p.get(2) + n * 16 + l);
    h.set(p.get(1) + n, Lanes.combine(lanes));
  }
}
