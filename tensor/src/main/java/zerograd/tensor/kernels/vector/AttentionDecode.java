package zerograd.tensor.kernels.vector;

import static zerograd.tensor.kernels.vector.Lanes.*;

import jdk.incubator.vector.FloatVector;
import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.core.Workers;
import zerograd.tensor.kernels.AttentionKernel;
import zerograd.tensor.kernels.AttentionKernel.Heads;

/// Attention of single positions to their caches; a piece is one row of queries.
final class AttentionDecode implements Workers.Piece {

  /*
   * All query heads of a key head see the same keys, so they are the rows of a tile, and nothing is left over at a
   * diagonal. Keys are read in place: four registers of positions at a time for two heads. Values too, unless a head is
   * not a whole number of panels wide.
   */

  /// Registers of positions that are computed together.
  private static final int SPAN = 4;

  private final Workers workers;
  private final long out, q, keys, values, slotBytes, headBytes;
  private final Ints slots, positions;
  private final Heads heads;
  private final int d, group;
  private final long wide;

  AttentionDecode(Workers workers, Floats out, Floats q, Floats keys, Floats values, Ints slots,
      Ints positions,
      int capacity, Heads heads) {
    this.workers = workers;
    this.out = out.address();
    this.q = q.address();
    this.keys = keys.address();
    this.values = values.address();
    this.slots = slots;
    this.positions = positions;
    this.heads = heads;
    d = heads.d();
    group = heads.group();
    slotBytes = 4 * AttentionKernel.cacheLength(1, capacity, heads);
    headBytes = slotBytes / heads.Hkv();
    wide = (long) Panels.count(d) * Panels.STEP;
  }

  @Override public void run(int n, int worker) {
    int t = positions.get(n), first = heads.first(t), length = t + 1 - first;
    int rows = group <= 2 ? 2 : (group + 3) / 4 * 4;
    boolean inPlace = wide == 4L * d;
    long scoreRow = RowCopy.stride(4L * (t + 1 + SPAN * WIDTH) + AttentionRows.ROOM),
        resultRow = wide + Panels.STEP;
    long bytes = 2 * Panels.STEP + rows * (VirtualLanes.GROUP + resultRow + scoreRow)
        + (inPlace ? 0 : length * wide);
    long zeros = workers.scratch(worker, bytes / 4).address(), sums = zeros + 2 * Panels.STEP;
    long results = sums + rows * VirtualLanes.GROUP, scores = results + rows * resultRow;
    long copy = scores + rows * scoreRow;
    clear(zeros, 2 * Panels.STEP);

    for (int g = 0; g < heads.Hkv(); g++) {
      long head = 4L * ((long) n * heads.H() + g * group) * d,
          cache = slots.get(n) * slotBytes + g * headBytes;
      for (int h = 0; h < group; h += 2) {
        int next = Math.min(h + 1, group - 1);
        long query = q + head + 4L * h * d, nextQuery = q + head + 4L * next * d;
        scoreKeys(query, nextQuery, keys + cache, first, t, scores + h * scoreRow, scores + next * scoreRow);
      }
      for (int h = 0; h < group; h++) {
        long row = scores + h * scoreRow;
        AttentionRows.exponentiate(row, first, t, AttentionRows.scale(row, first, t, heads.scale()));
        set(sums + 4L * h, AttentionRows.sum(row, first, t));
      }
      long value = values + cache + 4L * first * d, valueRow = 4L * d;
      if (!inPlace) {
        AttentionRows.copyRows(copy, wide, value, valueRow, length, valueRow);
        value = copy;
        valueRow = wide;
      }
      sumValues(rows, scores + 4L * first, scoreRow, value, valueRow, length, zeros, results, resultRow);
      for (int h = 0; h < group; h++) {
        AttentionRows.multiply(out + head + 4L * h * d, results + h * resultRow, 4L * d,
            1 / get(sums + 4L * h));
      }
    }
  }

  /// The products of two queries with the keys of whole registers around first … last.
  private void scoreKeys(long q0, long q1, long cache, int first, int last, long c0, long c1) {
    int end = last / WIDTH;
    for (int r = (first & -16) / WIDTH; r <= end; r += SPAN) {
      long at = (long) r * BYTES;
      scoreTile(q0, q1, d, register(cache, r), register(cache, Math.min(r + 1, end)),
          register(cache, Math.min(r + 2, end)), register(cache, Math.min(r + 3, end)), c0 + at, c1 + at);
    }
  }

  /// Where the r-th register of positions has its first element of the head.
  private long register(long cache, int r) {
    long position = (long) r * WIDTH;
    return cache + position / 16 * d * VirtualLanes.GROUP + position % 16 * Float.BYTES;
  }

  private static void scoreTile(long q0, long q1, int d, long k0, long k1, long k2, long k3, long c0,
      long c1) {
    FloatVector c00 = zero(), c01 = c00, c02 = c00, c03 = c00, c10 = c00, c11 = c00, c12 = c00, c13 = c00;
    k1 -= k0;
    k2 -= k0;
    k3 -= k0;
    q1 -= q0;
    for (long end = q0 + 4L * d; q0 != end; q0 += Float.BYTES, k0 += VirtualLanes.GROUP) {
      FloatVector a0 = spread(q0), a1 = spread(q0 + q1);
      FloatVector b = load(k0);
      c00 = a0.fma(b, c00);
      c10 = a1.fma(b, c10);
      b = load(k0 + k1);
      c01 = a0.fma(b, c01);
      c11 = a1.fma(b, c11);
      b = load(k0 + k2);
      c02 = a0.fma(b, c02);
      c12 = a1.fma(b, c12);
      b = load(k0 + k3);
      c03 = a0.fma(b, c03);
      c13 = a1.fma(b, c13);
    }
    store(c00, c0);
    store(c01, c0 + BYTES);
    store(c02, c0 + 2 * BYTES);
    store(c03, c0 + 3 * BYTES);
    store(c10, c1);
    store(c11, c1 + BYTES);
    store(c12, c1 + 2 * BYTES);
    store(c13, c1 + 3 * BYTES);
  }

  /// results (rows, d) = scores v
  private void sumValues(int rows, long scores, long scoreRow, long value, long valueRow, int length,
      long zeros,
      long results, long resultRow) {
    if (rows == 2) {
      for (long column = 0; column < wide; column += 2 * Panels.STEP) {
        long next = column + Panels.STEP < wide ? Panels.STEP : 0;
        LinearTiles.tile2(scores, scoreRow, 4, value + column, valueRow, next, length, zeros, 0,
            results + column,
            resultRow);
      }
      return;
    }
    for (int r = 0, height; r < rows; r += height) {
      height = Math.min(8, rows - r);
      for (long column = 0; column < wide; column += Panels.STEP) {
        AttentionTiles.product(height, scores + r * scoreRow, scoreRow, 4, value + column, valueRow, length,
            zeros, 0,
            results + r * resultRow + column, resultRow);
      }
    }
  }
}
