package zerograd.tensor.kernels.vector;

import static zerograd.tensor.kernels.AttentionKernel.PANEL;
import static zerograd.tensor.kernels.vector.AttentionTiles.ROWS;
import static zerograd.tensor.kernels.vector.Lanes.*;

import zerograd.tensor.kernels.AttentionKernel.Heads;

/// Some positions of one key head, with all query heads that read it: prefill, training and decoding alike.
final class AttentionBlock {

  /*
   * The rows of a block are its positions and, for each, the query heads of the group, so that the rows of a tile see the
   * same keys, or a few keys more at the end:
   *
   *     scores (rows, keys) = q kᵀ          tiles of 8 rows and 32 keys; a panel of keys serves all rows of the block
   *     softmax                             whole rows, 8 at a time
   *     results (rows, d) = scores v        tiles of 8 rows and 32 elements over the keys that all 8 see, then key by key
   *     out = results / sum
   *
   * One or two rows, as in decoding, take two panels at once: a tile of 4 rows would compute twice what is wanted, and wait
   * for memory twice as often, since it has twice as much to do between two cache lines.
   *
   * Rows that are computed to fill a tile read what happens to lie in scratch memory, and are dropped.
   */

  private final Heads heads;
  private final int d, group;
  private final long zeros, lanes, maxima, sums, inverses, queries, queryRow, results, resultRow, scores,
      scoreRow;
  private final long keyPanel, valuePanel;

  /// The bytes a block of up to `rows` rows needs, whose last position is less than `T`.
  static long bytes(Heads heads, int rows, int T) {
    int padded = (rows + ROWS - 1) / ROWS * ROWS;
    return 2 * AttentionPanels.STEP + ROWS * VirtualLanes.GROUP + 3 * VirtualLanes.GROUP
        + padded * (4L * heads.d() + resultRow(heads) + scoreRow(T)) + VirtualLanes.GROUP;
  }

  private static long resultRow(Heads heads) { return 4L * AttentionPanels.whole(heads.d()) + Panels.STEP; }

  private static long scoreRow(int T) {
    return RowCopy.stride(4L * AttentionPanels.whole(T) + Math.max(Panels.STEP, AttentionRows.ROOM));
  }

  /// @param memory [#bytes] for the same arguments
  /// @param valuePanel bytes from a panel of values to the next
  AttentionBlock(Heads heads, int rows, int T, long memory, long valuePanel) {
    this.heads = heads;
    this.valuePanel = valuePanel;
    d = heads.d();
    group = heads.group();
    keyPanel = d * AttentionPanels.STEP;
    queryRow = 4L * d;
    resultRow = resultRow(heads);
    scoreRow = scoreRow(T);
    int padded = (rows + ROWS - 1) / ROWS * ROWS;
    zeros = memory;
    lanes = zeros + 2 * AttentionPanels.STEP;
    maxima = lanes + ROWS * VirtualLanes.GROUP;
    sums = maxima + VirtualLanes.GROUP;
    inverses = sums + VirtualLanes.GROUP;
    results = inverses + VirtualLanes.GROUP;
    scores = results + padded * resultRow;
    queries = scores + padded * scoreRow;
    clear(zeros, 2 * AttentionPanels.STEP);
  }

  /// Attention of the positions from … to − 1. `q`, `out`, `rowMax` and `rowSum` are where the first of the group's heads
  /// has position `from`; the next position is H heads further. Without a `rowMax` (0) neither it nor `rowSum` is kept.
  void run(long q, long out, long rowMax, long rowSum, long keys, long values, int from, int to) {
    int rows = (to - from) * group;
    AttentionRows.copyRows(queries, group * queryRow, q, 4L * heads.H() * d, to - from, group * queryRow);
    int first = heads.first(from) / PANEL;
    if (isPair(rows)) scorePair(first, keys, to);
    else
      for (int j = first; j * PANEL < to; j++) scorePanel(j, keys, from, rows);
    for (int r = 0; r < rows; r += ROWS) {
      int count = Math.min(ROWS, rows - r);
      softmax(r, count, from);
      sumValues(r, count, values, from);
      write(r, count, out);
      if (rowMax != 0) keep(r, count, rowMax, rowSum, keys, from);
    }
  }

  /// Writes `count` rows of results, divided by their sums.
  private void write(int r, int count, long out) {
    int row = r / group, head = r % group;
    long to = out + ((long) row * heads.H() + head) * queryRow, from = results + r * resultRow;
    for (int i = 0; i < count; i++, to += queryRow, from += resultRow) {
      AttentionRows.multiply(to, from, queryRow, get(inverses + 8L * i));
      if (++head == group) {
        head = 0;
        to += (heads.H() - group) * queryRow;
      }
    }
  }

  /// Keeps the maximum and the sum of `count` rows.
  private void keep(int r, int count, long rowMax, long rowSum, long keys, int from) {
    int row = r / group, head = r % group;
    long at = 4 * ((long) row * heads.H() + head);
    for (int i = 0; i < count; i++, at += 4) {
      float sum = get(sums + 8L * i);
      set(rowSum + at, sum);
      set(rowMax + at, sum == sum ? get(maxima + 8L * i) : exactMax(r + i, keys, from));
      if (++head == group) {
        head = 0;
        at += 4L * (heads.H() - group);
      }
    }
  }

  /// The position of row `r`.
  private int position(int r, int from) { return from + r / group; }

  /// The products of all rows with the keys of panel `j`, where they see any of it.
  private void scorePanel(int j, long keys, int from, int rows) {
    long panel = keys + j * keyPanel;
    int firstRow = Math.max(0, j * PANEL - from) * group / ROWS * ROWS;
    for (int r = firstRow; r < rows; r += ROWS) {
      if (heads.window() > 0 && heads.first(position(r, from)) / PANEL > j) continue;
      int count = Math.min(ROWS, rows - r), height = AttentionTiles.height(count);
      long c = scores + r * scoreRow + j * AttentionPanels.STEP;
      for (long column = 0; column < AttentionPanels.STEP; column += Panels.STEP) {
        AttentionTiles.product(height, queries + r * queryRow, queryRow, 4, panel + column,
            AttentionPanels.STEP, d, zeros,
            0, c + column, scoreRow);
      }
    }
  }

  /// Whether `rows` rows take two panels at once.
  private static boolean isPair(int rows) { return rows <= 2 && Panels.WIDTH == PANEL; }

  /// The products of one or two rows with the keys before `to`, from panel `j` on.
  private void scorePair(int j, long keys, int to) {
    for (; j * PANEL < to; j += 2) {
      long next = (j + 1) * PANEL < to ? keyPanel : 0;     // a last panel alone is computed twice: rows have room for it
      LinearTiles.tile2(queries, queryRow, 4, keys + j * keyPanel, AttentionPanels.STEP, next, d, zeros, 0,
          scores + j * AttentionPanels.STEP, scoreRow);
    }
  }

  /// Turns the scores of `count` rows into e^(s − max), and keeps the maximum, the sum and its inverse of each.
  private void softmax(int r, int count, int from) {
    int t = position(r, from), last = position(r + count - 1, from);
    long begin = 4L * (heads.first(t) & -16), end = 4L * ((last | 15) + 1), row = scores + r * scoreRow;
    for (int i = 0, head = r % group; i < count; i++) {
      AttentionRows.hide(row + i * scoreRow, begin, end, heads.first(t), t);
      if (++head == group) {
        head = 0;
        t++;
      }
    }
    boolean eight = count > 4 && WIDTH == 16;
    boolean zero = eight
        ? AttentionRows.maximaOf8(row, scoreRow, begin, end, heads.scale(), maxima)
        : AttentionRows.maxima(count, row, scoreRow, begin, end, heads.scale(), maxima);
    if (zero) exactMaxima(r, count, from);
    AttentionRows.exponentiate(count, row, scoreRow, begin, end, heads.scale(), maxima, lanes);
    if (eight) {
      AttentionRows.sumsOf8(lanes, sums, inverses);
    } else {
      AttentionRows.sums(count, lanes, sums, inverses);
    }
  }

  /// Maxima that are 0, with their sign.
  private void exactMaxima(int r, int count, int from) {
    for (int i = 0; i < count; i++) {
      if (get(maxima + 8L * i) != 0) continue;
      int t = position(r + i, from), first = heads.first(t);
      float max = VirtualLanes.exactMax(scores + (r + i) * scoreRow + 4L * first, t - first + 1);
      set(maxima + 8L * i, max * heads.scale());
    }
  }

  /// results = scores v
  private void sumValues(int r, int count, long values, int from) {
    int height = AttentionTiles.height(count), head = position(r, from), last = position(r + count - 1, from);
    int common = heads.first(last);                       // all rows see the keys common … head
    long row = scores + r * scoreRow, result = results + r * resultRow;
    if (common > 0) sumEarlyValues(r, count, values, from, common > head ? last + 1 : common);
    if (common > head) return;
    boolean pair = isPair(count) && head == last;
    for (int column = 0, width; column < d; column += width) {
      long c = result + 4L * column, b = values + column / PANEL * valuePanel + column % PANEL * 4L;
      long a = row + 4L * common, first = b + common * AttentionPanels.STEP, start = common > 0 ? c : zeros;
      long startRow = common > 0 ? resultRow : 0;
      width = pair && d - column > PANEL ? 2 * PANEL : Panels.WIDTH;
      if (width > PANEL) {
        LinearTiles.tile2(a, scoreRow, 4, first, AttentionPanels.STEP, valuePanel, head - common + 1, start,
            startRow, c,
            resultRow);
      } else {
        AttentionTiles.product(height, a, scoreRow, 4, first, AttentionPanels.STEP, head - common + 1, start,
            startRow, c,
            resultRow);
      }
      for (int t = head + 1; t <= last; t++) {
        int later = (t - from) * group - r;
        AttentionTiles.step(count - later, row + later * scoreRow + 4L * t, scoreRow,
            b + t * AttentionPanels.STEP,
            c + later * resultRow, resultRow);
      }
    }
  }

  /// What each row sees before the key `end`, where a window leaves the rows different first keys.
  private void sumEarlyValues(int r, int count, long values, int from, int end) {
    clear(results + r * resultRow, count * resultRow);
    for (int i = 0; i < count; i++) {
      int t = position(r + i, from), first = heads.first(t);
      for (int column = 0; column < d; column += Panels.WIDTH) {
        long b = values + column / PANEL * valuePanel + column % PANEL * 4L;
        AttentionTiles.chain(scores + (r + i) * scoreRow + 4L * first, 4, b + first * AttentionPanels.STEP,
            AttentionPanels.STEP, Math.min(t + 1, end) - first, results + (r + i) * resultRow + 4L * column);
      }
    }
  }

  /// The largest score of row `r` by `Math.max`, NaN if any is: for a row whose sum is NaN.
  private float exactMax(int r, long keys, int from) {
    int t = position(r, from);
    float max = Float.NEGATIVE_INFINITY;
    for (int j = heads.first(t); j <= t; j++) {
      long key = keys + j / PANEL * keyPanel + j % PANEL * 4L, query = queries + r * queryRow;
      float chain = 0;
      for (int i = 0; i < d; i++)
        chain = Math.fma(get(query + 4L * i), get(key + i * AttentionPanels.STEP), chain);
      max = Math.max(max, chain * heads.scale());
    }
    return max;
  }
}
