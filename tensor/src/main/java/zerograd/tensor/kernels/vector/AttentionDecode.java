package zerograd.tensor.kernels.vector;

import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.core.Workers;
import zerograd.tensor.kernels.AttentionKernel;
import zerograd.tensor.kernels.AttentionKernel.Heads;

/// Attention of single positions to their caches; a piece is some key heads of some positions, read where they lie.
final class AttentionDecode implements Workers.Piece {

  private final Workers workers;
  private final long out, q, keys, values, slotBytes, headBytes;
  private final Ints slots, positions;
  private final int N, pieces, longest;
  private final Heads heads;

  AttentionDecode(Workers workers, Floats out, Floats q, Floats keys, Floats values, Ints slots,
      Ints positions, int N,
      int capacity, Heads heads, int pieces) {
    this.workers = workers;
    this.out = out.address();
    this.q = q.address();
    this.keys = keys.address();
    this.values = values.address();
    this.slots = slots;
    this.positions = positions;
    this.N = N;
    this.heads = heads;
    this.pieces = pieces;
    slotBytes = 4 * AttentionKernel.cacheLength(1, capacity, heads);
    headBytes = slotBytes / heads.Hkv();
    longest = capacity;
  }

  @Override public void run(int piece, int worker) {
    int units = N * heads.Hkv(), group = heads.group(), d = heads.d();
    long memory = workers.scratch(worker, AttentionBlock.bytes(heads, group, longest) / 4).address();
    AttentionBlock rows = new AttentionBlock(heads, group, longest, memory,
        AttentionPanels.whole(longest) * AttentionPanels.STEP);
    for (int unit = (int) ((long) units * piece / pieces); unit < (long) units * (piece + 1)
        / pieces; unit++) {
      int n = unit / heads.Hkv(), g = unit % heads.Hkv(), t = positions.get(n);
      long head = 4L * ((long) n * heads.H() + g * group) * d,
          cache = slots.get(n) * slotBytes + g * headBytes;
      rows.run(q + head, out + head, 0, 0, keys + cache, values + cache, t, t + 1);
    }
  }
}
