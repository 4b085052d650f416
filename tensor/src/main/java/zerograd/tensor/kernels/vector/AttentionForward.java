package zerograd.tensor.kernels.vector;

import static zerograd.tensor.kernels.vector.AttentionTiles.ROWS;
import static zerograd.tensor.kernels.vector.Lanes.*;

import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.core.Workers;
import zerograd.tensor.kernels.AttentionKernel.Heads;

/// One forward pass of attention, cut into pieces: some query positions of one key head in one sequence.
final class AttentionForward implements Workers.Piece {

  /*
   * A piece packs the keys it needs into panels, transposed, and copies the values into rows of whole registers. Then for
   * each query head, eight positions at a time:
   *
   *     scores (8, keys) = q kᵀ          tiles across keys
   *     softmax of each row              whole rows
   *     out (8, d) = scores v · 1/sum    tiles across the head
   *
   * Rows at the end of a sequence that are computed to fill a tile read what happens to lie in scratch memory, and are
   * dropped.
   */

  private final Workers workers;
  private final long out, rowMax, rowSum, q, k, v;
  private final Ints starts;
  private final Heads heads;
  private final int parts, rowsPerPart;
  private final long wide;

  /// @param parts pieces that a key head of the longest sequence is cut into, of `rowsPerPart` positions
  AttentionForward(Workers workers, Floats out, Floats rowMax, Floats rowSum, Floats q, Floats k, Floats v,
      Ints starts, Heads heads, int parts, int rowsPerPart) {
    this.workers = workers;
    this.out = out.address();
    this.rowMax = rowMax.address();
    this.rowSum = rowSum.address();
    this.q = q.address();
    this.k = k.address();
    this.v = v.address();
    this.starts = starts;
    this.heads = heads;
    this.parts = parts;
    this.rowsPerPart = rowsPerPart;
    wide = (long) Panels.count(heads.d()) * Panels.STEP;
  }

  @Override public void run(int piece, int worker) {
    int b = piece / parts / heads.Hkv(), g = piece / parts % heads.Hkv(), part = piece % parts;
    int start = starts.get(b), T = starts.get(b + 1) - start;
    int from = part * rowsPerPart, to = Math.min(T, from + rowsPerPart);
    if (from < to) new Piece(worker, start, g, from, to).run();
  }

  private final class Piece {

    private final int start, g, from, to, firstPanel;
    private final long zeros, queries, results, scores, scoreRow, keys, values;

    Piece(int worker, int start, int g, int from, int to) {
      this.start = start;
      this.g = g;
      this.from = from;
      this.to = to;
      int panels = Panels.count(to), d = heads.d();
      firstPanel = heads.first(from) / Panels.WIDTH;
      scoreRow = RowCopy.stride((long) panels * Panels.STEP + AttentionRows.ROOM);
      int rows = (to - firstPanel * Panels.WIDTH + ROWS) / ROWS * ROWS + ROWS;
      long block = ROWS * wide, panelBytes = (long) (panels - firstPanel) * Panels.STEP * d;
      long bytes = Panels.STEP + 2 * block + ROWS * scoreRow + panelBytes + rows * wide;
      zeros = workers.scratch(worker, bytes / 4).address();
      queries = zeros + Panels.STEP;
      results = queries + block;
      scores = results + block;
      // keys before the first panel are never looked at, so their places need no memory
      keys = scores + ROWS * scoreRow - (long) firstPanel * Panels.STEP * d;
      values = scores + ROWS * scoreRow + panelBytes - (long) firstPanel * Panels.WIDTH * wide;
    }

    void run() {
      int d = heads.d();
      long row = 4L * heads.Hkv() * d, head = 4L * ((long) start * heads.Hkv() + g) * d;
      clear(zeros, Panels.STEP);
      for (int j = firstPanel; j < Panels.count(to); j++) {
        int columns = Math.min(Panels.WIDTH, to - j * Panels.WIDTH);
        Panels.transpose(keys + (long) j * Panels.STEP * d, k + head + (long) j * Panels.WIDTH * row, row,
            columns, d);
      }
      int firstKey = firstPanel * Panels.WIDTH;
      AttentionRows.copyRows(values + firstKey * wide, wide, v + head + firstKey * row, row, to - firstKey,
          4L * d);
      for (int h = g * heads.group(); h < (g + 1) * heads.group(); h++) {
        for (int t = from; t < to; t += ROWS) block(h, t, Math.min(ROWS, to - t));
      }
    }

    /// The positions t … t + rows − 1 of head h.
    private void block(int h, int t, int rows) {
      int d = heads.d(), height = AttentionTiles.height(rows);
      long queryRow = 4L * heads.H() * d, first = 4L * ((long) (start + t) * heads.H() + h) * d,
          query = q + first;
      if (rows < height) {
        AttentionRows.copyRows(queries, wide, query, queryRow, rows, 4L * d);
        query = queries;
      }
      for (int j = heads.first(t) / Panels.WIDTH; j <= (t + rows - 1) / Panels.WIDTH; j++) {
        AttentionTiles.product(height, query, rows < height ? wide : queryRow, 4,
            keys + (long) j * Panels.STEP * d,
            Panels.STEP, d, zeros, 0, scores + (long) j * Panels.STEP, scoreRow);
      }
      softmax(h, t, rows);
      sumValues(t, rows, height);
      for (int r = 0; r < rows; r++) {
        float inverse = 1 / get(rowSum + 4L * ((long) (start + t + r) * heads.H() + h));
        AttentionRows.multiply(out + first + r * queryRow, results + r * wide, 4L * d, inverse);
      }
    }

    /// Pass by pass over all rows: each row's maximum and sum come from a dozen steps that wait for one another.
    private void softmax(int h, int t, int rows) {
      long at = 4L * ((long) (start + t) * heads.H() + h), next = 4L * heads.H();
      for (int r = 0; r < rows; r++) {
        set(rowMax + at + r * next,
            AttentionRows.scale(scores + r * scoreRow, heads.first(t + r), t + r, heads.scale()));
      }
      for (int r = 0; r < rows; r++) {
        AttentionRows.exponentiate(scores + r * scoreRow, heads.first(t + r), t + r,
            get(rowMax + at + r * next));
      }
      for (int r = 0; r < rows; r++) {
        float sum = AttentionRows.sum(scores + r * scoreRow, heads.first(t + r), t + r);
        set(rowSum + at + r * next, sum);
        if (Float.isNaN(sum)) set(rowMax + at + r * next, exactMax(h, t + r));
      }
    }

    /// results (rows, d) = scores v
    private void sumValues(int t, int rows, int height) {
      int common = heads.first(t + rows - 1);               // the first key that all rows see
      if (heads.window() > 0) sumEarlyValues(t, rows, common);
      if (common > t) return;
      for (long column = 0; column < wide; column += Panels.STEP) {
        long c = results + column, b = values + column;
        long s = heads.window() > 0 ? c : zeros, sRow = heads.window() > 0 ? wide : 0;
        AttentionTiles.product(height, scores + 4L * common, scoreRow, 4, b + common * wide, wide,
            t - common + 1, s,
            sRow, c, wide);
        AttentionTiles.lowerTriangle(height, scores + 4L * (t + 1), scoreRow, 4, b + (t + 1) * wide, wide, c,
            wide);
      }
    }

    /// What each row of a windowed block sees before the first common key; all, if there is none.
    private void sumEarlyValues(int t, int rows, int common) {
      clear(results, ROWS * wide);
      for (int r = 0; r < rows; r++) {
        int begin = heads.first(t + r), end = common > t ? t + r + 1 : common;
        for (long column = 0; column < wide; column += Panels.STEP) {
          AttentionTiles.chain(scores + r * scoreRow + 4L * begin, 4, values + begin * wide + column, wide,
              end - begin,
              results + r * wide + column);
        }
      }
    }

    /// The largest score of a row by `Math.max`, NaN if any is: for a row whose sum is NaN.
    private float exactMax(int h, int t) {
      int d = heads.d();
      long query = q + 4L * ((long) (start + t) * heads.H() + h) * d;
      float max = Float.NEGATIVE_INFINITY;
      for (int j = heads.first(t); j <= t; j++) {
        long key = k + 4L * ((long) (start + j) * heads.Hkv() + g) * d;
        float chain = 0;
        for (int i = 0; i < d; i++) chain = Math.fma(get(query + 4L * i), get(key + 4L * i), chain);
        max = Math.max(max, chain * heads.scale());
      }
      return max;
    }
  }
}
