package zerograd.tensor.kernels.vector;

import static zerograd.tensor.kernels.AttentionKernel.PANEL;

import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.core.Workers;
import zerograd.tensor.kernels.AttentionKernel.Heads;

/// One forward pass of attention, cut into pieces: some query positions of one key head in one sequence.
///
/// A piece brings the keys and values it needs into panels, then takes its positions a block at a time.
final class AttentionForward implements Workers.Piece {

  /// Bytes of the scores of a block, about: with a panel of keys, half the values of a long sequence and what goes in and
  /// out, they fit a second-level cache.
  private static final int SCORES = 128 << 10;
  /// The most rows of a block.
  private static final int MOST_ROWS = 64;

  private final Workers workers;
  private final long out, rowMax, rowSum, q, k, v;
  private final Ints starts;
  private final Heads heads;
  private final int B, parts, positionsPerPart;

  /// @param parts pieces that a key head of the longest sequence is cut into, of `positionsPerPart` positions
  AttentionForward(Workers workers, Floats out, Floats rowMax, Floats rowSum, Floats q, Floats k, Floats v,
      Ints starts, int B, Heads heads, int parts, int positionsPerPart) {
    this.workers = workers;
    this.out = out.address();
    this.rowMax = rowMax.address();
    this.rowSum = rowSum.address();
    this.q = q.address();
    this.k = k.address();
    this.v = v.address();
    this.starts = starts;
    this.B = B;
    this.heads = heads;
    this.parts = parts;
    this.positionsPerPart = positionsPerPart;
  }

  /// The late parts come first: they see most keys, and what is left for the end should be small.
  @Override public void run(int piece, int worker) {
    int each = B * heads.Hkv(), part = parts - 1 - piece / each, b = piece % each / heads.Hkv(),
        g = piece % heads.Hkv();
    int start = starts.get(b), T = starts.get(b + 1) - start;
    int from = part * positionsPerPart, to = Math.min(T, from + positionsPerPart);
    if (from < to) piece(worker, start, g, from, to);
  }

  private void piece(int worker, int start, int g, int from, int to) {
    int d = heads.d(), group = heads.group(), first = heads.first(from) / PANEL * PANEL, seen = to - first;
    int mostRows = Math.clamp(SCORES / (4L * to), AttentionTiles.ROWS, MOST_ROWS);
    int positions = Math.max(1, mostRows / group);
    long panels = AttentionPanels.whole(seen), block = AttentionBlock.bytes(heads, positions * group, to);
    long keyBytes = 4L * panels * d, valuePanel = panels * AttentionPanels.STEP;
    long memory = workers.scratch(worker,
        (block + keyBytes + valuePanel * AttentionPanels.whole(d) / PANEL + AttentionPanels.turnBytes(d)) / 4)
        .address();
    long keys = memory + block, values = keys + keyBytes;
    long row = 4L * heads.Hkv() * d, head = 4L * ((long) (start + first) * heads.Hkv() + g) * d;
    AttentionPanels.turn(keys, k + head, row, seen, d, values);
    AttentionPanels.copy(values, valuePanel, v + head, row, seen, d);

    AttentionBlock rows = new AttentionBlock(heads, positions * group, to, memory, valuePanel);
    long keysAtZero = keys - 4L * first * d, valuesAtZero = values - first * AttentionPanels.STEP;
    for (int t = from; t < to; t += positions) {
      long at = 4 * ((long) (start + t) * heads.H() + g * group);
      rows.run(q + at * d, out + at * d, rowMax + at, rowSum + at, keysAtZero, valuesAtZero, t,
          Math.min(to, t + positions));
    }
  }
}
