package zerograd.tornado;

import java.util.List;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.tensor.kernels.LogSoftmaxKernel;

/// Log-softmax over whole rows, their sums by [RowSums].
final class TornadoLogSoftmax implements LogSoftmaxKernel {

  /// `p`: threads, y, x, max, sum, V
  private static final Kernel ROWS = new Kernel("logSoftmax rows", TornadoLogSoftmax::runRows,
      TornadoLogSoftmax::rows);

  /// `p`: threads, lanes, dy, V
  private static final Kernel LANES = new Kernel("logSoftmax lanes", TornadoLogSoftmax::runLanes,
      TornadoLogSoftmax::lanes);

  /// `p`: threads, dx, dy, y, total, V
  private static final Kernel BACKWARD = new Kernel("logSoftmax backward", TornadoLogSoftmax::runBackward,
      TornadoLogSoftmax::backward);

  /// `p`: threads, y or dx, x or dy, ids, V, whether back
  private static final Kernel PICK = new Kernel("pick", TornadoLogSoftmax::runPick, TornadoLogSoftmax::pick);

  /// All of these.
  static List<Kernel> kernels() { return List.of(ROWS, LANES, BACKWARD, PICK); }

  private final Gpu gpu;

  TornadoLogSoftmax(Gpu gpu) { this.gpu = gpu; }

  static void runRows(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    if (c.globalIdx < p.get(0)) rows(new Memory(low, high), p, c.globalIdx);
  }

  static void rows(Memory h, IntArray p, int i) {
    int n = i / p.get(5);
    float logSum = DeviceElementary.logarithm(h.get(p.get(4) + n));
    h.set(p.get(1) + i, h.get(p.get(2) + i) - h.get(p.get(3) + n) - logSum);
  }

  static void runLanes(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    if (c.globalIdx < p.get(0)) lanes(new Memory(low, high), p, c.globalIdx);
  }

  static void lanes(Memory h, IntArray p, int i) {
    int V = p.get(3), n = i / 16, row = p.get(2) + n * V;
    float sum = 0f;
    for (int v = i - n * 16; v < V; v += 16) sum = sum + h.get(row + v);
    h.set(p.get(1) + i, sum);
  }

  static void runBackward(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    if (c.globalIdx < p.get(0)) backward(new Memory(low, high), p, c.globalIdx);
  }

  static void backward(Memory h, IntArray p, int i) {
    float probability = DeviceElementary.exponential(h.get(p.get(3) + i));
    float total = h.get(p.get(4) + i / p.get(5));
    h.set(p.get(1) + i,
        h.get(p.get(1) + i) + Exact.fma(Exact.minus(probability), total, h.get(p.get(2) + i)));
  }

  static void runPick(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    if (c.globalIdx < p.get(0)) pick(new Memory(low, high), p, c.globalIdx);
  }

  static void pick(Memory h, IntArray p, int n) {
    int place = n * p.get(4) + (int) h.get(p.get(3) + n);
    if (p.get(5) == 0) h.set(p.get(1) + n, h.get(p.get(2) + place));
    else
      h.set(p.get(1) + place, h.get(p.get(1) + place) + h.get(p.get(2) + n));
  }

  @Override public void forward(Floats y, Floats x, int N, int V) {
    gpu.requireScratch(2L * N, "logSoftmax");
    int px = gpu.in(x), max = 0, sum = N;
    gpu.run(RowSums.MAX, (long) RowSums.THREADS * N, new int[]{max, px, V}, 1);
    gpu.run(RowSums.SUM, (long) RowSums.THREADS * N, new int[]{sum, Memory.NOWHERE, px, max, V}, 1);
    gpu.run(ROWS, (long) N * V, new int[]{gpu.out(y), px, max, sum, V});
  }

  @Override public void backward(Floats dx, Floats dy, Floats y, int N, int V) {
    gpu.requireScratch(17L * N, "logSoftmax");
    int pdy = gpu.in(dy), py = gpu.in(y);
    gpu.run(LANES, 16L * N, new int[]{0, pdy, V});
    gpu.run(RowSums.COMBINE, N, new int[]{16 * N, 0});
    gpu.run(BACKWARD, (long) N * V, new int[]{gpu.inOut(dx), pdy, py, 16 * N, V});
  }

  @Override public void pick(Floats y, Floats x, Ints ids, int N, int V) {
    int px = gpu.in(x), pids = gpu.in(ids);
    gpu.run(PICK, N, new int[]{gpu.out(y), px, pids, V, 0});
  }

  @Override public void pickBackward(Floats dx, Floats dy, Ints ids, int N, int V) {
    int pdy = gpu.in(dy), pids = gpu.in(ids);
    gpu.run(PICK, N, new int[]{gpu.inOut(dx), pdy, pids, V, 1});
  }
}
