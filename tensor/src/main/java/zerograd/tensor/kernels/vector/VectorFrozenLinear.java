package zerograd.tensor.kernels.vector;

import static zerograd.tensor.kernels.FrozenFormat.BLOCK;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import zerograd.core.Bytes;
import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.core.Workers;
import zerograd.tensor.kernels.FrozenFormat;
import zerograd.tensor.kernels.FrozenLinearKernel;
import zerograd.tensor.kernels.LinearKernel;

/// Products with frozen weights in [FrozenPanels]: the reference's bits, at the speed of memory for a few rows and at that of
/// the fma units for many.
public final class VectorFrozenLinear implements FrozenLinearKernel {

  /// Below this many fma a product is not worth its panels.
  private static final long TINY = 2048;

  private final Workers workers;
  private final VectorLinear linear;
  private final AtomicLong doneSingly = new AtomicLong();
  private Warmup warmup;

  /// A kernel on `workers` that leaves float32 weights to `linear`. Until its code is compiled, a second or two after the
  /// weights were read or the first product in another format, products are computed one number at a time, or wait.
  public VectorFrozenLinear(Workers workers, VectorLinear linear) {
    this.workers = workers;
    this.linear = linear;
  }

  /// Most programs have no such weight: compiling begins some time after the first is stored, or with the first product.
  private synchronized Warmup warmup() {
    if (warmup == null) warmup = new Warmup("frozen", workers, VectorFrozenLinear::trials);
    return warmup;
  }

  /// Waits until products run at full speed.
  public void awaitCompiled() {
    linear.awaitCompiled();
    warmup().begin();
    warmup().await();
  }

  @Override public long bytes(FrozenFormat format, int M, int K) { return FrozenPanels.bytes(format, M, K); }

  @Override public void pack(Weight w, Floats rows, int first, int count) {
    if (w.format() != FrozenFormat.F32) warmup();
    for (int i = 0; i < count; i += Panels.WIDTH) {
      FrozenPanels.pack(w, (first + i) / Panels.WIDTH, rows.address() + 4L * i * w.K(),
          Math.min(Panels.WIDTH, count - i));
    }
  }

  @Override public void packBfloat16(Weight w, Bytes rows, int first, int count) {
    w.require(FrozenFormat.BF16);
    warmup();
    for (int i = 0; i < count; i += Panels.WIDTH) {
      FrozenPanels.packHalves(w, (first + i) / Panels.WIDTH, rows.address() + 2L * i * w.K(),
          Math.min(Panels.WIDTH, count - i));
    }
  }

  @Override public void forward(Floats y, Floats x, Weight w, int N, boolean accumulate) {
    if (w.format() == FrozenFormat.F32) {
      linear.forwardPacked(y, x, floats(w.bytes()), N, w.M(), w.K(), accumulate);
    } else if (isFast(fma(w, N))) {
      Cut.run(workers, List.of(FrozenProduct.forward(workers, y.address(), x.address(), w, N, accumulate)));
    } else {
      eachPanel(w.M(), w, N, (j, space) -> {
        long to = y.address() + (long) j * Panels.STEP;
        int columns = Math.min(Panels.WIDTH, w.M() - j * Panels.WIDTH);
        for (int k = 0; k < w.K(); k += BLOCK) {
          int steps = Math.min(BLOCK, w.K() - k);
          FrozenPanels.widen(w, space, j, k, steps);
          long from = x.address() + 4L * k;
          if (w.format() == FrozenFormat.BF16) {
            ScalarProduct.run(to, 4L * w.M(), from, 4L * w.K(), 4, space, 4, Panels.STEP, N, columns, steps,
                accumulate || k > 0);
          } else {
            scaledBlock(to, from, space, w, j, k, N, columns, steps, accumulate || k > 0);
          }
        }
      });
    }
  }

  /// `c = fma(scale, Σ a b, c)` for one block of int8, from step `k` of panel `j` on.
  private static void scaledBlock(long c, long a, long b, Weight w, int j, int k, int rows, int columns,
      int steps,
      boolean accumulate) {
    long sums = b + (long) BLOCK * Panels.STEP;
    for (int i = 0; i < rows; i++, c += 4L * w.M(), a += 4L * w.K()) {
      ScalarProduct.run(sums, 0, a, 0, 4, b, 4, Panels.STEP, 1, columns, steps, false);
      for (int l = 0; l < columns; l++) {
        float chain = accumulate ? Lanes.get(c + 4L * l) : 0;
        Lanes.set(c + 4L * l, Math.fma(FrozenPanels.scale(w, j, k, l), Lanes.get(sums + 4L * l), chain));
      }
    }
  }

  @Override public void forward(List<Product> products, Floats x, int N) {
    long fma = 0;
    for (Product one : products) fma += fma(one.w(), N);
    boolean plain = products.stream().allMatch(one -> one.w().format() == FrozenFormat.F32);
    if (plain) {
      linear.forwardPacked(
          products.stream().map(one -> new LinearKernel.Product(one.y(), floats(one.w().bytes()),
              one.w().M(), one.accumulate())).toList(),
          x, N, products.getFirst().w().K());
    } else if (products.stream().noneMatch(one -> one.w().format() == FrozenFormat.F32) && isFast(fma)) {
      Cut.run(workers,
          products.stream().map(one -> FrozenProduct.forward(workers, one.y().address(), x.address(),
              one.w(), N, one.accumulate())).toList());
    } else {
      FrozenLinearKernel.super.forward(products, x, N);
    }
  }

  @Override public void backwardInput(Floats dx, Floats dy, Weight w, int N, boolean accumulate) {
    if (isFast(fma(w, N))) {
      Cut.run(workers,
          List.of(FrozenProduct.backwardInput(workers, dx.address(), dy.address(), w, N, accumulate)));
      return;
    }
    int M = w.M(), K = w.K();
    eachPanel(K, w, N, (j, space) -> {
      int k = j * Panels.WIDTH, columns = Math.min(Panels.WIDTH, K - k);
      for (int m = 0; m < M; m += Panels.WIDTH) {
        int steps = Math.min(Panels.WIDTH, M - m);
        FrozenPanels.part(w, space, m / Panels.WIDTH, k, columns);
        ScalarProduct.run(dx.address() + 4L * k, 4L * K, dy.address() + 4L * m, 4L * M, 4, space, Panels.STEP,
            4, N,
            columns, steps, accumulate || m > 0);
      }
    });
  }

  @Override public void gather(Floats y, Weight w, Ints ids, int N) {
    int K = w.K();
    workers.rows(N, Runs.rowGrain(K), (from, to, worker) -> {
      for (int n = from; n < to; n++) {
        FrozenPanels.row(w, y.address() + 4L * n * K, ids.get(n));
      }
    });
  }

  private interface Panel {
    void compute(int j, long space);
  }

  /// Calls `body` for each panel of the result's `J` columns, with space for a widened block.
  private void eachPanel(int J, Weight w, int N, Panel body) {
    workers.rows(Panels.count(J), (int) Math.max(1, 100_000L * J / Math.max(1, (long) N * w.M() * w.K())),
        (from, to, worker) -> {
          long space = workers.scratch(worker, (BLOCK + 1L) * Panels.WIDTH).address();
          for (int j = from; j < to; j++) body.compute(j, space);
        });
  }

  private static long fma(Weight w, int N) { return (long) N * w.M() * w.K(); }

  private boolean isFast(long fma) {
    if (fma < TINY) return false;
    Warmup known = warmup();
    if (!known.done()) {
      known.begin();
      if (doneSingly.addAndGet(fma) > VectorLinear.HUGE) known.await();
    }
    return known.done();
  }

  private static Floats floats(Bytes bytes) { return bytes.floats(); }

  /// Short calls of every tile, and of what makes panels.
  private static List<Runnable> trials(long a) {
    long row = 256, b = a + (1 << 15), c = a + (1 << 16), s = Panels.STEP;
    int steps = 48;
    List<Runnable> trials = new ArrayList<>();
    if (MatrixProduct.ROWS == 8) {
      trials.add(() -> LinearTiles.tile8(a, row, 4, b, s, 16, c, 1024, c, 1024));
      trials.add(() -> FrozenTiles.int8Tile8(a, row, b, steps, c, 1024, c, 1024));
    }
    trials.add(() -> LinearTiles.tile4(a, row, 4, b, s, 16, c, 1024, c, 1024));
    trials.add(() -> FrozenTiles.int8Tile4(a, row, b, steps, c, 1024, c, 1024));
    for (FrozenFormat format : List.of(FrozenFormat.BF16, FrozenFormat.INT8)) {
      long bytes = FrozenPanels.bytes(format, Panels.WIDTH, steps);
      Weight w = new Weight(new Bytes(Lanes.MEMORY.asSlice(b, bytes), bytes), format, Panels.WIDTH, steps);
      trials.add(() -> FrozenTiles.row(w, a, 0, 0, steps, c, c));
      trials.add(() -> FrozenTiles.widen(w, c, 0, 0, steps));
      trials.add(() -> FrozenTiles.part(w, c, 0, 0, Panels.WIDTH));
    }
    trials.add(() -> RowCopy.pad(c, new MatrixProduct.Rows(a, row, 4, 0), 0, 3, steps));
    trials.add(() -> Panels.transpose(c, a, row, Panels.WIDTH, Panels.WIDTH));
    return trials;
  }
}
