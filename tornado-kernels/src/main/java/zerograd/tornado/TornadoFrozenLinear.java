package zerograd.tornado;

import static zerograd.tornado.Exact.times;

import java.util.List;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import zerograd.core.Bytes;
import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.tensor.kernels.FrozenFormat;
import zerograd.tensor.kernels.FrozenLinearKernel;
import zerograd.tensor.kernels.Rounding;
import zerograd.tornado.Products.Matrix;

/// Products with frozen weights, which lie transposed as float32, rounded to their format: the bits of the format, at 4 bytes a
/// number. Integers have their scales behind them, transposed too.
final class TornadoFrozenLinear implements FrozenLinearKernel {

  /// `p`: threads, y, w, ids, M, K, whether there are scales
  private static final Kernel GATHER = new Kernel("frozen gather", TornadoFrozenLinear::runGather,
      TornadoFrozenLinear::gather);

  private static final int BLOCK = FrozenFormat.BLOCK;

  /// All of these.
  static List<Kernel> kernels() { return List.of(GATHER); }

  private final Gpu gpu;
  private final Products products;

  TornadoFrozenLinear(Gpu gpu, Products products) {
    this.gpu = gpu;
    this.products = products;
  }

  static void runGather(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    if (c.globalIdx < p.get(0)) gather(new Memory(low, high), p, c.globalIdx);
  }

  static void gather(Memory h, IntArray p, int i) {
    int M = p.get(4), K = p.get(5), n = i / K, k = i - n * K;
    int m = (int) h.get(p.get(3) + n), w = p.get(2);
    float number = h.get(w + k * M + m);
    if (p.get(6) != 0) number = times(h.get(w + M * K + k / BLOCK * M + m), number);
    h.set(p.get(1) + i, number);
  }

  @Override public long bytes(FrozenFormat format, int M, int K) {
    return Float.BYTES * (long) M * (format == FrozenFormat.INT8 ? K + FrozenFormat.blocks(K) : K);
  }

  @Override public void pack(Weight w, Floats rows, int first, int count) {
    Floats stored = w.bytes().floats();
    int M = w.M(), K = w.K();
    for (int r = 0; r < count; r++) {
      float scale = 0;
      for (int k = 0; k < K; k++) {
        float number = rows.get((long) r * K + k);
        if (w.format() == FrozenFormat.INT8 && k % BLOCK == 0) {
          scale = Float
              .float16ToFloat(Rounding.scale(largest(rows, (long) r * K + k, Math.min(BLOCK, K - k))));
          stored.set((long) M * K + (long) (k / BLOCK) * M + first + r, scale);
        }
        stored.set((long) k * M + first + r, switch (w.format()) {
          case F32 -> number;
          case BF16 -> Rounding.bfloat16(Rounding.bfloat16(number));
          case INT8 -> Rounding.int8(number, scale);
        });
      }
    }
  }

  @Override public void packBfloat16(Weight w, Bytes rows, int first, int count) {
    w.require(FrozenFormat.BF16);
    Floats stored = w.bytes().floats();
    for (int r = 0; r < count; r++) {
      for (int k = 0; k < w.K(); k++) {
        short upperHalf = rows.getShort(Short.BYTES * ((long) r * w.K() + k));
        stored.set((long) k * w.M() + first + r, Rounding.bfloat16(upperHalf));
      }
    }
  }

  /// The largest magnitude of `n` numbers from `from` on.
  private static float largest(Floats numbers, long from, int n) {
    float largest = 0;
    for (long i = from; i < from + n; i++) largest = Math.max(largest, Math.abs(numbers.get(i)));
    return largest;
  }

  @Override public void forward(Floats y, Floats x, Weight w, int N, boolean accumulate) {
    int px = gpu.in(x), pw = gpu.in(w.bytes().floats()), M = w.M(), K = w.K();
    int py = gpu.result(y, accumulate);
    Matrix a = Matrix.rows(px, K), b = Matrix.rows(pw, M);
    if (w.format() == FrozenFormat.INT8) products.inBlocks(py, a, b, pw + M * K, N, M, K, accumulate);
    else
      products.run(py, a, b, N, M, K, accumulate);
  }

  @Override public void backwardInput(Floats dx, Floats dy, Weight w, int N, boolean accumulate) {
    int pdy = gpu.in(dy), pw = gpu.in(w.bytes().floats()), M = w.M(), K = w.K();
    int pdx = gpu.result(dx, accumulate);
    Matrix a = Matrix.rows(pdy, M), b = Matrix.rows(pw, M).transposed();
    if (w.format() == FrozenFormat.INT8) products.scaled(pdx, a, b, pw + M * K, N, K, M, accumulate);
    else
      products.run(pdx, a, b, N, K, M, accumulate);
  }

  @Override public void gather(Floats y, Weight w, Ints ids, int N) {
    int pw = gpu.in(w.bytes().floats()), pids = gpu.in(ids);
    int[] places = {gpu.out(y), pw, pids, w.M(), w.K(), w.format() == FrozenFormat.INT8 ? 1 : 0};
    gpu.run(GATHER, (long) N * w.K(), places);
  }
}
