package zerograd.tensor.kernels.vector;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.core.Workers;
import zerograd.tensor.kernels.AdamWKernel;
import zerograd.tensor.kernels.AttentionKernel.Heads;

/// Small calls of the vector kernels of a transformer, matrix products excepted, for [Takeover].
///
/// Rows have a whole number of registers in one trial and some numbers more in the next, so that both ways through a kernel
/// are compiled.
final class KernelTrials {

  /// A call, and how long it takes at most when it is compiled.
  record Trial(Runnable call, long nanos) {

    /// A trial that must do its arithmetic faster than one number a nanosecond, which is what a loop over single numbers
    /// reaches. Vector code that is interpreted, or keeps its lanes on the heap, is far from that.
    ///
    /// @param operations how many numbers are multiplied or added, about
    static Trial of(long operations, Runnable call) {
      return new Trial(call, Warmup.COMPILED_NANOS + operations);
    }
  }

  private static final int RUNS = 10;
  private static final long FLOATS = 1 << 15;
  private static final int IDS = 128;
  private static final int ROWS = 12;
  private static final int[] WIDTHS = {64, 72};
  /// Operations of an exponential or a logarithm.
  private static final int EXP = 12;

  private final Workers workers;
  private final Floats x, y, z, out, out2, sums, sums2, sums3, perRow, perRow2;
  private final Ints ids;

  /// Trials on memory of the calling thread, with kernels on `workers`.
  KernelTrials(Workers workers) {
    this.workers = workers;
    Floats memory = workers.scratch(-1, RUNS * FLOATS + IDS);
    memory.fill(0.5f);
    x = memory.slice(0, FLOATS);
    y = memory.slice(FLOATS, FLOATS);
    z = memory.slice(2 * FLOATS, FLOATS);
    out = memory.slice(3 * FLOATS, FLOATS);
    out2 = memory.slice(4 * FLOATS, FLOATS);
    sums = memory.slice(5 * FLOATS, FLOATS);
    sums2 = memory.slice(6 * FLOATS, FLOATS);
    sums3 = memory.slice(7 * FLOATS, FLOATS);
    perRow = memory.slice(8 * FLOATS, FLOATS);
    perRow2 = memory.slice(9 * FLOATS, FLOATS);
    ids = memory.slice(RUNS * FLOATS, IDS).ints();
    for (int i = 0; i < IDS; i++) ids.set(i, i);
  }

  List<Trial> rmsNorm() {
    var kernel = new VectorRmsNorm(workers);
    List<Trial> trials = new ArrayList<>();
    for (int D : WIDTHS) {
      trials.add(Trial.of(4L * ROWS * D, () -> kernel.forward(out, perRow, x, y, ROWS, D, 1e-6f)));
      trials.add(Trial.of(12L * ROWS * D, () -> kernel.backward(sums, sums2, x, y, z, perRow, ROWS, D)));
    }
    return trials;
  }

  List<Trial> rope() {
    var kernel = new VectorRope(workers);
    List<Trial> trials = new ArrayList<>();
    for (int d : WIDTHS) {
      trials.add(Trial.of(3L * ROWS * 4 * d, () -> kernel.forward(out, x, ids, y, z, ROWS, 4, d)));
      trials.add(Trial.of(4L * ROWS * 4 * d, () -> kernel.backward(sums, x, ids, y, z, ROWS, 4, d)));
    }
    return trials;
  }

  List<Trial> attention() {
    var kernel = new VectorAttention(workers);
    Heads heads = new Heads(4, 2, 64, 0, 0.125f);
    int N = 96, capacity = 112;
    Ints starts = ids.slice(100, 2), first = ids.slice(0, 1), last = ids.slice(N - 1, 1);
    starts.copyFrom(new int[]{0, N});
    long row = 2L * heads.H() * heads.d() * N, all = row * N / 2;
    return List.of(Trial.of(all, () -> kernel.forward(out, perRow, perRow2, x, y, z, starts, 1, heads)),
        Trial.of(row, () -> kernel.append(out, out2, x, y, first, last, 1, capacity, heads)),
        Trial.of(row, () -> kernel.cached(out, x, y, z, first, last, 1, capacity, heads)),
        Trial.of(5 * all / 2,
            () -> kernel.backward(sums, sums2, sums3, x, y, perRow, perRow2, x, y, z, starts, 1, heads)));
  }

  List<Trial> elementwise() {
    var kernel = new VectorElementwise(workers);
    long n = 1000;
    return List.of(Trial.of(n, () -> kernel.add(out, x, y, n)),
        Trial.of(n, () -> kernel.multiply(out, x, y, n)),
        Trial.of(n, () -> kernel.affine(out, x, 2, 1, n)),
        Trial.of(n, () -> kernel.addTo(sums, x, n)),
        Trial.of((EXP + 4) * n, () -> kernel.swiGlu(out, x, y, n)),
        Trial.of((EXP + 10) * n, () -> kernel.swiGluBackward(sums, sums2, x, y, z, n, false)),
        Trial.of((EXP + 10) * n, () -> kernel.swiGluBackward(sums, sums2, x, y, z, n, true)));
  }

  List<Trial> tokenLogProbs() {
    var kernel = new VectorTokenLogProbs(workers);
    double[] draws = new double[ROWS];
    Arrays.fill(draws, 0.5);
    Ints chosen = ids.slice(64, ROWS);
    List<Trial> trials = new ArrayList<>();
    for (int V : WIDTHS) {
      trials.add(Trial.of((EXP + 6L) * ROWS * V, () -> kernel.likeliest(chosen, out, x, ROWS, V)));
      for (float temperature : new float[]{1, 0.5f}) {
        trials.add(Trial.of((EXP + 6L) * ROWS * V,
            () -> kernel.forward(out, out2, perRow, perRow2, x, ids, ROWS, V, temperature)));
        trials.add(Trial.of((EXP + 10L) * ROWS * V,
            () -> kernel.backward(sums, x, y, z, perRow, perRow2, ids, ROWS, V, temperature)));
        trials.add(Trial.of((EXP + 8L) * ROWS * V,
            () -> kernel.draw(chosen, out, x, draws, ROWS, V, temperature)));
      }
    }
    return trials;
  }

  List<Trial> embedding() {
    var kernel = new VectorEmbedding(workers);
    return List.of(Trial.of(64L * ROWS, () -> kernel.gather(out, x, ids, ROWS, 64)),
        Trial.of(64L * ROWS, () -> kernel.scatterAdd(sums, x, ids, ROWS, 64)));
  }

  List<Trial> adamW() {
    var kernel = new VectorAdamW(workers);
    var step = new AdamWKernel.Step(1, 1, 0.1f, 0.99f, 0.01f, 1e-3f, 1, 1e-8f);
    return List.of(Trial.of(12_000, () -> kernel.step(out, sums, sums2, x, 1000, step)));
  }

  List<Trial> reduce() {
    var kernel = new VectorReduce(workers);
    List<Trial> trials = new ArrayList<>();
    for (int D : WIDTHS) {
      int[] dims = {ROWS, D}, aRow = {0, 1};
      trials.add(Trial.of((long) ROWS * D, () -> kernel.broadcast(out, x, dims, aRow)));
      trials.add(Trial.of((long) ROWS * D, () -> kernel.sumRows(out, x, ROWS, D)));
      trials.add(Trial.of((long) ROWS * D, () -> kernel.addColumnSums(sums, x, ROWS, D)));
      trials.add(Trial.of((long) ROWS * D, () -> kernel.sumOfSquares(x, ROWS, D)));
    }
    return trials;
  }

  List<Trial> logSoftmax() {
    var kernel = new VectorLogSoftmax(workers);
    List<Trial> trials = new ArrayList<>();
    for (int V : WIDTHS) {
      trials.add(Trial.of((EXP + 4L) * ROWS * V, () -> kernel.forward(out, x, ROWS, V)));
      trials.add(Trial.of((EXP + 4L) * ROWS * V, () -> kernel.backward(sums, x, y, ROWS, V)));
    }
    return trials;
  }
}
