package zerograd.tensor.kernels.vector;

import zerograd.core.Workers;

/// Shares out work on numbers that do not depend on one another.
final class Runs {

  /// Fewer numbers than this are not worth a second thread.
  static final int GRAIN = 1 << 15;

  private Runs() {}

  /// A run of numbers, `bytes` long, that begins `offset` bytes after the first.
  @FunctionalInterface
  interface Run {
    void over(long offset, long bytes);
  }

  /// Cuts `n` numbers into runs of whole cache lines and gives them to the workers.
  static void spread(Workers workers, long n, Run body) {
    if (n < 2 * GRAIN) {
      if (n > 0) body.over(0, n * Float.BYTES);
      return;
    }
    int pieces = (int) Math.min(n / GRAIN, 4 * workers.threads());
    workers.pieces(pieces, (piece, worker) -> {
      long from = cut(n, piece, pieces), to = cut(n, piece + 1, pieces);
      body.over(from * Float.BYTES, (to - from) * Float.BYTES);
    });
  }

  private static long cut(long n, int piece, int pieces) {
    return piece == pieces ? n : n / pieces * piece / 16 * 16;
  }

  /// A range of columns [from, to).
  @FunctionalInterface
  interface Columns {
    void over(int from, int to);
  }

  /// Cuts the `D` columns of `N` rows into ranges of whole cache lines and gives them to the workers: for chains that run down
  /// the columns.
  static void columns(Workers workers, int N, int D, Columns body) {
    int lines = (D + 15) / 16;
    int pieces = (int) Math.max(1, Math.min(Math.min((long) N * D / GRAIN, lines), workers.threads()));
    workers.pieces(pieces, (piece, worker) -> body.over(lines * piece / pieces * 16,
        Math.min(D, lines * (piece + 1) / pieces * 16)));
  }

  /// How many rows of `D` numbers make a piece worth a thread.
  static int rowGrain(int D) { return Math.max(1, GRAIN / Math.max(1, D)); }
}
