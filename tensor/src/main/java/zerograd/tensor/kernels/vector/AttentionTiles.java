package zerograd.tensor.kernels.vector;

import static zerograd.tensor.kernels.vector.Lanes.*;

import jdk.incubator.vector.FloatVector;

/// The matrix products of attention: eight or four rows and one panel of columns at a time, and what is left of them at the
/// diagonal, where some rows see more keys than others.
///
/// All continue the chains that stand in `c`. As in [LinearTiles], `a[i, p]` stands at `a + i aRow + p aStep`, `b[p, ·]` is
/// two registers at `b + p bStep`, and row i of the result stands at `c + i cRow`.
final class AttentionTiles {

  /*
   * A key that a row does not see must be left out of its chain, not multiplied by 0, which could change the sign of a
   * zero. So a tile takes the keys that all its rows see, and what is left is taken key by key, for the rows that see it.
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

  /// One step of the chains of some rows.
  static void step(int rows, long a, long aRow, long b, long c, long cRow) {
    FloatVector b0 = load(b), b1 = load(b + BYTES);
    for (int i = 0; i < rows; i++, a += aRow, c += cRow) {
      FloatVector a0 = spread(a);
      store(a0.fma(b0, load(c)), c);
      store(a0.fma(b1, load(c + BYTES)), c + BYTES);
    }
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
