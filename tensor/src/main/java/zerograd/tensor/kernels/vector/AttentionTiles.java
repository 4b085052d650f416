package zerograd.tensor.kernels.vector;

import static zerograd.tensor.kernels.vector.Lanes.*;

import jdk.incubator.vector.FloatVector;

/// The matrix products of attention: eight or four rows and one panel of columns at a time, and what is left of them at the
/// diagonal, where each row sees one key more than the row before.
///
/// All continue the chains that stand in `c`. As in [LinearTiles], `a[i, p]` stands at `a + i aRow + p aStep`, `b[p, ·]` is
/// two registers at `b + p bStep`, and row i of the result stands at `c + i cRow`.
final class AttentionTiles {

  /*
   * A key that a row does not see must be left out of its chain, not multiplied by 0, which could change the sign of a
   * zero. So a tile takes the keys that all its rows see, and the triangle that is left is cut into smaller tiles and
   * straight-line code:
   *
   *     rows 0-3   ◣            three steps
   *     rows 4-7   ■◣           four steps, then three
   *
   * for sums over keys, where late rows go on longer. For sums over queries, where the first keys begin earlier, it is the
   * same picture turned round.
   */

  /// Rows of a block.
  static final int ROWS = 8;

  private AttentionTiles() {}

  /// How many rows are computed when `rows` are wanted: 4 or 8.
  static int height(int rows) { return rows > 4 ? 8 : 4; }

  /// `height` (4 or 8) rows of chains that start at the numbers at `s + i sRow`.
  static void product(int height, long a, long aRow, long aStep, long b, long bStep, int steps, long s,
      long sRow,
      long c, long cRow) {
    if (steps <= 0) return;
    if (height == 8 && WIDTH == 16) {
      LinearTiles.tile8(a, aRow, aStep, b, bStep, steps, s, sRow, c, cRow);
    } else {
      for (int i = 0; i < height; i += 4) {
        LinearTiles.tile4(a + i * aRow, aRow, aStep, b, bStep, steps, s + i * sRow, sRow, c + i * cRow, cRow);
      }
    }
  }

  /// The end of `height` rows: row i takes the steps 0 … i − 1.
  static void lowerTriangle(int height, long a, long aRow, long aStep, long b, long bStep, long c,
      long cRow) {
    lowerTriangle4(a, aRow, aStep, b, bStep, c, cRow);
    if (height == 4) return;
    long a4 = a + 4 * aRow, c4 = c + 4 * cRow;
    LinearTiles.tile4(a4, aRow, aStep, b, bStep, 4, c4, cRow, c4, cRow);
    lowerTriangle4(a4 + 4 * aStep, aRow, aStep, b + 4 * bStep, bStep, c4, cRow);
  }

  private static void lowerTriangle4(long a, long aRow, long aStep, long b, long bStep, long c, long cRow) {
    long c1 = c + cRow, c2 = c1 + cRow, c3 = c2 + cRow, a1 = a + aRow, a2 = a1 + aRow, a3 = a2 + aRow;
    FloatVector b0 = load(b), b1 = load(b + BYTES);
    FloatVector s2 = spread(a2), s3 = spread(a3);
    store(spread(a1).fma(b0, load(c1)), c1);
    store(spread(a1).fma(b1, load(c1 + BYTES)), c1 + BYTES);
    FloatVector c20 = s2.fma(b0, load(c2)), c21 = s2.fma(b1, load(c2 + BYTES));
    FloatVector c30 = s3.fma(b0, load(c3)), c31 = s3.fma(b1, load(c3 + BYTES));

    b0 = load(b + bStep);
    b1 = load(b + bStep + BYTES);
    s2 = spread(a2 + aStep);
    s3 = spread(a3 + aStep);
    store(s2.fma(b0, c20), c2);
    store(s2.fma(b1, c21), c2 + BYTES);
    c30 = s3.fma(b0, c30);
    c31 = s3.fma(b1, c31);

    s3 = spread(a3 + 2 * aStep);
    store(s3.fma(load(b + 2 * bStep), c30), c3);
    store(s3.fma(load(b + 2 * bStep + BYTES), c31), c3 + BYTES);
  }

  /// The beginning of eight rows: row i takes the steps i … 6.
  static void upperTriangle(long a, long aRow, long aStep, long b, long bStep, long c, long cRow) {
    upperTriangle4(a, aRow, aStep, b, bStep, c, cRow);
    LinearTiles.tile4(a + 3 * aStep, aRow, aStep, b + 3 * bStep, bStep, 4, c, cRow, c, cRow);
    upperTriangle4(a + 4 * aRow + 4 * aStep, aRow, aStep, b + 4 * bStep, bStep, c + 4 * cRow, cRow);
  }

  private static void upperTriangle4(long a, long aRow, long aStep, long b, long bStep, long c, long cRow) {
    long c1 = c + cRow, c2 = c1 + cRow, a1 = a + aRow, a2 = a1 + aRow;
    FloatVector b0 = load(b), b1 = load(b + BYTES);
    FloatVector s0 = spread(a), s1 = spread(a1 + aStep), s2 = spread(a2 + 2 * aStep);
    FloatVector c00 = s0.fma(b0, load(c)), c01 = s0.fma(b1, load(c + BYTES));

    b0 = load(b + bStep);
    b1 = load(b + bStep + BYTES);
    s0 = spread(a + aStep);
    c00 = s0.fma(b0, c00);
    c01 = s0.fma(b1, c01);
    FloatVector c10 = s1.fma(b0, load(c1)), c11 = s1.fma(b1, load(c1 + BYTES));

    b0 = load(b + 2 * bStep);
    b1 = load(b + 2 * bStep + BYTES);
    s0 = spread(a + 2 * aStep);
    s1 = spread(a1 + 2 * aStep);
    store(s0.fma(b0, c00), c);
    store(s0.fma(b1, c01), c + BYTES);
    store(s1.fma(b0, c10), c1);
    store(s1.fma(b1, c11), c1 + BYTES);
    store(s2.fma(b0, load(c2)), c2);
    store(s2.fma(b1, load(c2 + BYTES)), c2 + BYTES);
  }

  /// One row: for what no tile fits.
  static void chain(long a, long aStep, long b, long bStep, int steps, long c) {
    FloatVector c0 = load(c), c1 = load(c + BYTES);
    for (int p = 0; p < steps; p++, a += aStep, b += bStep) {
      FloatVector a0 = spread(a);
      c0 = a0.fma(load(b), c0);
      c1 = a0.fma(load(b + BYTES), c1);
    }
    store(c0, c);
    store(c1, c + BYTES);
  }
}
