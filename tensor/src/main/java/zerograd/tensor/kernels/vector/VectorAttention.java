package zerograd.tensor.kernels.vector;

import static zerograd.tensor.kernels.vector.Lanes.*;

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

  private final Workers workers;

  public VectorAttention(Workers workers) { this.workers = workers; }

  @Override public void forward(Floats out, Floats rowMax, Floats rowSum, Floats q, Floats k, Floats v,
      Ints starts,
      int B, Heads heads) {
    int longest = 0, pieces = B * heads.Hkv();
    for (int b = 0; b < B; b++) longest = Math.max(longest, starts.get(b + 1) - starts.get(b));
    boolean enough = pieces >= 4 * workers.threads() || workers.threads() == 1;
    int parts = enough ? 1 : Math.max(1, (longest + PART - 1) / PART);
    workers.pieces(pieces * parts,
        new AttentionForward(workers, out, rowMax, rowSum, q, k, v, starts, heads, parts,
            parts == 1 ? longest : PART));
  }

  @Override public void backward(Floats dq, Floats dk, Floats dv, Floats dout, Floats out, Floats rowMax,
      Floats rowSum,
      Floats q, Floats k, Floats v, Ints starts, int B, Heads heads) {
    workers.pieces(B * heads.Hkv(),
        new AttentionBackward(workers, dq, dk, dv, dout, out, rowMax, rowSum, q, k, v,
            starts, heads));
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
          for (int i = 0; i < d; i++)
            set(key + (long) i * VirtualLanes.GROUP, get(k.address() + source + 4L * i));
          copy(v.address() + source,
              values.address() + 4 * (slot + AttentionKernel.valueIndex(g, t, 0, capacity, d)),
              4L * d);
        }
      }
    });
  }

  @Override public void cached(Floats out, Floats q, Floats keys, Floats values, Ints slots, Ints positions,
      int N,
      int capacity, Heads heads) {
    workers.pieces(N, new AttentionDecode(workers, out, q, keys, values, slots, positions, capacity, heads));
  }
}
