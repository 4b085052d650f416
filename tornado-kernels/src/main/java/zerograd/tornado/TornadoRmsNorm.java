package zerograd.tornado;

import static zerograd.tornado.Exact.fma;
import static zerograd.tornado.Exact.over;
import static zerograd.tornado.Exact.times;

import java.util.List;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import zerograd.core.Floats;
import zerograd.tensor.kernels.RmsNormKernel;

/// Root-mean-square normalisation: sixteen threads a row for the sums, then a thread an element, and a thread a column
/// for the gradient of the weight.
final class TornadoRmsNorm implements RmsNormKernel {

  /// `p`: threads, rstd, x, D, N, ε, 1
  private static final Kernel SCALE = new Kernel("rmsNorm scale", TornadoRmsNorm::runScale,
      TornadoRmsNorm::scales, Lanes.THREADS);

  /// `p`: threads, y, x, w, rstd, D
  private static final Kernel ROWS = new Kernel("rmsNorm rows", TornadoRmsNorm::runRows,
      TornadoRmsNorm::rows);

  /// `p`: threads, scratch, dy, x, w, rstd, D, N
  private static final Kernel MEAN = new Kernel("rmsNorm mean", TornadoRmsNorm::runMean,
      TornadoRmsNorm::means, Lanes.THREADS);

  /// `p`: threads, dx, dy, x, w, rstd, scratch, D
  private static final Kernel BACKWARD_ROWS = new Kernel("rmsNorm backward rows",
      TornadoRmsNorm::runBackwardRows, TornadoRmsNorm::backwardRows);

  /// `p`: threads, dw, dy, x, rstd, N, D
  private static final Kernel BACKWARD_WEIGHT = new Kernel("rmsNorm backward weight",
      TornadoRmsNorm::runBackwardWeight, TornadoRmsNorm::backwardWeight);

  /// All of these.
  static List<Kernel> kernels() { return List.of(SCALE, ROWS, MEAN, BACKWARD_ROWS, BACKWARD_WEIGHT); }

  private final Gpu gpu;

  TornadoRmsNorm(Gpu gpu) { this.gpu = gpu; }

  static void runScale(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    Memory h = new Memory(low, high);
    float[] shared = c.allocateFloatLocalArray(Lanes.THREADS);
    int n = c.globalIdx / Lanes.COUNT, lane = c.localIdx % Lanes.COUNT, side = c.localIdx - lane;
    shared[side + lane] = n < p.get(4) ? squares(h, p, n, lane) : 0f;
    c.localBarrier();
    if (lane == 0 && n < p.get(4)) {
      float[] lanes = new float[Lanes.COUNT];
      for (int l = 0; l < Lanes.COUNT; l++) lanes[l] = shared[side + l];
      scale(h, p, n, lanes);
    }
  }

  /// A group in plain Java.
  static void scales(Memory h, IntArray p, int group) {
    int together = Lanes.THREADS / Lanes.COUNT;
    for (int n = group * together; n < Math.min(p.get(4), (group + 1) * together); n++) {
      float[] lanes = new float[Lanes.COUNT];
      for (int l = 0; l < Lanes.COUNT; l++) lanes[l] = squares(h, p, n, l);
      scale(h, p, n, lanes);
    }
  }

  /// A lane of a row's sum of squares.
  private static float squares(Memory h, IntArray p, int n, int lane) {
    int D = p.get(3), row = p.get(2) + n * D;
    float sum = 0f;
    for (int i = lane; i < D; i += Lanes.COUNT) {
      float x = h.get(row + i);
      sum = fma(x, x, sum);
    }
    return sum;
  }

  private static void scale(Memory h, IntArray p, int n, float[] lanes) {
    int D = p.get(3);
    double mean = (double) Lanes.combine(lanes) / (double) D;
    // the 1 is read, because 1 / √ would become a reciprocal root, which is not exact
    h.set(p.get(1) + n,
        (float) ((double) h.number(p.get(6)) / Math.sqrt(mean + (double) h.number(p.get(5)))));
  }

  static void runRows(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    if (c.globalIdx < p.get(0)) rows(new Memory(low, high), p, c.globalIdx);
  }

  static void rows(Memory h, IntArray p, int i) {
    int D = p.get(5), n = i / D, d = i - n * D;
    float xHat = times(h.get(p.get(2) + i), h.get(p.get(4) + n));
    h.set(p.get(1) + i, times(xHat, h.get(p.get(3) + d)));
  }

  static void runMean(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    Memory h = new Memory(low, high);
    float[] shared = c.allocateFloatLocalArray(Lanes.THREADS);
    int n = c.globalIdx / Lanes.COUNT, lane = c.localIdx % Lanes.COUNT, side = c.localIdx - lane;
    shared[side + lane] = n < p.get(7) ? products(h, p, n, lane) : 0f;
    c.localBarrier();
    if (lane == 0 && n < p.get(7)) {
      float[] lanes = new float[Lanes.COUNT];
      for (int l = 0; l < Lanes.COUNT; l++) lanes[l] = shared[side + l];
      h.set(p.get(1) + n, over(Lanes.combine(lanes), (float) p.get(6)));
    }
  }

  /// A group in plain Java.
  static void means(Memory h, IntArray p, int group) {
    int together = Lanes.THREADS / Lanes.COUNT;
    for (int n = group * together; n < Math.min(p.get(7), (group + 1) * together); n++) {
      float[] lanes = new float[Lanes.COUNT];
      for (int l = 0; l < Lanes.COUNT; l++) lanes[l] = products(h, p, n, l);
      h.set(p.get(1) + n, over(Lanes.combine(lanes), (float) p.get(6)));
    }
  }

  /// A lane of a row's sum of dy ⊙ w ⊙ x̂.
  private static float products(Memory h, IntArray p, int n, int lane) {
    int D = p.get(6), dy = p.get(2) + n * D, x = p.get(3) + n * D, w = p.get(4);
    float r = h.get(p.get(5) + n), sum = 0f;
    for (int i = lane; i < D; i += Lanes.COUNT) {
      sum = fma(times(h.get(dy + i), h.get(w + i)), times(h.get(x + i), r), sum);
    }
    return sum;
  }

  static void runBackwardRows(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    if (c.globalIdx < p.get(0)) backwardRows(new Memory(low, high), p, c.globalIdx);
  }

  static void backwardRows(Memory h, IntArray p, int i) {
    int D = p.get(7), n = i / D, d = i - n * D;
    float r = h.get(p.get(5) + n), mean = h.get(p.get(6) + n);
    float g = times(h.get(p.get(2) + i), h.get(p.get(4) + d));
    float minusXHat = times(times(h.get(p.get(3) + i), -1f), r);
    h.set(p.get(1) + i, fma(r, fma(minusXHat, mean, g), h.get(p.get(1) + i)));
  }

  static void runBackwardWeight(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    if (c.globalIdx < p.get(0)) backwardWeight(new Memory(low, high), p, c.globalIdx);
  }

  static void backwardWeight(Memory h, IntArray p, int d) {
    int N = p.get(5), D = p.get(6);
    float chain = h.get(p.get(1) + d);
    for (int n = 0; n < N; n++) {
      float xHat = times(h.get(p.get(3) + n * D + d), h.get(p.get(4) + n));
      chain = fma(h.get(p.get(2) + n * D + d), xHat, chain);
    }
    h.set(p.get(1) + d, chain);
  }

  @Override public void forward(Floats y, Floats rstd, Floats x, Floats w, int N, int D, float eps) {
    int px = gpu.in(x), pw = gpu.in(w), scale = gpu.out(rstd);
    gpu.run(SCALE, Lanes.threads(N), new int[]{scale, px, D, N}, eps, 1);
    gpu.run(ROWS, (long) N * D, new int[]{gpu.out(y), px, pw, scale, D});
  }

  @Override public void backward(Floats dx, Floats dw, Floats dy, Floats x, Floats w, Floats rstd, int N,
      int D) {
    int pdy = gpu.in(dy), px = gpu.in(x), pw = gpu.in(w), scale = gpu.in(rstd);
    gpu.requireScratch(N, "rmsNorm");
    gpu.run(MEAN, Lanes.threads(N), new int[]{0, pdy, px, pw, scale, D, N});
    gpu.run(BACKWARD_WEIGHT, D, new int[]{gpu.inOut(dw), pdy, px, scale, N, D});
    gpu.run(BACKWARD_ROWS, (long) N * D, new int[]{gpu.inOut(dx), pdy, px, pw, scale, 0, D});
  }
}
