package zerograd.tensor.kernels.vector;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import zerograd.core.Floats;
import zerograd.core.Workers;
import zerograd.tensor.kernels.LinearKernel;
import zerograd.tensor.kernels.vector.MatrixProduct.Layout;
import zerograd.tensor.kernels.vector.MatrixProduct.Rows;

/// Matrix products in register tiles: the reference's bits at the speed of the machine's fma units.
///
/// Goto & van de Geijn 2008, *Anatomy of High-Performance Matrix Multiplication*, for the blocks; differs in
/// that chains are never split and that matrices are read in place where the caches allow it.
public final class VectorLinear implements LinearKernel {

  /// Below this many fma a product is not worth its panels.
  private static final long TINY = 2048;
  /// After this many fma done one at a time, about a tenth of a second, the program is taken for a longer one.
  private static final long LONGER = 1L << 27;
  /// When there is more to do than this many fma, it is done sooner by waiting for the compiler, which then has the cores.
  static final long HUGE = 1L << 29;

  private final Workers workers;
  private final Warmup warmup;
  private final AtomicLong doneSingly = new AtomicLong();

  /// A kernel on `workers`. Until its code is compiled, about a second after the first tenth of a second of products in a
  /// process, they are computed one number at a time.
  public VectorLinear(Workers workers) {
    this.workers = workers;
    warmup = new Warmup("linear", workers, VectorLinear::trials);
  }

  /// Waits until products run at full speed.
  public void awaitCompiled() {
    warmup.begin();
    warmup.await();
  }

  /// As [#awaitCompiled], for whoever should not be the reason why they are compiled.
  void awaitWarm() { warmup.await(); }

  @Override public void forward(Floats y, Floats x, Floats w, int N, int M, int K, boolean accumulate) {
    product(y, 4L * M, x, 4L * K, 4, w, 4L * K, Layout.COLUMNS, N, M, K, accumulate);
  }

  @Override public void backwardInput(Floats dx, Floats dy, Floats w, int N, int M, int K,
      boolean accumulate) {
    product(dx, 4L * K, dy, 4L * M, 4, w, 4L * K, Layout.ROWS, N, K, M, accumulate);
  }

  @Override public void backwardWeight(Floats dw, Floats dy, Floats x, int N, int M, int K,
      boolean accumulate) {
    product(dw, 4L * K, dy, 4, 4L * M, x, 4L * K, Layout.ROWS, M, K, N, accumulate);
  }

  @Override public long packedLength(int M, int K) { return (long) Panels.count(M) * Panels.WIDTH * K; }

  @Override public void pack(Floats packed, Floats w, int M, int K) {
    long to = packed.address(), from = w.address();
    boolean compiled = warmup.done();
    workers.pieces(Panels.count(M), (j, worker) -> {
      int columns = Math.min(Panels.WIDTH, M - j * Panels.WIDTH);
      long panel = to + (long) j * Panels.STEP * K, rows = from + 4L * j * Panels.WIDTH * K;
      if (compiled) Panels.transpose(panel, rows, 4L * K, columns, K);
      else
        Panels.transposeSingly(panel, rows, 4L * K, columns, K);
    });
  }

  @Override public void forwardPacked(Floats y, Floats x, Floats packed, int N, int M, int K,
      boolean accumulate) {
    product(y, 4L * M, x, 4L * K, 4, packed, 0, Layout.PANELS, N, M, K, accumulate);
  }

  @Override public void forwardPacked(List<Product> products, Floats x, int N, int K) {
    long fma = 0;
    for (Product one : products) fma += (long) N * one.M() * K;
    if (usesTiles(fma)) {
      Cut.run(workers,
          products.stream().map(one -> new MatrixProduct(workers, one.y().address(), 4L * one.M(),
              x.address(), 4L * K, 4, one.packed().address(), 0, Layout.PANELS, N, one.M(), K,
              one.accumulate()))
              .toList());
    } else {
      LinearKernel.super.forwardPacked(products, x, N, K);
    }
  }

  private void product(Floats c, long cRow, Floats a, long aRow, long aStep, Floats b, long bStride,
      Layout layout, int I, int J, int P, boolean accumulate) {
    if (usesTiles((long) I * J * P)) {
      Cut.run(workers,
          List.of(new MatrixProduct(workers, c.address(), cRow, a.address(), aRow, aStep, b.address(),
              bStride, layout, I, J, P, accumulate)));
    } else {
      scalar(c.address(), cRow, a.address(), aRow, aStep, b.address(), bStride, layout, I, J, P, accumulate);
    }
  }

  private boolean usesTiles(long fma) {
    if (fma < TINY) return false;
    if (!warmup.done() && doneSingly.addAndGet(fma) > LONGER) warmup.begin();
    if (!warmup.done() && fma > HUGE) warmup.await();
    return warmup.done();
  }

  private void scalar(long c, long cRow, long a, long aRow, long aStep, long b, long bStride, Layout layout,
      int I, int J, int P, boolean accumulate) {
    int grain = (int) Math.max(1, 100_000 / ((long) J * P));
    workers.rows(I, grain, (from, to, worker) -> {
      long fromC = c + from * cRow, fromA = a + from * aRow;
      switch (layout) {
        case ROWS ->
          ScalarProduct.run(fromC, cRow, fromA, aRow, aStep, b, 4, bStride, to - from, J, P, accumulate);
        case COLUMNS -> ScalarProduct.run(fromC, cRow, fromA, aRow, aStep, b, bStride, 4, to - from, J, P,
            accumulate);
        case PANELS -> {
          for (int j = 0; j < J; j += Panels.WIDTH) {
            ScalarProduct.run(fromC + 4L * j, cRow, fromA, aRow, aStep, b + 4L * j * P, 4, Panels.STEP,
                to - from,
                Math.min(Panels.WIDTH, J - j), P, accumulate);
          }
        }
      }
    });
  }

  /// Short calls of every tile and of what makes panels.
  private static List<Runnable> trials(long a) {
    long row = 256, b = a + (1 << 15), c = a + (1 << 16), steps = 16, s = Panels.STEP;
    List<Runnable> trials = new ArrayList<>();
    if (MatrixProduct.ROWS == 8) {
      trials.add(() -> LinearTiles.tile8(a, row, 4, b, s, steps, c, 1024, c, 1024));
    }
    trials.add(() -> LinearTiles.tile4(a, row, 4, b, s, steps, c, 1024, c, 1024));
    trials.add(() -> LinearTiles.tile1(a, 4, b, s, s * steps, steps, c, c));
    trials.add(() -> LinearTiles.tile2(a, row, 4, b, s, s * steps, steps, c, 1024, c, 1024));
    trials.add(() -> Panels.transpose(b, a, row, Panels.WIDTH, 40));
    trials.add(() -> Panels.copy(b, a, row, Panels.WIDTH, 40));
    trials.add(() -> RowCopy.spread(b, new Rows(a, row, 4, MatrixProduct.ROWS * row), 10, 50));
    trials.add(() -> RowCopy.turn(b, new Rows(a, 4, row, MatrixProduct.ROWS * 4), 20, 20));
    return trials;
  }
}
