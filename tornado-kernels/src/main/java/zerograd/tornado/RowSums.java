package zerograd.tornado;

import static zerograd.tornado.Exact.fma;
import static zerograd.tornado.Exact.over;

import java.util.List;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/// What long rows are reduced to, the maximum and sums of exponentials, by a group of 256 threads a row.
///
///     z = x / T        c = z − max z        e = exp(c)
///
/// A maximum is exact in any order, so each thread takes every 256th number. A sum has the contract's sixteen lanes: 256 exponentials
/// are computed at once, then sixteen threads add sixteen each.
final class RowSums {

  /// Stands in for c = −∞, whose probability is 0: 0 · −∞ would be NaN.
  static final float LOWEST = -Float.MAX_VALUE;

  /// Threads of a group.
  static final int THREADS = 256;

  /// `p`: threads, max, x, V, T
  static final Kernel MAX = new Kernel("row maxima", RowSums::runMax, RowSums::max, THREADS);

  /// Sums of e, and of e · c if there is a place for them. `p`: threads, sum of e, sum of e · c or nowhere, x, max, V, T
  static final Kernel SUM = new Kernel("row sums of exp", RowSums::runSum, RowSums::sum, THREADS);

  /// Lanes into a row's sum. `p`: threads, y, lanes
  static final Kernel COMBINE = new Kernel("row sum", RowSums::runCombine, RowSums::combine);

  /// All of these.
  static List<Kernel> kernels() { return List.of(MAX, SUM, COMBINE); }

  private RowSums() {}

  static void runMax(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    Memory h = new Memory(low, high);
    float[] shared = c.allocateFloatLocalArray(THREADS);
    int V = p.get(3), n = c.groupIdx, t = c.localIdx, row = p.get(2) + n * V;
    float T = h.number(p.get(4)), max = Float.NEGATIVE_INFINITY;
    for (int v = t; v < V; v += THREADS) max = Exact.max(max, over(h.get(row + v), T));
    shared[t] = max;
    c.localBarrier();
    if (t < Lanes.COUNT) {
      for (int i = t + Lanes.COUNT; i < THREADS; i += Lanes.COUNT) max = Exact.max(max, shared[i]);
      shared[t] = max;
    }
    c.localBarrier();
    if (t == 0) {
      for (int i = 1; i < Lanes.COUNT; i++) max = Exact.max(max, shared[i]);
      h.set(p.get(1) + n, max);
    }
  }

  static void max(Memory h, IntArray p, int n) {
    int V = p.get(3), row = p.get(2) + n * V;
    float max = Float.NEGATIVE_INFINITY;
    for (int v = 0; v < V; v++) max = Exact.max(max, over(h.get(row + v), h.number(p.get(4))));
    h.set(p.get(1) + n, max);
  }

  static void runSum(KernelContext k, FloatArray low, FloatArray high, IntArray p) {
    Memory h = new Memory(low, high);
    float[] exponentials = k.allocateFloatLocalArray(THREADS);
    float[] products = k.allocateFloatLocalArray(THREADS);
    int V = p.get(5), n = k.groupIdx, t = k.localIdx, row = p.get(3) + n * V;
    float T = h.number(p.get(6)), max = h.get(p.get(4) + n), sum = 0f, weighted = 0f;
    for (int from = 0; from < V; from += THREADS) {
      if (from + t < V) {
        float c = over(h.get(row + from + t), T) - max;
        exponentials[t] = DeviceElementary.exponential(c);
        products[t] = c < LOWEST ? LOWEST : c;
      }
      k.localBarrier();
      if (t < Lanes.COUNT) {
        int to = V - from < THREADS ? V - from : THREADS;
        for (int i = t; i < to; i += Lanes.COUNT) {
          sum = sum + exponentials[i];
          weighted = fma(exponentials[i], products[i], weighted);
        }
      }
      k.localBarrier();
    }
    if (t < Lanes.COUNT) {
      exponentials[t] = sum;
      products[t] = weighted;
    }
    k.localBarrier();
    if (t == 0) {
      float[] lanes = new float[Lanes.COUNT];
      for (int l = 0; l < Lanes.COUNT; l++) lanes[l] = exponentials[l];
      h.set(p.get(1) + n, Lanes.combine(lanes));
      for (int l = 0; l < Lanes.COUNT; l++) lanes[l] = products[l];
      if (p.get(2) != Memory.NOWHERE) h.set(p.get(2) + n, Lanes.combine(lanes));
    }
  }

  static void sum(Memory h, IntArray p, int n) {
    int V = p.get(5), row = p.get(3) + n * V;
    float[] sum = new float[Lanes.COUNT], weighted = new float[Lanes.COUNT];
    for (int v = 0; v < V; v++) {
      float c = over(h.get(row + v), h.number(p.get(6))) - h.get(p.get(4) + n),
          e = DeviceElementary.exponential(c);
      sum[v % Lanes.COUNT] = sum[v % Lanes.COUNT] + e;
      weighted[v % Lanes.COUNT] = fma(e, c < LOWEST ? LOWEST : c, weighted[v % Lanes.COUNT]);
    }
    h.set(p.get(1) + n, Lanes.combine(sum));
    if (p.get(2) != Memory.NOWHERE) h.set(p.get(2) + n, Lanes.combine(weighted));
  }

  static void runCombine(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    if (c.globalIdx < p.get(0)) combine(new Memory(low, high), p, c.globalIdx);
  }

  static void combine(Memory h, IntArray p, int n) {
    float[] lanes = new float[Lanes.COUNT];
    for (int l = 0; l < Lanes.COUNT; l++) lanes[l] = h.get(p.get(2) + n * Lanes.COUNT + l);
    h.set(p.get(1) + n, Lanes.combine(lanes));
  }
}
