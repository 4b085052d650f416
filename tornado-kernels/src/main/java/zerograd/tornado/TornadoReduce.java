package zerograd.tornado;

import java.util.List;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.DoubleArray;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import zerograd.core.Floats;
import zerograd.tensor.kernels.ReduceKernel;

/// Sums and broadcasting. Sums in double come back as double.
final class TornadoReduce implements ReduceKernel {

  /// Rows whose sums come back together.
  static final int ROWS = 1 << 14;

  private static final int LARGEST_RANK = 8;

  /// `p`: threads, y, x, D
  private static final Kernel SUM_ROWS = new Kernel("row sums", TornadoReduce::runSumRows,
      TornadoReduce::sumRows);

  /// `p`: threads, dx, dy, D
  private static final Kernel SUM_ROWS_BACKWARD = new Kernel("row sums backward",
      TornadoReduce::runSumRowsBackward, TornadoReduce::sumRowsBackward);

  /// `p`: threads, sums, x, N, D
  private static final Kernel COLUMN_SUMS = new Kernel("column sums", TornadoReduce::runColumnSums,
      TornadoReduce::columnSums);

  /// `p`: threads, y, x, rank, then eight sizes and eight strides
  private static final Kernel BROADCAST = new Kernel("broadcast", TornadoReduce::runBroadcast,
      TornadoReduce::broadcast);

  /// `p`: threads, dx, dy, rank, then eight sizes and eight strides, then the size of y
  private static final Kernel BROADCAST_BACKWARD = new Kernel("broadcast backward",
      TornadoReduce::runBroadcastBackward, TornadoReduce::broadcastBackward);

  /// All of these.
  static List<Kernel> kernels() {
    return List.of(SUM_ROWS, SUM_ROWS_BACKWARD, COLUMN_SUMS, BROADCAST, BROADCAST_BACKWARD);
  }

  private final Gpu gpu;

  TornadoReduce(Gpu gpu) { this.gpu = gpu; }

  /// `p`: threads, x, D, whether to square
  static void runSums(KernelContext c, FloatArray low, FloatArray high, IntArray p, DoubleArray sums) {
    if (c.globalIdx < p.get(0)) sums(new Memory(low, high), p, sums, c.globalIdx);
  }

  /// The sum of row n, one double accumulator; or of its squares, in sixteen lanes.
  static void sums(Memory h, IntArray p, DoubleArray sums, int n) {
    int D = p.get(2), row = p.get(1) + n * D;
    double[] lanes = new double[16];
    for (int l = 0; l < 16; l++) lanes[l] = 0.0;
    if (p.get(3) == 0) {
      double sum = 0.0;
      for (int i = 0; i < D; i++) sum = sum + (double) h.get(row + i);
      lanes[0] = sum;
    } else {
      for (int i = 0; i < D; i++) {
        double x = (double) h.get(row + i);
        lanes[i & 15] = lanes[i & 15] + x * x;                    // the square is exact: fused or not, one rounding
      }
      for (int l = 0; l < 8; l++) lanes[l] = lanes[l] + lanes[l + 8];
      for (int l = 0; l < 4; l++) lanes[l] = lanes[l] + lanes[l + 4];
      for (int l = 0; l < 2; l++) lanes[l] = lanes[l] + lanes[l + 2];
      lanes[0] = lanes[0] + lanes[1];
    }
    sums.set(n, lanes[0]);
  }

  static void runSumRows(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    if (c.globalIdx < p.get(0)) sumRows(new Memory(low, high), p, c.globalIdx);
  }

  static void sumRows(Memory h, IntArray p, int n) {
    int D = p.get(3), row = p.get(2) + n * D;
    float[] lanes = new float[16];
    for (int l = 0; l < 16; l++) lanes[l] = 0f;
    for (int i = 0; i < D; i++) lanes[i & 15] = lanes[i & 15] + h.get(row + i);
    h.set(p.get(1) + n, Lanes.combine(lanes));
  }

  static void runSumRowsBackward(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    if (c.globalIdx < p.get(0)) sumRowsBackward(new Memory(low, high), p, c.globalIdx);
  }

  static void sumRowsBackward(Memory h, IntArray p, int i) {
    h.set(p.get(1) + i, h.get(p.get(1) + i) + h.get(p.get(2) + i / p.get(3)));
  }

  static void runColumnSums(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    if (c.globalIdx < p.get(0)) columnSums(new Memory(low, high), p, c.globalIdx);
  }

  static void columnSums(Memory h, IntArray p, int d) {
    int N = p.get(3), D = p.get(4);
    float chain = h.get(p.get(1) + d);
    for (int n = 0; n < N; n++) chain = chain + h.get(p.get(2) + n * D + d);
    h.set(p.get(1) + d, chain);
  }

  /// Where element i of the large run stands in the small one.
  private static int place(IntArray p, int i) {
    int place = 0, rest = i;
    for (int k = p.get(3) - 1; k >= 0; k--) {
      int size = p.get(4 + k), above = rest / size;
      place = place + (rest - above * size) * p.get(12 + k);
      rest = above;
    }
    return place;
  }

  static void runBroadcast(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    if (c.globalIdx < p.get(0)) broadcast(new Memory(low, high), p, c.globalIdx);
  }

  static void broadcast(Memory h, IntArray p, int i) { h.set(p.get(1) + i, h.get(p.get(2) + place(p, i))); }

  static void runBroadcastBackward(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    if (c.globalIdx < p.get(0)) broadcastBackward(new Memory(low, high), p, c.globalIdx);
  }

  static void broadcastBackward(Memory h, IntArray p, int target) {
    float chain = h.get(p.get(1) + target);
    for (int i = 0; i < p.get(20); i++) {
      if (place(p, i) == target) chain = chain + h.get(p.get(2) + i);
    }
    h.set(p.get(1) + target, chain);
  }

  @Override public double sum(Floats x, long n) { return gpu.sums(1, gpu.in(x), Math.toIntExact(n), 0)[0]; }

  @Override public void sumRows(Floats y, Floats x, int N, int D) {
    int px = gpu.in(x);
    gpu.run(SUM_ROWS, N, new int[]{gpu.out(y), px, D});
  }

  @Override public void sumRowsBackward(Floats dx, Floats dy, int N, int D) {
    int pdy = gpu.in(dy);
    gpu.run(SUM_ROWS_BACKWARD, (long) N * D, new int[]{gpu.inOut(dx), pdy, D});
  }

  @Override public void addColumnSums(Floats sums, Floats x, int N, int D) {
    int px = gpu.in(x);
    gpu.run(COLUMN_SUMS, D, new int[]{gpu.inOut(sums), px, N, D});
  }

  @Override public void broadcast(Floats y, Floats x, int[] dims, int[] strides) {
    int px = gpu.in(x);
    gpu.run(BROADCAST, size(dims), places(gpu.out(y), px, dims, strides));
  }

  @Override public void broadcastBackward(Floats dx, Floats dy, int[] dims, int[] strides) {
    int pdy = gpu.in(dy);
    gpu.run(BROADCAST_BACKWARD, dx.length(), places(gpu.inOut(dx), pdy, dims, strides));
  }

  private static int[] places(int y, int x, int[] dims, int[] strides) {
    if (dims.length > LARGEST_RANK) {
      throw new IllegalArgumentException("broadcast: the GPU takes up to %d dimensions, got %d".formatted(
          LARGEST_RANK, dims.length));
    }
    int[] places = new int[4 + 2 * LARGEST_RANK];
    places[0] = y;
    places[1] = x;
    places[2] = dims.length;
    System.arraycopy(dims, 0, places, 3, dims.length);
    System.arraycopy(strides, 0, places, 3 + LARGEST_RANK, dims.length);
    places[3 + 2 * LARGEST_RANK] = size(dims);
    return places;
  }

  private static int size(int[] dims) {
    int size = 1;
    for (int dim : dims) size = Math.multiplyExact(size, dim);
    return size;
  }

  @Override public double sumOfSquares(Floats x, int N, int D) {
    int px = gpu.in(x);
    double sum = 0;
    for (int from = 0; from < N; from += ROWS) {
      for (double row : gpu.sums(Math.min(ROWS, N - from), px + from * D, D, 1)) sum += row;
    }
    return sum;
  }
}
