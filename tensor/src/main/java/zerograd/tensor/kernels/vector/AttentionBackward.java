package zerograd.tensor.kernels.vector;

import static zerograd.tensor.kernels.AttentionKernel.PANEL;
import static zerograd.tensor.kernels.vector.AttentionTiles.ROWS;
import static zerograd.tensor.kernels.vector.Lanes.*;

import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.core.Workers;
import zerograd.tensor.kernels.AttentionKernel.Heads;

/// One backward pass of attention, cut into the key heads of the sequences, and where these are few and long, within them.
final class AttentionBackward {

  /// Keys of a chunk, about: their panels, rows and sums, and the weights of a block for them, stay in a second-level cache.
  private static final int CHUNK = 256;
  /// Query positions of a block: dk and dv are loaded and stored once in each.
  private static final int BLOCK = 64;
  /// The same where the workers share a block, which two meetings end.
  private static final int SHARED_BLOCK = 512;
  /// Shorter sequences are not shared unless there are fewer heads than threads.
  private static final int LONG = 256;
  /// Query positions, or keys, of a piece of a shared block.
  private static final int PIECE = 32;

  private final Workers workers;
  private final long dq, dk, dv, dout, out, rowMax, rowSum, q, k, v;
  private final Ints starts;
  private final Heads heads;
  private final int B, d;
  private final long wide, queryRow, keyRow, row;

  AttentionBackward(Workers workers, Floats dq, Floats dk, Floats dv, Floats dout, Floats out, Floats rowMax,
      Floats rowSum, Floats q, Floats k, Floats v, Ints starts, int B, Heads heads) {
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
    this.B = B;
    this.heads = heads;
    d = heads.d();
    wide = (long) Panels.count(d) * Panels.STEP;
    queryRow = 4L * heads.H() * d;
    keyRow = 4L * heads.Hkv() * d;
    row = 4L * d;
  }

  void run() {
    double all = 0;
    for (int b = 0; b < B; b++) all += (double) length(b) * length(b) * heads.Hkv();
    double most = workers.threads() == 1 ? Double.POSITIVE_INFINITY : all / (4 * workers.threads());
    for (int b = 0; b < B; b++) {
      for (int g = 0; shares(b, most) && g < heads.Hkv(); g++) {
        new Head(workers.scratch(-1, floats(length(b), SHARED_BLOCK)).address(), b, g, SHARED_BLOCK)
            .runShared();
      }
    }
    workers.pieces(B * heads.Hkv(), (piece, worker) -> {
      int b = piece / heads.Hkv(), g = piece % heads.Hkv();
      if (length(b) == 0 || shares(b, most)) return;
      new Head(workers.scratch(worker, floats(length(b), BLOCK)).address(), b, g, BLOCK).run();
    });
  }

  private int length(int b) { return starts.get(b + 1L) - starts.get(b); }

  /// Whether the workers together do one key head of sequence `b` after the other: one alone would last too long.
  private boolean shares(int b, double most) {
    double T = length(b);
    return T * T > most && (T >= LONG || B * heads.Hkv() < workers.threads());
  }

  /// Keys of a chunk of a sequence of T: whole panels, nearly equal.
  private static int chunk(int T) {
    int chunks = (T + CHUNK - 1) / CHUNK;
    return AttentionPanels.whole((T + chunks - 1) / chunks);
  }

  private static int block(int T, int most) { return Math.min(most, (T + ROWS - 1) / ROWS * ROWS); }

  private static long scoreRow(int T) { return RowCopy.stride(4L * chunk(T)); }

  /// How much memory a [Head] of T positions needs.
  private long floats(int T, int mostRows) {
    long rows = (T + ROWS - 1) / ROWS * ROWS, block = block(T, mostRows);
    long bytes = 2 * AttentionPanels.STEP + 2L * AttentionPanels.whole(T) * row + 3 * rows * wide
        + block * (3 * wide + 2 * scoreRow(T) + 12 + VirtualLanes.GROUP / ROWS)
        + AttentionPanels.turnBytes(d);
    return bytes / Float.BYTES;
  }

  /// One key head of one sequence.
  private final class Head {

    /*
     * The sums of a key's gradients run over the query heads of its group and, inside, over positions; the sums of a
     * query's gradient over its keys. So, in this order:
     *
     *   chunks of keys, query heads, blocks of positions
     *     of eight positions     p = q kᵀ,  ds = dout vᵀ             tiles across keys
     *                            p = e^(…) / sum,  ds = p (ds − δ) scale
     *                            dq += ds k                          keys in order, ending at the diagonal
     *     of eight keys          dv += pᵀ dout,  dk += dsᵀ q         positions in order, beginning at the diagonal
     *
     * Positions of a block do not depend on one another, nor do keys.
     */

    private final int start, T, g, chunk, block;
    private final long zeros, keyPanels, valuePanels, keys, keySums, valueSums;
    private final long queries, results, querySums, p, ds, scoreRow, maxima, inverses, deltas, lanes, turned;

    Head(long memory, int b, int g, int mostRows) {
      start = starts.get(b);
      T = length(b);
      this.g = g;
      chunk = chunk(T);
      block = block(T, mostRows);
      scoreRow = scoreRow(T);
      long rows = (T + ROWS - 1) / ROWS * ROWS;
      zeros = memory;
      keyPanels = zeros + 2 * AttentionPanels.STEP;
      valuePanels = keyPanels + AttentionPanels.whole(T) * row;
      keys = valuePanels + AttentionPanels.whole(T) * row;
      keySums = keys + rows * wide;
      valueSums = keySums + rows * wide;
      queries = valueSums + rows * wide;
      results = queries + block * wide;
      querySums = results + block * wide;
      p = querySums + block * wide;
      ds = p + block * scoreRow;
      lanes = ds + block * scoreRow;
      maxima = lanes + block / ROWS * VirtualLanes.GROUP;
      inverses = maxima + 4L * block;
      deltas = inverses + 4L * block;
      turned = deltas + 4L * block;
      clear(zeros, 2 * AttentionPanels.STEP);
    }

    /// On this thread alone.
    void run() {
      read();
      for (int c = 0; c < T; c += chunk) {
        for (int h = g * heads.group(); h < (g + 1) * heads.group(); h++) {
          for (int t = c; t < T && heads.first(t) < c + chunk; t += block) {
            int to = Math.min(T, t + block), last = Math.min(c + chunk, to);
            positions(c, h, t, t, to);
            keys(c, t, to, Math.max(c, heads.first(t) / ROWS * ROWS), last);
          }
        }
      }
      write();
    }

    /// The same with all workers.
    void runShared() {
      read();
      for (int c = 0; c < T; c += chunk) {
        for (int h = g * heads.group(); h < (g + 1) * heads.group(); h++) {
          for (int t = c; t < T && heads.first(t) < c + chunk; t += block)
            sharedBlock(c, h, t, Math.min(T, t + block));
        }
      }
      write();
    }

    private void sharedBlock(int c, int h, int from, int to) {
      workers.pieces((to - from + PIECE - 1) / PIECE, (piece, worker) -> {
        int t = from + piece * PIECE;
        positions(c, h, from, t, Math.min(to, t + PIECE));
      });
      int first = Math.max(c, heads.first(from) / PIECE * PIECE), last = Math.min(c + chunk, to);
      workers.pieces((last - first + PIECE - 1) / PIECE, (piece, worker) -> {
        int j = first + piece * PIECE;
        keys(c, from, to, j, Math.min(last, j + PIECE));
      });
    }

    private void read() {
      long head = 4L * ((long) start * heads.Hkv() + g) * d;
      AttentionPanels.turn(keyPanels, k + head, keyRow, T, d, turned);
      AttentionPanels.turn(valuePanels, v + head, keyRow, T, d, turned);
      AttentionRows.copyRows(keys, wide, k + head, keyRow, T, row);
      AttentionRows.copyRows(keySums, wide, dk + head, keyRow, T, row);
      AttentionRows.copyRows(valueSums, wide, dv + head, keyRow, T, row);
    }

    private void write() {
      long head = 4L * ((long) start * heads.Hkv() + g) * d;
      AttentionRows.copyRows(dk + head, keyRow, keySums, wide, T, row);
      AttentionRows.copyRows(dv + head, keyRow, valueSums, wide, T, row);
    }

    /// The positions from … to − 1 of query head h, in the block that begins at `first`, and the chunk of keys from `c` on:
    /// their p and ds, and what it adds to their dq.
    private void positions(int c, int h, int first, int from, int to) {
      long at = 4L * ((long) (start + from) * heads.H() + h), r = from - first;
      AttentionRows.copyRows(queries + r * wide, wide, q + at * d, queryRow, to - from, row);
      AttentionRows.copyRows(results + r * wide, wide, dout + at * d, queryRow, to - from, row);
      AttentionRows.copyRows(querySums + r * wide, wide, dq + at * d, queryRow, to - from, row);
      for (int t = from; t < to; t += ROWS) {
        int count = Math.min(ROWS, to - t);
        scores(c, h, t, t - first, count);
        sumQueries(c, t, t - first, count);
      }
      AttentionRows.copyRows(dq + at * d, queryRow, querySums + r * wide, wide, to - from, row);
    }

    /// p and ds of the positions t … t + count − 1, which are the rows from `r` on of the block.
    private void scores(int c, int h, int t, int r, int count) {
      int height = AttentionTiles.height(count), end = Math.min(c + chunk, t + count);
      int begin = Math.max(c, heads.first(t));
      for (int j = begin / PANEL * PANEL; j < end; j += PANEL) {
        for (int l = 0; l < PANEL; l += Panels.WIDTH) {
          long panel = (long) j * row + 4L * l, to = r * scoreRow + 4L * (j - c + l);
          AttentionTiles.product(height, queries + r * wide, wide, 4, keyPanels + panel, AttentionPanels.STEP,
              d, zeros, 0,
              p + to, scoreRow);
          AttentionTiles.product(height, results + r * wide, wide, 4, valuePanels + panel,
              AttentionPanels.STEP, d, zeros,
              0, ds + to, scoreRow);
        }
      }
      long at = 4L * ((long) (start + t) * heads.H() + h), step = 4L * heads.H(),
          room = lanes + r / ROWS * VirtualLanes.GROUP;
      for (int i = 0; i < count; i++, at += step) {
        set(maxima + 4L * (r + i), get(rowMax + at));
        set(inverses + 4L * (r + i), 1 / get(rowSum + at));
        set(deltas + 4L * (r + i), VirtualLanes.dot(results + (r + i) * wide, out + at * d, row, room));
      }
      AttentionRows.differentiate(count, p + r * scoreRow, ds + r * scoreRow, scoreRow,
          4L * ((begin - c) & -16),
          4L * ((end - c + 15) & -16), heads.scale(), maxima + 4L * r, inverses + 4L * r, deltas + 4L * r);
    }

    /// dq += ds k for the same rows.
    private void sumQueries(int c, int t, int r, int count) {
      int last = t + count - 1, end = Math.min(c + chunk, t + 1);      // all rows see the keys common … end − 1
      int common = Math.max(c, heads.first(last)), height = AttentionTiles.height(count);
      long a = ds + r * scoreRow, sums = querySums + r * wide;
      for (long column = 0; column < wide; column += Panels.STEP) {
        long b = keys + column, s = sums + column;
        for (int i = 0; heads.window() > 0 && i < count; i++) {
          int begin = Math.max(c, heads.first(t + i)),
              stop = Math.min(common, Math.min(c + chunk, t + i + 1));
          AttentionTiles.chain(a + i * scoreRow + 4L * (begin - c), 4, b + begin * wide, wide, stop - begin,
              s + i * wide);
        }
        AttentionTiles.product(height, a + 4L * (common - c), scoreRow, 4, b + common * wide, wide,
            end - common, s, wide, s,
            wide);
        for (int j = Math.max(t + 1, common); j <= last && j < c + chunk; j++) {
          int i = j - t;
          AttentionTiles.step(count - i, a + i * scoreRow + 4L * (j - c), scoreRow, b + j * wide,
              s + i * wide, wide);
        }
      }
    }

    /// What the block of positions from … to − 1 adds to dk and dv of the keys first … last − 1.
    private void keys(int c, int from, int to, int first, int last) {
      for (int j = first; j < last; j += ROWS) {
        for (long column = 0; column < wide; column += Panels.STEP) {
          sumKeys(p + 4L * (j - c), results + column, valueSums + j * wide + column, j, from, to);
          sumKeys(ds + 4L * (j - c), queries + column, keySums + j * wide + column, j, from, to);
        }
      }
    }

    /// sums (keys j … j + 7) += weightsᵀ rows, over the positions from … to − 1 that see them.
    private void sumKeys(long weights, long rows, long sums, int j, int from, int to) {
      int window = heads.window(), last = j + ROWS - 1;
      if (window > 0 && window < ROWS) {
        for (int i = 0; i < ROWS; i++) sumKey(weights, rows, sums, j, i, Math.max(from, j + i), from, to);
        return;
      }
      for (int t = Math.max(from, j); t < last && t < to; t++) {
        AttentionTiles.step(t - j + 1, weights + (t - from) * scoreRow, 4, rows + (t - from) * wide, sums,
            wide);
      }
      int begin = Math.max(from, last), end = window > 0 ? Math.min(to, j + window) : to;  // where all eight are seen
      AttentionTiles.product(ROWS, weights + (begin - from) * scoreRow, 4, scoreRow,
          rows + (begin - from) * wide, wide,
          end - begin, sums, wide, sums, wide);
      for (int i = 1; end < to && i < ROWS; i++)
        sumKey(weights, rows, sums, j, i, Math.max(begin, end), from, to);
    }

    /// The same for the key j + i, over the positions begin … to − 1 that see it.
    private void sumKey(long weights, long rows, long sums, int j, int i, int begin, int from, int to) {
      int end = Math.min(to, j + i + heads.window());
      AttentionTiles.chain(weights + (begin - from) * scoreRow + 4L * i, scoreRow,
          rows + (begin - from) * wide, wide,
          end - begin, sums + i * wide);
    }
  }
}
