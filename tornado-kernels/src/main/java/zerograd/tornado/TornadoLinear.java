package zerograd.tornado;

import static zerograd.tornado.Exact.fma;

import java.util.List;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import zerograd.core.Floats;
import zerograd.tensor.kernels.LinearKernel;

/// Matrix products: a thread an element, one chain each.
///
/// A packed weight is the transposed one, so that neighbouring threads read neighbouring numbers.
final class TornadoLinear implements LinearKernel {

  /// `p`: threads, y, x, w, M, K, step of m and of k in w, whether to add; with M and K exchanged, the gradient of
  /// the input
  static final Kernel FORWARD = new Kernel("linear", TornadoLinear::runForward, TornadoLinear::forward);

  /// `p`: threads, dw, dy, x, N, M, K, whether to add
  private static final Kernel BACKWARD_WEIGHT = new Kernel("linear backward weight",
      TornadoLinear::runBackwardWeight, TornadoLinear::backwardWeight);

  /// `p`: threads, packed, w, M, K
  private static final Kernel PACK = new Kernel("linear pack", TornadoLinear::runPack, TornadoLinear::pack);

  /// All of these.
  static List<Kernel> kernels() { return List.of(FORWARD, BACKWARD_WEIGHT, PACK); }

  private final Gpu gpu;

  TornadoLinear(Gpu gpu) { this.gpu = gpu; }

  static void runForward(KernelContext c, FloatArray h, IntArray p, FloatArray f) {
    if (c.globalIdx < p.get(0)) forward(h, p, f, c.globalIdx);
  }

  static void forward(FloatArray h, IntArray p, FloatArray f, int i) {
    int M = p.get(4), K = p.get(5), stepM = p.get(6), stepK = p.get(7);
    int n = i / M, m = i - n * M;
    int y = p.get(1) + i, x = p.get(2) + n * K, w = p.get(3) + m * stepM;
    float chain = p.get(8) != 0 ? h.get(y) : 0f;
    for (int k = 0; k < K; k++) chain = fma(h.get(x + k), h.get(w + k * stepK), chain);
    h.set(y, chain);
  }

  static void runBackwardWeight(KernelContext c, FloatArray h, IntArray p, FloatArray f) {
    if (c.globalIdx < p.get(0)) backwardWeight(h, p, f, c.globalIdx);
  }

  static void backwardWeight(FloatArray h, IntArray p, FloatArray f, int i) {
    int N = p.get(4), M = p.get(5), K = p.get(6);
    int m = i / K, k = i - m * K;
    int dw = p.get(1) + i, dy = p.get(2) + m, x = p.get(3) + k;
    float chain = p.get(7) != 0 ? h.get(dw) : 0f;
    for (int n = 0; n < N; n++) chain = fma(h.get(dy + n * M), h.get(x + n * K), chain);
    h.set(dw, chain);
  }

  static void runPack(KernelContext c, FloatArray h, IntArray p, FloatArray f) {
    if (c.globalIdx < p.get(0)) pack(h, p, f, c.globalIdx);
  }

  static void pack(FloatArray h, IntArray p, FloatArray f, int i) {
    int M = p.get(3), K = p.get(4), k = i / M, m = i - k * M;
    h.set(p.get(1) + i, h.get(p.get(2) + m * K + k));
  }

  @Override public void forward(Floats y, Floats x, Floats w, int N, int M, int K, boolean accumulate) {
    product(y, x, gpu.in(w), N, M, K, K, 1, accumulate);
  }

  private void product(Floats y, Floats x, int w, int N, int M, int K, int stepM, int stepK,
      boolean accumulate) {
    int px = gpu.in(x);
    int[] places = {gpu.result(y, accumulate), px, w, M, K, stepM, stepK, accumulate ? 1 : 0};
    gpu.run(FORWARD, (long) N * M, places);
  }

  @Override public void backwardInput(Floats dx, Floats dy, Floats w, int N, int M, int K,
      boolean accumulate) {
    product(dx, dy, gpu.in(w), N, K, M, 1, K, accumulate);
  }

  @Override public void backwardWeight(Floats dw, Floats dy, Floats x, int N, int M, int K,
      boolean accumulate) {
    int pdy = gpu.in(dy), px = gpu.in(x);
    int[] places = {gpu.result(dw, accumulate), pdy, px, N, M, K, accumulate ? 1 : 0};
    gpu.run(BACKWARD_WEIGHT, (long) M * K, places);
  }

  @Override public long packedLength(int M, int K) { return (long) M * K; }

  @Override public void pack(Floats packed, Floats w, int M, int K) {
    int pw = gpu.in(w);
    gpu.run(PACK, (long) M * K, new int[]{gpu.inOut(packed), pw, M, K});
  }

  @Override public void forwardPacked(Floats y, Floats x, Floats packed, int N, int M, int K,
      boolean accumulate) {
    product(y, x, gpu.in(packed), N, M, K, 1, M, accumulate);
  }
}
