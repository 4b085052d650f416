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

/// Root-mean-square normalisation: a thread a row for the sums, in sixteen lanes, then a thread an element, and a thread a column
/// for the gradient of the weight.
final class TornadoRmsNorm implements RmsNormKernel {

  /// `p`: threads, rstd, x, D; `f`: ε, 1
  private static final Kernel SCALE = new Kernel("rmsNorm scale", TornadoRmsNorm::runScale,
      TornadoRmsNorm::scale);

  /// `p`: threads, y, x, w, rstd, D
  private static final Kernel ROWS = new Kernel("rmsNorm rows", TornadoRmsNorm::runRows,
      TornadoRmsNorm::rows);

  /// `p`: threads, scratch, dy, x, w, rstd, D
  private static final Kernel MEAN = new Kernel("rmsNorm mean", TornadoRmsNorm::runMean,
      TornadoRmsNorm::mean);

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

  static void runScale(KernelContext c, FloatArray h, IntArray p, FloatArray f) {
    if (c.globalIdx < p.get(0)) scale(h, p, f, c.globalIdx);
  }

  static void scale(FloatArray h, IntArray p, FloatArray f, int n) {
    int D = p.get(3), row = p.get(2) + n * D;
    float[] lanes = new float[16];
    for (int l = 0; l < 16; l++) lanes[l] = 0f;
    for (int i = 0; i < D; i++) {
      float x = h.get(row + i);
      lanes[i & 15] = fma(x, x, lanes[i & 15]);
    }
    double mean = (double) Lanes.combine(lanes) / (double) D;
    // the 1 is read, because 1 / √ would become a reciprocal root, which is not exact
    h.set(p.get(1) + n, (float) ((double) f.get(1) / Math.sqrt(mean + (double) f.get(0))));
  }

  static void runRows(KernelContext c, FloatArray h, IntArray p, FloatArray f) {
    if (c.globalIdx < p.get(0)) rows(h, p, f, c.globalIdx);
  }

  static void rows(FloatArray h, IntArray p, FloatArray f, int i) {
    int D = p.get(5), n = i / D, d = i - n * D;
    float xHat = times(h.get(p.get(2) + i), h.get(p.get(4) + n));
    h.set(p.get(1) + i, times(xHat, h.get(p.get(3) + d)));
  }

  static void runMean(KernelContext c, FloatArray h, IntArray p, FloatArray f) {
    if (c.globalIdx < p.get(0)) mean(h, p, f, c.globalIdx);
  }

  static void mean(FloatArray h, IntArray p, FloatArray f, int n) {
    int D = p.get(6), dy = p.get(2) + n * D, x = p.get(3) + n * D, w = p.get(4);
    float r = h.get(p.get(5) + n);
    float[] lanes = new float[16];
    for (int l = 0; l < 16; l++) lanes[l] = 0f;
    for (int i = 0; i < D; i++) {
      lanes[i & 15] = fma(times(h.get(dy + i), h.get(w + i)), times(h.get(x + i), r), lanes[i & 15]);
    }
    h.set(p.get(1) + n, over(Lanes.combine(lanes), (float) D));
  }

  static void runBackwardRows(KernelContext c, FloatArray h, IntArray p, FloatArray f) {
    if (c.globalIdx < p.get(0)) backwardRows(h, p, f, c.globalIdx);
  }

  static void backwardRows(FloatArray h, IntArray p, FloatArray f, int i) {
    int D = p.get(7), n = i / D, d = i - n * D;
    float r = h.get(p.get(5) + n), mean = h.get(p.get(6) + n);
    float g = times(h.get(p.get(2) + i), h.get(p.get(4) + d));
    float minusXHat = times(times(h.get(p.get(3) + i), -1f), r);
    h.set(p.get(1) + i, fma(r, fma(minusXHat, mean, g), h.get(p.get(1) + i)));
  }

  static void runBackwardWeight(KernelContext c, FloatArray h, IntArray p, FloatArray f) {
    if (c.globalIdx < p.get(0)) backwardWeight(h, p, f, c.globalIdx);
  }

  static void backwardWeight(FloatArray h, IntArray p, FloatArray f, int d) {
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
    gpu.run(SCALE, N, new int[]{scale, px, D}, eps, 1);
    gpu.run(ROWS, (long) N * D, new int[]{gpu.out(y), px, pw, scale, D});
  }

  @Override public void backward(Floats dx, Floats dw, Floats dy, Floats x, Floats w, Floats rstd, int N,
      int D) {
    int pdy = gpu.in(dy), px = gpu.in(x), pw = gpu.in(w), scale = gpu.in(rstd);
    gpu.requireScratch(N, "rmsNorm");
    gpu.run(MEAN, N, new int[]{0, pdy, px, pw, scale, D});
    gpu.run(BACKWARD_WEIGHT, D, new int[]{gpu.inOut(dw), pdy, px, scale, N, D});
    gpu.run(BACKWARD_ROWS, (long) N * D, new int[]{gpu.inOut(dx), pdy, px, pw, scale, 0, D});
  }
}
