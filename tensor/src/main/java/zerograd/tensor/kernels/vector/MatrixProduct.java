package zerograd.tensor.kernels.vector;

import static zerograd.tensor.kernels.vector.Shares.even;
import static zerograd.tensor.kernels.vector.Shares.part;

import java.util.List;
import zerograd.core.Workers;

/// One matrix product, cut into pieces for the workers.
///
///     c[i, j] = fma(a[i, p], b[p, j], c[i, j])   for p = 0 … P − 1,  i < I,  j < J
///
/// Each of the three products of a linear layer is this one with other strides. Without `accumulate` chains
/// start from +0.
final class MatrixProduct implements Cut {

  /*
   * A piece is a range of panels (columns of b) or of rows (of a). Within it, in this order:
   *
   *   blocks of steps     as long as possible: storing and loading chains between two blocks costs time
   *     blocks of rows    that fit the second-level cache together with a panel
   *       panels          made of b before their first use, unless b has rows that can be read in place; one, two or four that
   *                       fit that cache
   *         rows of tiles so that c is read and written along its rows, which the machine fetches ahead
   *           tiles       8 rows and a panel: registers
   *
   * a is read in place too, unless its rows lie so that the caches would suffer; then a copy is made of each
   * block.
   *
   * Nothing is shared between workers but a and b: no barrier, and a worker that is interrupted delays its
   * piece only. Of the two ways to cut, along columns each piece copies a again, along rows each worker makes
   * the panels again.
   */

  /// Where b's numbers are.
  enum Layout {
    /// `b[p, j]` and `b[p, j + 1]` are neighbours.
    ROWS,
    /// `b[p, j]` and `b[p + 1, j]` are neighbours.
    COLUMNS,
    /// Already in [Panels].
    PANELS
  }

  /// Where the rows of a block of a are: groups of [#ROWS] rows `group` bytes apart, and in a group `row`
  /// bytes.
  record Rows(long base, long row, long step, long group) {

    long address(int i) { return base + i / ROWS * group + i % ROWS * row; }
  }

  /// Thirty-two vector registers: everywhere but on x86 before AVX-512.
  private static final boolean MANY_REGISTERS = Lanes.WIDTH == 16
      || !List.of("amd64", "x86_64").contains(System.getProperty("os.arch"));

  /// Rows of the tallest tile. Blocks of rows are multiples of it, so that only the last one has a rest.
  static final int ROWS = MANY_REGISTERS ? 8 : 4;
  /// Rows that are tiles of [#SPAN] panels.
  private static final int FEW = 2;
  /// The panels that a tile of few rows spans.
  private static final int SPAN = 2;
  /// Floats of the block where tiles at an edge leave their results.
  private static final long EDGE = 8L * Panels.WIDTH;
  /// Bytes of packed panels that are read in a piece of few rows, at least: little to wait for at the end, and much more than it
  /// takes to claim it.
  static final int GRAIN = 32 << 10;

  /// Bytes of a block of rows: with a panel beside it, it fits a second-level cache. Rows that lie across the
  /// chains are copied from short runs of memory, so more of them are taken at once.
  private static final int BLOCK = 256 << 10, BLOCK_ACROSS = 384 << 10;
  /// Steps of a block, at most.
  private static final int MOST_STEPS = 2432;
  /// Numbers this many bytes apart, one after the other, are too many pages: they are read in panels or
  /// copies.
  private static final int FAR = 2048;
  /// Rows a multiple of this many bytes apart compete for the same lines of a first-level cache.
  private static final int CONFLICT = 4096;
  /// Columns that repay a copy made for the sake of the first-level cache.
  private static final int WIDE = 512;
  /// Panels of a piece, at most, twice as many where each piece copies a; and pieces for each thread, about: few enough to
  /// start quickly, enough to even out.
  private static final int MOST_PANELS = 8, PIECES = 4;
  /// Panels made together, so that longer runs of b's rows are read, and at most used together, for longer runs of c's rows; a
  /// power of two.
  private static final int TOGETHER = 4;
  /// Bytes of panels that a second-level cache holds beside a block of rows.
  private static final int SMALL = 512 << 10;
  /// Floating-point operations worth another thread: a few microseconds.
  private static final double FORK = 1e6;

  private final long c, cRow, a, aRow, aStep, b, bStride;
  private final Layout layout;
  private final int I, J, P;
  private final boolean accumulate;

  private final Workers workers;
  private final boolean worthThreads, alongChains, copiesRows, makesPanels, keepsPanels;
  private final int rowsPerBlock, stepsPerBlock, sideBySide, panels, panelsPerPiece, rowsPerPiece, rowPieces;
  /// Whether the scratch memory of a worker holds the panels already, where they are kept from piece to
  /// piece.
  private final boolean[] keeps;

  /// @param bStride bytes from `b[p, j]` to `b[p + 1, j]`, for columns to `b[p, j + 1]`; panels need none
  MatrixProduct(Workers workers, long c, long cRow, long a, long aRow, long aStep, long b, long bStride,
      Layout layout, int I, int J, int P, boolean accumulate) {
    this.workers = workers;
    this.c = c;
    this.cRow = cRow;
    this.a = a;
    this.aRow = aRow;
    this.aStep = aStep;
    this.b = b;
    this.bStride = bStride;
    this.layout = layout;
    this.I = I;
    this.J = J;
    this.P = P;
    this.accumulate = accumulate;

    alongChains = aStep == Float.BYTES;
    copiesRows = I > ROWS && J > Panels.WIDTH
        && (alongChains ? aRow % CONFLICT == 0 && J >= WIDE : aStep >= FAR);
    makesPanels = layout == Layout.COLUMNS || layout == Layout.ROWS && I > 4 * ROWS && bStride >= FAR;
    boolean few = I <= FEW && layout == Layout.PANELS;         // whose panels are read once, from memory
    stepsPerBlock = few ? P : part(P, (P + MOST_STEPS - 1) / MOST_STEPS);
    rowsPerBlock = Math.max(1, (alongChains ? BLOCK : BLOCK_ACROSS) / (4 * stepsPerBlock) / ROWS) * ROWS;
    panels = Panels.count(J);
    sideBySide = Integer.highestOneBit(Math.clamp(SMALL / ((long) stepsPerBlock * Panels.STEP), 1, TOGETHER));

    worthThreads = 2.0 * I * J * P >= FORK;
    int threads = worthThreads ? workers.threads() : 1;
    if (few) {
      panelsPerPiece = SPAN * part(GRAIN, SPAN * P * Panels.STEP);
      rowsPerPiece = I;
      keepsPanels = false;
    } else if (threads > 1 && (I >= J && (copiesRows || panels < 2 * threads) || staysInPlace(threads))) {
      panelsPerPiece = panels;
      int blocks = part(I, rowsPerBlock);
      rowsPerPiece = blocks < PIECES * threads
          ? part(part(I, PIECES * threads), ROWS) * ROWS
          : blocks / (PIECES * threads) * rowsPerBlock;
      keepsPanels = makesPanels && stepsPerBlock == P;
    } else {
      int most = copiesRows ? 2 * MOST_PANELS : MOST_PANELS;
      int group = threads == 1 ? panels : even(panels, threads, Math.clamp(panels / (PIECES * threads), 1, most));
      panelsPerPiece = I < 4 ? part(group, SPAN) * SPAN : group;
      rowsPerPiece = I;
      keepsPanels = false;
    }
    rowPieces = part(I, rowsPerPiece);
    keeps = new boolean[workers.threads()];
  }

  /// Whether each thread takes rows of y or dx, those that it has in its caches from the operation before and will need for the
  /// next, and all of a small b.
  private boolean staysInPlace(int threads) {
    return alongChains && I >= PIECES * threads * ROWS && (long) panels * P * Panels.STEP <= SMALL;
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

    private final int worker, first, last, top, bottom;
    private final long edge, made, copied, padded;

    Piece(int worker, int first, int last, int top, int bottom) {
      this.worker = worker;
      this.first = first;
      this.last = last;
      this.top = top;
      this.bottom = bottom;

      boolean cut = layout == Layout.ROWS && !makesPanels && J % Panels.WIDTH != 0;
      long panel = (long) stepsPerBlock * Panels.WIDTH, rows = RowCopy.length(rowsPerBlock, stepsPerBlock);
      long madeFloats = makesPanels ? (last - first) * panel : cut ? panel : 0;
      long copiedFloats = copiesRows ? rows : 0;
      long paddedFloats = pads(bottom - top) ? RowCopy.length(ROWS, stepsPerBlock) : 0;
      edge = workers.scratch(worker, EDGE + madeFloats + copiedFloats + paddedFloats).address();
      made = edge + Float.BYTES * EDGE;
      copied = made + Float.BYTES * madeFloats;
      padded = copied + Float.BYTES * copiedFloats;
    }

    void run() {
      for (int p = 0; p < P; p += stepsPerBlock) {
        int steps = Math.min(stepsPerBlock, P - p);
        for (int i = top; i < bottom; i += rowsPerBlock) {
          block(p, steps, i, Math.min(rowsPerBlock, bottom - i));
        }
      }
    }

    private void block(int p, int steps, int i, int rows) {
      Rows from = new Rows(a + i * aRow + p * aStep, aRow, aStep, ROWS * aRow);
      if (copiesRows) {
        from = alongChains ? RowCopy.spread(copied, from, rows, steps) : RowCopy.turn(copied, from, rows, steps);
      }
      int whole = pads(rows) ? rows / ROWS * ROWS : rows / 4 * 4;
      Rows rest = pads(rows) ? RowCopy.pad(padded, from, whole, rows - whole, steps) : null;
      boolean fresh = p == 0 && !accumulate;
      boolean makes = i == top && !(keepsPanels && worker >= 0 && keeps[worker]);

      for (int begin = first, end; begin < last; begin = end) {
        end = Math.min(last, begin + sideBySide);
        if (makes && (begin - first) % TOGETHER == 0) makePanels(begin, Math.min(last, begin + TOGETHER), p, steps);
        for (int done = 0, height; done < whole; done += height) {
          height = whole - done >= ROWS ? ROWS : 4;
          long row = from.address(done);
          for (int j = begin; j < end; j++) tile(height, height, row, from, j, p, steps, i + done, fresh);
        }
        for (int j = begin; rest != null && j < end; j++) {
          tile(rows - whole > 4 ? 8 : 4, rows - whole, rest.base, rest, j, p, steps, i + whole, fresh);
        }
      }
      if (makes && worker >= 0) keeps[worker] = true;
      if (rest == null && rows - whole >= 2) wideTiles(2, from, whole, p, steps, i + whole, fresh);
      if (rest == null && (rows & 1) == 1) wideTiles(1, from, rows - 1, p, steps, i + rows - 1, fresh);
    }

    /// Makes the panels [j, end), unless they are part of b.
    private void makePanels(int j, int end, int p, int steps) {
      if (layout == Layout.COLUMNS) {
        for (; j < end; j++) {
          Panels.transpose(panel(j, p, steps), b + (long) j * Panels.WIDTH * bStride + 4L * p, bStride,
              Math.min(Panels.WIDTH, J - j * Panels.WIDTH), steps);
        }
      } else if (layout == Layout.ROWS) {
        while (j < end && inPlace(j)) j++;
        int columns = Math.min((end - j) * Panels.WIDTH, J - j * Panels.WIDTH);
        if (j < end) {
          Panels.copy(panel(j, p, steps), b + (long) j * Panels.STEP + p * bStride, bStride, columns, steps);
        }
      }
    }

    /// Where panel `j` of this block of steps begins.
    private long panel(int j, int p, int steps) {
      if (makesPanels) return made + (long) (j - first) * steps * Panels.STEP;
      if (layout == Layout.PANELS) return b + ((long) j * P + p) * Panels.STEP;
      return inPlace(j) ? b + (long) j * Panels.STEP + p * bStride : made;
    }

    private long panelStep(int j) { return inPlace(j) ? bStride : Panels.STEP; }

    /// Whether panel `j` is part of b itself. One that the matrix does not fill is not: reading it could
    /// leave the memory.
    private boolean inPlace(int j) {
      return layout == Layout.ROWS && !makesPanels && (j + 1) * Panels.WIDTH <= J;
    }

    /// A tile of `height` rows, of which `rows` are the matrix's, in panel `j`.
    private void tile(int height, int rows, long row, Rows from, int j, int p, int steps, int i, boolean fresh) {
      int width = Math.min(Panels.WIDTH, J - j * Panels.WIDTH);
      boolean inside = rows == height && width == Panels.WIDTH;
      long result = c + i * cRow + (long) j * Panels.STEP;
      long to = inside ? result : edge, toRow = inside ? cRow : Panels.STEP;
      if (!inside && !fresh) move(edge, Panels.STEP, result, cRow, rows, width);
      if (height == 8) {
        LinearTiles.tile8(row, from.row, from.step, panel(j, p, steps), panelStep(j), steps, fresh ? Panels.ZEROS : to,
            fresh ? 0 : toRow, to, toRow);
      } else {
        LinearTiles.tile4(row, from.row, from.step, panel(j, p, steps), panelStep(j), steps, fresh ? Panels.ZEROS : to,
            fresh ? 0 : toRow, to, toRow);
      }
      if (!inside) move(result, cRow, edge, Panels.STEP, rows, width);
    }

    /// One or two rows, `done` rows into the block: tiles of several panels.
    private void wideTiles(int height, Rows from, int done, int p, int steps, int i, boolean fresh) {
      for (int j = first; j < last;) {
        boolean inside = j + SPAN <= last && (j + SPAN) * Panels.WIDTH <= J;
        int width = Math.min(Panels.WIDTH, J - j * Panels.WIDTH);
        long result = c + i * cRow + (long) j * Panels.STEP, edgeRow = (long) SPAN * Panels.STEP;
        long to = inside ? result : edge, toRow = inside ? cRow : edgeRow;
        // near the edge the tile's panels are both this one, and only the first result is looked at
        long apart = inside ? panel(j + 1, p, steps) - panel(j, p, steps) : 0;
        if (!inside && !fresh) move(edge, edgeRow, result, cRow, height, width);
        if (height == 2) {
          LinearTiles.tile2(from.address(done), from.row, from.step, panel(j, p, steps), panelStep(j), apart, steps,
              fresh ? Panels.ZEROS : to, fresh ? 0 : toRow, to, toRow);
        } else {
          LinearTiles.tile1(from.address(done), from.step, panel(j, p, steps), panelStep(j), apart, steps,
              fresh ? Panels.ZEROS : to, to);
        }
        if (!inside) move(result, cRow, edge, edgeRow, height, width);
        j += inside ? SPAN : 1;
      }
    }
  }

  /// Whether the last few of `rows` rows are one tile with a row or more to spare: reading the weights once
  /// more for one or two rows would cost more.
  private boolean pads(int rows) {
    int rest = rows % ROWS;
    return alongChains && (rest == 3 || rest > 4);
  }

  private static void move(long to, long toRow, long from, long fromRow, int rows, int columns) {
    for (int i = 0; i < rows; i++, to += toRow, from += fromRow) {
      for (int j = 0; j < columns; j++) Lanes.set(to + 4L * j, Lanes.get(from + 4L * j));
    }
  }
}
