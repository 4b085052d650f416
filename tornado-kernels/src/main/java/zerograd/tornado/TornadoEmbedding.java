package zerograd.tornado;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.tensor.kernels.EmbeddingKernel;

/// Rows of a table. The gradient needs no atomic addition: the thread of a token's first row adds that token's rows one after the
/// other, in the order of the contract.
final class TornadoEmbedding implements EmbeddingKernel {

  /// `p`: threads, y, w, ids, D
  private static final Kernel GATHER = new Kernel("embedding", TornadoEmbedding::runGather,
      TornadoEmbedding::gather);

  /// `p`: threads, dw, dy, ids, scratch, D; scratch holds each row's next row of the same token, or −1, and N + n its first
  private static final Kernel SCATTER_ADD = new Kernel("embedding backward", TornadoEmbedding::runScatterAdd,
      TornadoEmbedding::scatterAdd);

  /// All of these.
  static List<Kernel> kernels() { return List.of(GATHER, SCATTER_ADD); }

  private final Gpu gpu;

  TornadoEmbedding(Gpu gpu) { this.gpu = gpu; }

  static void runGather(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    if (c.globalIdx < p.get(0)) gather(new Memory(low, high), p, c.globalIdx);
  }

  static void gather(Memory h, IntArray p, int i) {
    int D = p.get(4), n = i / D, d = i - n * D;
    h.set(p.get(1) + i, h.get(p.get(2) + (int) h.get(p.get(3) + n) * D + d));
  }

  static void runScatterAdd(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    if (c.globalIdx < p.get(0)) scatterAdd(new Memory(low, high), p, c.globalIdx);
  }

  static void scatterAdd(Memory h, IntArray p, int i) {
    int D = p.get(5), first = i / D, d = i - first * D;
    int n = (int) h.get(p.get(4) + 2 * first + 1);                 // itself if it is the first of its token, else −1
    if (n >= 0) {
      int target = p.get(1) + (int) h.get(p.get(3) + first) * D + d;
      float chain = h.get(target);
      while (n >= 0) {
        chain = chain + h.get(p.get(2) + n * D + d);
        n = (int) h.get(p.get(4) + 2 * n);
      }
      h.set(target, chain);
    }
  }

  @Override public void gather(Floats y, Floats w, Ints ids, int N, int D) {
    int pw = gpu.in(w), pids = gpu.in(ids);
    gpu.run(GATHER, (long) N * D, new int[]{gpu.out(y), pw, pids, D});
  }

  @Override public void scatterAdd(Floats dw, Floats dy, Ints ids, int N, int D) {
    gpu.requireScratch(2L * N, "embedding");
    float[] rows = new float[2 * N];
    Map<Integer, Integer> last = new HashMap<>();
    for (int n = 0; n < N; n++) {
      rows[2 * n] = -1;
      Integer before = last.put(ids.get(n), n);
      rows[2 * n + 1] = before == null ? n : -1;
      if (before != null) rows[2 * before] = n;
    }
    int pdy = gpu.in(dy), pids = gpu.in(ids);
    gpu.putScratch(0, rows);
    gpu.run(SCATTER_ADD, (long) N * D, new int[]{gpu.inOut(dw), pdy, pids, 0, D});
  }
}
