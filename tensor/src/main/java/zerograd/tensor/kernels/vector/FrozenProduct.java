package zerograd.tensor.kernels.vector;

import static zerograd.tensor.kernels.vector.FrozenPanels.PAIR;
import static zerograd.tensor.kernels.vector.Shares.even;
import static zerograd.tensor.kernels.vector.Shares.part;

import zerograd.core.Workers;
import zerograd.tensor.kernels.FrozenFormat;
import zerograd.tensor.kernels.FrozenLinearKernel.Weight;
import zerograd.tensor.kernels.vector.MatrixProduct.Rows;

/// One product with a frozen weight in bf16 or int8, cut into pieces for the workers.
///
///     c[i, j] = fma(a[i, p], b[p, j], c[i, j])   for p = 0 … P − 1,  i < I,  j < J
///
/// Forward, b is wᵀ and its panels are those of the weight. For the gradient of the input b is w, and panels are made of
/// parts of the weight's: widened and turned.
final class FrozenProduct implements Cut {

  /*
   * A piece is a range of pairs of panels and, if those are few, of rows. One or two rows read the weight as it lies. For
   * more, in this order:
   *
   *   blocks of steps     so long that a widened panel stays in the second-level cache
   *     blocks of rows    that fit there beside it
   *       panels          widened before their first use; kept for the next block of rows
   *         tiles
   *
   * Rows that are left over read the weight as it lies, if one or two; else they are a tile with rows to spare.
   */

  private static final int WIDTH = Panels.WIDTH, ROWS = MatrixProduct.ROWS;
  /// So many rows read the weight as it lies.
  private static final int DIRECT = 2;
  /// Steps of a block, at most: whole blocks of int8, and whole panels of the weight.
  private static final int MOST_STEPS = 2432;
  /// Bytes of a block of rows.
  private static final int BLOCK = 256 << 10;
  /// Rows a multiple of this many bytes apart compete for the same lines of a first-level cache.
  private static final int CONFLICT = 4096;
  private static final int MOST_PANELS = 8, PIECES = 4;
  /// Fused multiply-adds worth another thread: a few microseconds.
  private static final double FORK = 5e5;

  private final Workers workers;
  private final long c, a;
  private final Weight w;
  private final boolean turned, accumulate, worthThreads;
  private final int I, J, P, panels, panelsPerPiece, rowsPerPiece, rowPieces, steps, rowsPerBlock;

  private FrozenProduct(Workers workers, long c, long a, Weight w, boolean turned, int I, int J, int P,
      boolean accumulate) {
    this.workers = workers;
    this.c = c;
    this.a = a;
    this.w = w;
    this.turned = turned;
    this.I = I;
    this.J = J;
    this.P = P;
    this.accumulate = accumulate;
    panels = Panels.count(J);
    steps = !turned && I <= DIRECT ? P : Math.min(P, MOST_STEPS);
    rowsPerBlock = Math.max(1, BLOCK / (4 * steps) / ROWS) * ROWS;
    worthThreads = (double) I * J * P >= FORK;
    int threads = worthThreads ? workers.threads() : 1;
    rowsPerPiece = panels >= 2 * threads ? I : part(part(I, part(2 * threads, panels)), ROWS) * ROWS;
    rowPieces = part(I, rowsPerPiece);
    int pairs = part(panels, PAIR);
    panelsPerPiece = !turned && I <= DIRECT
        ? PAIR * (int) Math.ceilDiv(MatrixProduct.GRAIN, FrozenPanels.pairBytes(w))
        : PAIR * even(pairs, threads, Math.clamp(pairs / (PIECES * threads), 1, MOST_PANELS / PAIR));
  }

  /// `y (N, M) = x (N, K) wᵀ`, the matrices at addresses `y` and `x`.
  static FrozenProduct forward(Workers workers, long y, long x, Weight w, int N, boolean accumulate) {
    return new FrozenProduct(workers, y, x, w, false, N, w.M(), w.K(), accumulate);
  }

  /// `dx (N, K) += dy (N, M) w`.
  static FrozenProduct backwardInput(Workers workers, long dx, long dy, Weight w, int N, boolean accumulate) {
    return new FrozenProduct(workers, dx, dy, w, true, N, w.K(), w.M(), accumulate);
  }

  @Override public int pieces() { return part(panels, panelsPerPiece) * rowPieces; }

  @Override public boolean isWorthThreads() { return worthThreads; }

  @Override public void run(int piece, int worker) {
    int first = piece / rowPieces * panelsPerPiece, top = piece % rowPieces * rowsPerPiece;
    int last = Math.min(panels, first + panelsPerPiece), bottom = Math.min(I, top + rowsPerPiece);
    new Piece(worker, first, last, top, bottom).run();
  }

  /// The panels [first, last) of the rows [top, bottom).
  private final class Piece {

    private final boolean scaled = !turned && w.format() == FrozenFormat.INT8;
    private final int first, last, top, bottom;
    private final long edge, copied, padded, square, widened, widenedPanel;

    Piece(int worker, int first, int last, int top, int bottom) {
      this.first = first;
      this.last = last;
      this.top = top;
      this.bottom = bottom;
      boolean few = !turned && bottom - top <= DIRECT;
      long copy = few ? 0 : RowCopy.length(rowsPerBlock, steps), pad = few ? 0 : RowCopy.length(ROWS, steps);
      widenedPanel = Panels.STEP * (long) (steps + (scaled ? FrozenFormat.blocks(steps) : 0));
      long kept = few ? 0 : bottom - top > rowsPerBlock ? last - first : 1;
      long tile = Float.BYTES * 8L * WIDTH, turn = (long) WIDTH * Panels.STEP;
      edge = workers.scratch(worker, (tile + turn + kept * widenedPanel) / Float.BYTES + copy + pad)
          .address();
      square = edge + tile;
      widened = square + turn;
      copied = widened + kept * widenedPanel;
      padded = copied + Float.BYTES * copy;
    }

    void run() {
      for (int p = 0; p < P; p += steps) {
        for (int i = top; i < bottom; i += rowsPerBlock) {
          block(p, Math.min(steps, P - p), i, Math.min(rowsPerBlock, bottom - i));
        }
      }
    }

    private void block(int p, int steps, int i, int rows) {
      Rows from = new Rows(a + 4L * ((long) i * P + p), 4L * P, 4, ROWS * 4L * P);
      boolean fresh = p == 0 && !accumulate;
      int rest = rows % ROWS, direct = !turned && rest <= DIRECT ? rest : 0, whole = rows - rest;
      if (whole > 0 || direct < rest) {
        if (whole > ROWS && 4L * P % CONFLICT == 0) from = RowCopy.spread(copied, from, rows, steps);
        Rows spare = direct < rest ? RowCopy.pad(padded, from, whole, rest, steps) : null;
        for (int j = first; j < last; j++) {
          long panel = bottom - top > rowsPerBlock ? widened + (j - first) * widenedPanel : widened;
          if (i == top) make(panel, j, p, steps);
          for (int done = 0; done < whole; done += ROWS) {
            tile(ROWS, ROWS, from.address(done), from.row(), panel, steps, j, i + done, fresh);
          }
          if (spare != null) {
            tile(rest > 4 ? 8 : 4, rest, spare.base(), spare.row(), panel, steps, j, i + whole, fresh);
          }
        }
      }
      for (int n = rows - direct; n < rows; n++) row(from.address(n), p, steps, i + n, fresh);
    }

    /// Widens panel `j` of b, `steps` steps from `p` on.
    private void make(long to, int j, int p, int steps) {
      if (turned) {
        int k = j * WIDTH, columns = Math.min(WIDTH, J - k);
        for (int done = 0; done < steps; done += WIDTH, to += (long) WIDTH * Panels.STEP) {
          long part = FrozenTiles.part(w, square, (p + done) / WIDTH, k, columns);
          Panels.transpose(to, part, Panels.STEP, columns, Math.min(WIDTH, steps - done));
        }
      } else {
        FrozenTiles.widen(w, to, j, p, steps);
      }
    }

    /// A tile of `height` rows, of which `rows` are the matrix's, in panel `j`.
    private void tile(int height, int rows, long row, long rowStep, long panel, int steps, int j, int i,
        boolean fresh) {
      int width = Math.min(WIDTH, J - j * WIDTH);
      boolean inside = rows == height && width == WIDTH;
      long result = c + 4L * i * J + (long) j * Panels.STEP;
      long to = inside ? result : edge, toRow = inside ? 4L * J : Panels.STEP;
      if (!inside && !fresh) move(edge, Panels.STEP, result, 4L * J, rows, width);
      long start = fresh ? Panels.ZEROS : to, startRow = fresh ? 0 : toRow;
      if (height == 8) {
        if (scaled) FrozenTiles.int8Tile8(row, rowStep, panel, steps, start, startRow, to, toRow);
        else
          LinearTiles.tile8(row, rowStep, 4, panel, Panels.STEP, steps, start, startRow, to, toRow);
      } else if (scaled) {
        FrozenTiles.int8Tile4(row, rowStep, panel, steps, start, startRow, to, toRow);
      } else {
        LinearTiles.tile4(row, rowStep, 4, panel, Panels.STEP, steps, start, startRow, to, toRow);
      }
      if (!inside) move(result, 4L * J, edge, Panels.STEP, rows, width);
    }

    /// One row of all panels, as the weight lies.
    private void row(long row, int p, int steps, int i, boolean fresh) {
      for (int j = first; j < last; j += PAIR) {
        int width = Math.min(PAIR * WIDTH, J - j * WIDTH);
        boolean inside = width == PAIR * WIDTH;
        long result = c + 4L * i * J + (long) j * Panels.STEP, to = inside ? result : edge;
        if (!inside && !fresh) move(edge, 0, result, 0, 1, width);
        FrozenTiles.row(w, row, j, p, steps, fresh ? Panels.ZEROS : to, to);
        if (!inside) move(result, 0, edge, 0, 1, width);
      }
    }
  }

  private static void move(long to, long toRow, long from, long fromRow, int rows, int columns) {
    for (int i = 0; i < rows; i++, to += toRow, from += fromRow) {
      for (int j = 0; j < columns; j++) Lanes.set(to + 4L * j, Lanes.get(from + 4L * j));
    }
  }
}
