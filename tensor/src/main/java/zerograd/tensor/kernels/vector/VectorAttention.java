package zerograd.tensor.kernels.vector;

import static zerograd.tensor.kernels.vector.Lanes.*;

import java.util.ArrayList;
import java.util.List;
import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.core.Workers;
import zerograd.tensor.kernels.AttentionKernel;

/// Attention in register tiles: whole rows of scores, no running rescaling, the reference's bits.
///
/// Goto & van de Geijn 2008, *Anatomy of High-Performance Matrix Multiplication*, for the tiles; Dao et al. 2022,
/// arXiv:2205.14135, for recomputing probabilities on the way back.
public final class VectorAttention implements AttentionKernel {

  /// Query positions of a piece, where one key head of a sequence is cut into several: a multiple of a tile's rows.
  private static final int PART = 128;

  /// Pieces for each thread when decoding, if there is enough to share out.
  private static final int DECODE_PIECES = 8;

  private final Workers workers;
  private final Warmup warmup;
  private final AttentionKernel cold;

  /// A kernel on `workers`. Until its code is compiled, a second or two after the first of them is made in a process, the
  /// reference computes: the same bits, and sooner.
  public VectorAttention(Workers workers) {
    this.workers = workers;
    cold = new ColdAttention(workers);
    warmup = new Warmup("attention", workers, VectorAttention::trials);
  }

  /// Waits until attention runs at full speed.
  public void awaitCompiled() { warmup.await(); }

  @Override public void forward(Floats out, Floats rowMax, Floats rowSum, Floats q, Floats k, Floats v,
      Ints starts,
      int B, Heads heads) {
    if (!warmup.done()) {
      cold.forward(out, rowMax, rowSum, q, k, v, starts, B, heads);
      return;
    }
    int longest = 0, pieces = B * heads.Hkv();
    for (int b = 0; b < B; b++) longest = Math.max(longest, starts.get(b + 1) - starts.get(b));
    boolean enough = pieces >= 4 * workers.threads() || workers.threads() == 1;
    int parts = enough ? 1 : Math.max(1, (longest + PART - 1) / PART);
    workers.pieces(pieces * parts,
        new AttentionForward(workers, out, rowMax, rowSum, q, k, v, starts, B, heads, parts,
            parts == 1 ? longest : PART));
  }

  @Override public void backward(Floats dq, Floats dk, Floats dv, Floats dout, Floats out, Floats rowMax,
      Floats rowSum,
      Floats q, Floats k, Floats v, Ints starts, int B, Heads heads) {
    if (!warmup.done()) {
      cold.backward(dq, dk, dv, dout, out, rowMax, rowSum, q, k, v, starts, B, heads);
      return;
    }
    new AttentionBackward(workers, dq, dk, dv, dout, out, rowMax, rowSum, q, k, v, starts, B, heads).run();
  }

  @Override public void append(Floats keys, Floats values, Floats k, Floats v, Ints slots, Ints positions,
      int N,
      int capacity, Heads heads) {
    int Hkv = heads.Hkv(), d = heads.d();
    long slotLength = AttentionKernel.cacheLength(1, capacity, heads);
    workers.rows(N, Runs.rowGrain(4 * Hkv * d), (from, to, worker) -> {
      for (int n = from; n < to; n++) {
        long slot = slots.get(n) * slotLength;
        int t = positions.get(n);
        for (int g = 0; g < Hkv; g++) {
          long source = 4 * ((long) n * Hkv + g) * d;
          long key = keys.address() + 4 * (slot + AttentionKernel.keyIndex(g, t, 0, capacity, d));
          for (int i = 0; i < d; i++) set(key + i * AttentionPanels.STEP, get(k.address() + source + 4L * i));
          long value = values.address() + 4 * (slot + AttentionKernel.valueIndex(g, t, 0, capacity, d));
          AttentionPanels.copy(value, AttentionPanels.whole(capacity) * AttentionPanels.STEP,
              v.address() + source, 0, 1, d);
        }
      }
    });
  }

  @Override public void cached(Floats out, Floats q, Floats keys, Floats values, Ints slots, Ints positions,
      int N,
      int capacity, Heads heads) {
    if (!warmup.done()) {
      cold.cached(out, q, keys, values, slots, positions, N, capacity, heads);
      return;
    }
    int pieces = Math.min(N * heads.Hkv(), DECODE_PIECES * workers.threads());
    workers.pieces(pieces,
        new AttentionDecode(workers, out, q, keys, values, slots, positions, N, capacity, heads, pieces));
  }

  /// Short calls of all loops over registers.
  private static List<Runnable> trials(long a) {
    long row = 256, b = a + (1 << 14), c = a + (1 << 15), e = a + (1 << 16), step = AttentionPanels.STEP;
    List<Runnable> trials = new ArrayList<>();
    if (MatrixProduct.ROWS == 8) trials.add(() -> LinearTiles.tile8(a, row, 4, b, step, 16, c, row, c, row));
    trials.add(() -> LinearTiles.tile4(a, row, 4, b, step, 16, c, row, c, row));
    trials.add(() -> LinearTiles.tile2(a, row, 4, b, step, 16 * step, 16, c, row, c, row));
    trials.add(() -> AttentionTiles.step(8, a, row, b, c, row));
    trials.add(() -> AttentionTiles.chain(a, 4, b, step, 16, c));
    trials.add(() -> AttentionRows.copyRows(b, row, a, row, 8, row));
    trials.add(() -> AttentionRows.multiply(b, a, row, 0.5f));
    trials.add(() -> AttentionRows.hide(a, 0, row, 5, 30));
    trials.add(() -> AttentionRows.maxima(4, b, row, 0, row, 1, c));
    trials.add(() -> AttentionRows.sums(4, b, c, e));
    if (WIDTH == 16) {
      trials.add(() -> Transpose16.run(a, row, b, step, 1));
      trials.add(() -> AttentionRows.maximaOf8(b, row, 0, row, 1, c));
      trials.add(() -> AttentionRows.sumsOf8(b, c, e));
    }
    trials.add(() -> AttentionRows.exponentiate(4, b, row, 0, row, 1, e, c));
    trials.add(() -> AttentionRows.differentiate(4, b, c, row, 0, row, 1, e, e, e));
    trials.add(() -> set(e, VirtualLanes.dot(b, c, row, e + row)));
    trials.add(() -> AttentionPanels.turn(c, a, row, 8, 7, b));
    return trials;
  }
}
