package zerograd.tornado;

import java.util.Arrays;
import java.util.List;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import zerograd.tensor.AcceleratorMode;

/// Matrix products on the device, for all families that need one.
///
/// In strict mode each element is one chain, by [Tiles]. In a fast mode the vendor's library computes them; where there is none,
/// [Tiles] do, each chain cut into runs of 256, which are computed at once and added in ascending order. How they are cut does not
/// depend on the rows, so that a row has the same bits alone and among others.
final class Products {

  /// A matrix where it lies: its place, and how far apart its rows and its columns are.
  record Matrix(int place, int row, int column) {

    /// Rows of `columns` numbers, one after the other.
    static Matrix rows(int place, int columns) { return new Matrix(place, columns, 1); }

    /// The same numbers, rows and columns exchanged.
    Matrix transposed() { return new Matrix(place, column, row); }

    /// Without the first `rows` rows.
    Matrix from(int rows) { return new Matrix(place + rows * row, row, column); }
  }

  /// Steps of a run in the fast modes.
  static final int RUN = 256;

  /// `p`: threads, y, runs, how many, whether to add
  private static final Kernel SUM = new Kernel("product sums", Products::runSum, Products::sum);

  /// All of these.
  static List<Kernel> kernels() { return List.of(SUM); }

  private final Gpu gpu;
  private final AcceleratorMode mode;

  Products(Gpu gpu, AcceleratorMode mode) {
    this.gpu = gpu;
    this.mode = mode;
  }

  static void runSum(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    if (c.globalIdx < p.get(0)) sum(new Memory(low, high), p, c.globalIdx);
  }

  static void sum(Memory h, IntArray p, int i) {
    int runs = p.get(2) + i, n = p.get(0);
    float sum = h.get(runs);
    for (int r = 1; r < p.get(3); r++) sum = sum + h.get(runs + r * n);
    if (p.get(4) != 0) sum = h.get(p.get(1) + i) + sum;
    h.set(p.get(1) + i, sum);
  }

  /// `c (I, J) = a (I, P) b (P, J)`, or added to it; `c` lies row by row.
  void run(int c, Matrix a, Matrix b, int I, int J, int P, boolean accumulate) {
    if (I == 0 || J == 0) return;
    if (mode != AcceleratorMode.STRICT && P > 0 && gpu.lacksLibraryBecause() == null)
      gpu.run(Gemm.of(c, a, b, I, J, P, accumulate, CuBlas.computeType(mode)));
    else if (mode != AcceleratorMode.STRICT && P > RUN) inRuns(c, a, b, I, J, P, accumulate);
    else
      tiles(c, a, b, I, J, P, accumulate, P);
  }

  private void tiles(int c, Matrix a, Matrix b, int I, int J, int P, boolean accumulate, int run) {
    int parts = Math.max(1, Math.ceilDiv(P, Math.max(1, run)));
    Kernel kernel = Tiles.kernel(I, J, parts);
    gpu.run(kernel, Tiles.threads(kernel, I, J, parts),
        Tiles.places(c, a, b, I, J, P, accumulate, run, Memory.NOWHERE));
  }

  /// As [#run], of whole numbers b whose scales, one for each 32 rows of a column, lie as b does; strict in every mode.
  void inBlocks(int c, Matrix a, Matrix b, int scales, int I, int J, int P, boolean accumulate) {
    Kernel kernel = Tiles.kernel(I, J, 1);
    int[] tile = Tiles.places(c, a, b, I, J, P, accumulate, P, Memory.NOWHERE);
    int[] places = Arrays.copyOf(tile, tile.length + 1);
    places[tile.length] = scales;
    gpu.run(BlockTiles.like(kernel), Tiles.threads(kernel, I, J, 1), places);
  }

  /// As [#run], of whole numbers b whose scales, one for each 32 columns of a row, lie as b does; strict in every mode.
  void scaled(int c, Matrix a, Matrix b, int scales, int I, int J, int P, boolean accumulate) {
    Kernel kernel = Tiles.kernel(I, J, 1);
    gpu.run(kernel, Tiles.threads(kernel, I, J, 1), Tiles.places(c, a, b, I, J, P, accumulate, P, scales));
  }

  /// So many rows at a time as have room for their runs in scratch.
  private void inRuns(int c, Matrix a, Matrix b, int I, int J, int P, boolean accumulate) {
    int runs = Math.ceilDiv(P, RUN);
    gpu.requireScratch((long) runs * J, "product");
    int together = (int) Math.min(I, gpu.scratch() / ((long) runs * J));
    for (int from = 0; from < I; from += together) {
      int rows = Math.min(together, I - from);
      tiles(0, a.from(from), b, rows, J, P, false, RUN);
      gpu.run(SUM, (long) rows * J, new int[]{c + from * J, 0, runs, accumulate ? 1 : 0});
    }
  }
}
