package zerograd.tensor.kernels.vector;

import static zerograd.tensor.kernels.vector.AttentionTiles.ROWS;
import static zerograd.tensor.kernels.vector.Lanes.*;

import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.core.Workers;
import zerograd.tensor.kernels.AttentionKernel.Heads;

/// One backward pass of attention; a piece is one key head of one sequence.
final class AttentionBackward implements Workers.Piece {

  /*
   * The sums of a key's gradients run over the query heads of its group and, inside, over positions, so one worker walks
   * them in that order, a block of query positions at a time:
   *
   *     p = q kᵀ,  ds = dout vᵀ            tiles across keys
   *     p = e^(…) / sum,  ds = p (ds − δ) scale
   *     dq += ds k                         eight positions; keys in order, ending at the diagonal
   *     dv += pᵀ dout,  dk += dsᵀ q        eight keys; positions in order, beginning at the diagonal
   *
   * A block is long because dv and dk are loaded and stored once in each, and short enough for p and ds to stay in the
   * second-level cache.
   */

  /// Query positions in a block: a multiple of [AttentionTiles#ROWS].
  private static final int BLOCK = 48;

  private final Workers workers;
  private final long dq, dk, dv, dout, out, rowMax, rowSum, q, k, v;
  private final Ints starts;
  private final Heads heads;
  private final long wide;

  AttentionBackward(Workers workers, Floats dq, Floats dk, Floats dv, Floats dout, Floats out, Floats rowMax,
      Floats rowSum, Floats q, Floats k, Floats v, Ints starts, Heads heads) {
    this.workers = workers;
    this.dq = dq.address();
    this.dk = dk.address();
    this.dv = dv.address();
    this.dout = dout.address();
    this.out = out.address();
    this.rowMax = rowMax.address();
    this.rowSum = rowSum.address();
    this.q = q.address();
    this.k = k.address();
    this.v = v.address();
    this.starts = starts;
    this.heads = heads;
    wide = (long) Panels.count(heads.d()) * Panels.STEP;
  }

  @Override public void run(int piece, int worker) {
    int b = piece / heads.Hkv(), start = starts.get(b), T = starts.get(b + 1) - start;
    if (T > 0) new Piece(worker, start, T, piece % heads.Hkv()).run();
  }

  private final class Piece {

    private final int start, T, g, d = heads.d();
    private final long queryRow = 4L * heads.H() * d, keyRow = 4L * heads.Hkv() * d, row = 4L * d;
    private final long zeros, lanes, keyPanels, valuePanels, keys, keySums, valueSums;
    private final long queries, results, querySums, p, ds, scoreRow;

    Piece(int worker, int start, int T, int g) {
      this.start = start;
      this.T = T;
      this.g = g;
      int rows = (T + ROWS - 1) / ROWS * ROWS;
      long panelBytes = (long) Panels.count(T) * Panels.STEP * d;
      scoreRow = RowCopy.stride((long) Panels.count(T) * Panels.STEP);
      long bytes = Panels.STEP + 64 + 2 * panelBytes + 3 * rows * wide + 3 * BLOCK * wide
          + 2 * BLOCK * scoreRow;
      zeros = workers.scratch(worker, bytes / 4).address();
      lanes = zeros + Panels.STEP;
      keyPanels = lanes + 64;
      valuePanels = keyPanels + panelBytes;
      keys = valuePanels + panelBytes;
      keySums = keys + rows * wide;
      valueSums = keySums + rows * wide;
      queries = valueSums + rows * wide;
      results = queries + BLOCK * wide;
      querySums = results + BLOCK * wide;
      p = querySums + BLOCK * wide;
      ds = p + BLOCK * scoreRow;
    }

    void run() {
      long head = 4L * ((long) start * heads.Hkv() + g) * d;
      clear(zeros, Panels.STEP);
      for (int j = 0; j < Panels.count(T); j++) {
        int columns = Math.min(Panels.WIDTH, T - j * Panels.WIDTH);
        long panel = (long) j * Panels.STEP * d, from = head + (long) j * Panels.WIDTH * keyRow;
        Panels.transpose(keyPanels + panel, k + from, keyRow, columns, d);
        Panels.transpose(valuePanels + panel, v + from, keyRow, columns, d);
      }
      AttentionRows.copyRows(keys, wide, k + head, keyRow, T, row);
      AttentionRows.copyRows(keySums, wide, dk + head, keyRow, T, row);
      AttentionRows.copyRows(valueSums, wide, dv + head, keyRow, T, row);
      for (int h = g * heads.group(); h < (g + 1) * heads.group(); h++) {
        for (int t = 0; t < T; t += BLOCK) block(h, t, Math.min(T, t + BLOCK));
      }
      AttentionRows.copyRows(dk + head, keyRow, keySums, wide, T, row);
      AttentionRows.copyRows(dv + head, keyRow, valueSums, wide, T, row);
    }

    /// The positions from … to − 1 of head h.
    private void block(int h, int from, int to) {
      long first = 4L * ((long) (start + from) * heads.H() + h) * d;
      AttentionRows.copyRows(queries, wide, q + first, queryRow, to - from, row);
      AttentionRows.copyRows(results, wide, dout + first, queryRow, to - from, row);
      AttentionRows.copyRows(querySums, wide, dq + first, queryRow, to - from, row);
      for (int t = from; t < to; t += ROWS) {
        int rows = Math.min(ROWS, to - t);
        scores(h, t, t - from, rows);
        sumQueries(t, t - from, rows);
      }
      for (int j = heads.first(from) / ROWS * ROWS; j < to; j += ROWS) {
        sumKeys(p, results, valueSums, j, from, to);
        sumKeys(ds, queries, keySums, j, from, to);
      }
      AttentionRows.copyRows(dq + first, queryRow, querySums, wide, to - from, row);
    }

    /// p and ds of the positions t … t + rows − 1, which are the rows from `r` on of the block.
    private void scores(int h, int t, int r, int rows) {
      int height = AttentionTiles.height(rows);
      for (int j = heads.first(t) / Panels.WIDTH; j <= (t + rows - 1) / Panels.WIDTH; j++) {
        long panel = (long) j * Panels.STEP * d, c = r * scoreRow + (long) j * Panels.STEP;
        AttentionTiles.product(height, queries + r * wide, wide, 4, keyPanels + panel, Panels.STEP, d, zeros,
            0,
            p + c, scoreRow);
        AttentionTiles.product(height, results + r * wide, wide, 4, valuePanels + panel, Panels.STEP, d,
            zeros, 0,
            ds + c, scoreRow);
      }
      for (int i = 0; i < rows; i++) {
        long at = 4L * ((long) (start + t + i) * heads.H() + h), line = (r + i) * scoreRow;
        float delta = VirtualLanes.dot(results + (r + i) * wide, out + at * d, row, lanes);
        AttentionRows.differentiate(p + line, ds + line, heads.first(t + i), t + i, heads.scale(),
            get(rowMax + at),
            1 / get(rowSum + at), delta);
      }
    }

    /// dq += ds k for the same rows.
    private void sumQueries(int t, int r, int rows) {
      int height = AttentionTiles.height(rows), common = heads.first(t + rows - 1);   // all rows see keys common … t
      long a = ds + r * scoreRow, c = querySums + r * wide;
      for (long column = 0; column < wide; column += Panels.STEP) {
        long b = keys + column;
        for (int i = 0; heads.window() > 0 && i < rows; i++) {
          int begin = heads.first(t + i), end = common > t ? t + i + 1 : common;
          AttentionTiles.chain(a + i * scoreRow + 4L * begin, 4, b + begin * wide, wide, end - begin,
              c + i * wide + column);
        }
        if (common > t) continue;
        AttentionTiles.product(height, a + 4L * common, scoreRow, 4, b + common * wide, wide, t - common + 1,
            c + column, wide, c + column, wide);
        AttentionTiles.lowerTriangle(height, a + 4L * (t + 1), scoreRow, 4, b + (t + 1) * wide, wide,
            c + column, wide);
      }
    }

    /// sums (keys j … j + 7) += weightsᵀ rows, over the positions from … to − 1 that see them.
    private void sumKeys(long weights, long rows, long sums, int j, int from, int to) {
      int window = heads.window(), last = j + ROWS - 1;
      boolean diagonal = j >= from;
      if (diagonal && (last > to || window > 0 && window < last - j)) {
        for (int i = 0; i < ROWS; i++) sumKey(weights, rows, sums, j + i, Math.max(from, j + i), from, to);
        return;
      }
      int begin = Math.max(from, last), end = window > 0 ? Math.min(to, j + window) : to;  // where all eight are seen
      for (long column = 0; column < wide; column += Panels.STEP) {
        long c = sums + j * wide + column, b = rows + column;
        if (diagonal) {
          AttentionTiles.upperTriangle(weights + (j - from) * scoreRow + 4L * j, 4, scoreRow,
              b + (j - from) * wide,
              wide, c, wide);
        }
        AttentionTiles.product(ROWS, weights + (begin - from) * scoreRow + 4L * j, 4, scoreRow,
            b + (begin - from) * wide, wide, end - begin, c, wide, c, wide);
      }
      if (end == to) return;
      for (int i = 1; i < ROWS; i++) sumKey(weights, rows, sums, j + i, Math.max(begin, end), from, to);
    }

    /// The same for one key, over the positions begin … to − 1 that see it.
    private void sumKey(long weights, long rows, long sums, int key, int begin, int from, int to) {
      int end = heads.window() > 0 ? Math.min(to, key + heads.window()) : to;
      for (long column = 0; column < wide && begin < end; column += Panels.STEP) {
        AttentionTiles.chain(weights + (begin - from) * scoreRow + 4L * key, scoreRow,
            rows + (begin - from) * wide + column, wide, end - begin, sums + key * wide + column);
      }
    }
  }
}
