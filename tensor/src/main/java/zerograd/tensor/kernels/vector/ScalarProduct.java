package zerograd.tensor.kernels.vector;

import static zerograd.tensor.kernels.vector.Lanes.get;
import static zerograd.tensor.kernels.vector.Lanes.set;

/// A matrix product without vectors: for very small matrices, and until the vector code has been compiled.
///
///     c[i, j] = fma(a[i, p], b[p, j], c[i, j])   for p = 0 … steps − 1
///
/// `a[i, p]` stands at `a + i aRow + p aStep`, `b[p, j]` at `b + j bColumn + p bStep`, `c[i, j]` at `c + i
/// cRow + 4 j`. Without `accumulate` the chains start from +0.
final class ScalarProduct {

  private ScalarProduct() {}

  static void run(long c, long cRow, long a, long aRow, long aStep, long b, long bColumn, long bStep,
      int rows, int columns, int steps, boolean accumulate) {
    for (int i = 0; i < rows; i++) {
      long from = a + i * aRow, to = c + i * cRow;
      int j = 0;
      for (; j + 4 <= columns; j += 4) {
        four(to + 4L * j, from, aStep, b + j * bColumn, bColumn, bStep, steps, accumulate);
      }
      for (; j < columns; j++) one(to + 4L * j, from, aStep, b + j * bColumn, bStep, steps, accumulate);
    }
  }

  /// Four chains side by side, since each waits several cycles for itself.
  private static void four(long c, long a, long aStep, long b, long bColumn, long bStep, int steps,
      boolean accumulate) {
    float c0 = 0, c1 = 0, c2 = 0, c3 = 0;
    if (accumulate) {
      c0 = get(c);
      c1 = get(c + 4);
      c2 = get(c + 8);
      c3 = get(c + 12);
    }
    for (int p = 0; p < steps; p++, a += aStep, b += bStep) {
      float x = get(a);
      c0 = Math.fma(x, get(b), c0);
      c1 = Math.fma(x, get(b + bColumn), c1);
      c2 = Math.fma(x, get(b + 2 * bColumn), c2);
      c3 = Math.fma(x, get(b + 3 * bColumn), c3);
    }
    set(c, c0);
    set(c + 4, c1);
    set(c + 8, c2);
    set(c + 12, c3);
  }

  private static void one(long c, long a, long aStep, long b, long bStep, int steps, boolean accumulate) {
    float chain = accumulate ? get(c) : 0;
    for (int p = 0; p < steps; p++, a += aStep, b += bStep) chain = Math.fma(get(a), get(b), chain);
    set(c, chain);
  }
}
