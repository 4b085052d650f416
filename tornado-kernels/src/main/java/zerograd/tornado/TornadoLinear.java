package zerograd.tornado;

import java.util.List;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import zerograd.core.Floats;
import zerograd.tensor.kernels.LinearKernel;
import zerograd.tornado.Products.Matrix;

/// Matrix products by [Products], one chain an element.
///
/// A packed weight is the transposed one, so that neighbouring threads read neighbouring numbers.
final class TornadoLinear implements LinearKernel {

  /// `p`: threads, packed, w, M, K
  private static final Kernel PACK = new Kernel("linear pack", TornadoLinear::runPack, TornadoLinear::pack);

  /// All of these.
  static List<Kernel> kernels() { return List.of(PACK); }

  private final Gpu gpu;
  private final Products products;

  TornadoLinear(Gpu gpu, Products products) {
    this.gpu = gpu;
    this.products = products;
  }

  static void runPack(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    if (c.globalIdx < p.get(0)) pack(new Memory(low, high), p, c.globalIdx);
  }

  static void pack(Memory h, IntArray p, int i) {
    int M = p.get(3), K = p.get(4), k = i / M, m = i - k * M;
    h.set(p.get(1) + i, h.get(p.get(2) + m * K + k));
  }

  @Override public void forward(Floats y, Floats x, Floats w, int N, int M, int K, boolean accumulate) {
    int px = gpu.in(x), pw = gpu.in(w);
    products.run(gpu.result(y, accumulate), Matrix.rows(px, K), Matrix.rows(pw, K).transposed(), N, M, K,
        accumulate);
  }

  @Override public void backwardInput(Floats dx, Floats dy, Floats w, int N, int M, int K,
      boolean accumulate) {
    int pdy = gpu.in(dy), pw = gpu.in(w);
    products.run(gpu.result(dx, accumulate), Matrix.rows(pdy, M), Matrix.rows(pw, K), N, K, M, accumulate);
  }

  @Override public void backwardWeight(Floats dw, Floats dy, Floats x, int N, int M, int K,
      boolean accumulate) {
    int pdy = gpu.in(dy), px = gpu.in(x);
    products.run(gpu.result(dw, accumulate), Matrix.rows(pdy, M).transposed(), Matrix.rows(px, K), M, K, N,
        accumulate);
  }

  @Override public long packedLength(int M, int K) { return (long) M * K; }

  @Override public void pack(Floats packed, Floats w, int M, int K) {
    int pw = gpu.in(w);
    gpu.run(PACK, (long) M * K, new int[]{gpu.inOut(packed), pw, M, K});
  }

  @Override public void forwardPacked(Floats y, Floats x, Floats packed, int N, int M, int K,
      boolean accumulate) {
    int px = gpu.in(x), pw = gpu.in(packed);
    products.run(gpu.result(y, accumulate), Matrix.rows(px, K), Matrix.rows(pw, M), N, M, K, accumulate);
  }
}
