package zerograd.tensor.kernels.vector;

import java.util.List;
import zerograd.core.Workers;

/// One matrix product, cut into pieces for the workers.
///
///     c[i, j] = fma(a[i, p], b[p, j], c[i, j])   for p = 0 … P − 1,  i < I,  j < J
///
/// Each of the three products of a linear layer is this one with other strides.
final class MatrixProduct implements Workers.Piece {

  /*
   * A piece is a range of panels (columns of b) and rows (of a). Within it, in this order:
   *
   *   blocks of steps     as long as possible: a chain that is stored and loaded again between two blocks costs time
   *     blocks of rows    that fit the second-level cache together with a panel
   *       panels          made of b before their first use (unless b has rows that can be read in place)
   *         tiles         8 rows and a panel: registers
   *
   * a is read in place, eight rows at a time, except where rows lie a multiple of 4096 bytes apart: then they would all
   * meet in the same few lines of the caches, and a copy with another distance is made of each block.
   *
   * Nothing is shared between workers but a and b: no barrier, and a worker that is interrupted delays its piece only.
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

  static final boolean MANY_REGISTERS = Lanes.WIDTH == 16
      || !List.of("amd64", "x86_64").contains(System.getProperty("os.arch"));

  /// Bytes of a block of rows: with a panel beside it, it fits a second-level cache.
  private static final int ROWS_BYTES = 192 << 10;
  /// Steps of a block, at most.
  private static final int MOST_STEPS = 2432;
  /// Panels of a piece, at most, and pieces for each thread, about: few enough to start quickly, enough to even out.
  private static final int MOST_PANELS = 8, PIECES = 4;
  /// Floating-point operations worth another thread: a few microseconds.
  private static final double FORK = 1e6;

  /// Rows of the tallest tile: blocks of rows are multiples of it, so that only the last one has a rest.
  private static final int ROWS = MANY_REGISTERS ? 8 : 4;
  /// The most panels a tile spans.
  private static final int SPAN = 4;
  /// Floats of the block where tiles at the right edge leave their results, and of the zeros that chains start from.
  private static final long EDGE = 8L * Panels.WIDTH, ZEROS = (long) SPAN * Panels.WIDTH;

  private final long c, cRow, a, aRow, aStep, b, bStride;
  private final Layout layout;
  private final int I, J, P;
  private final boolean accumulate;

  private final Workers workers;
  private final boolean makesPanels, copiesRows;
  private final int rowsPerBlock, stepsPerBlock;
  private final int panels, panelsPerPiece, rowsPerPiece, rowPieces, pieces;

  /// @param bStride bytes from `b[p, j]` to `b[p + 1, j]`, or for columns to `b[p, j + 1]`; panels need none
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

    makesPanels = layout == Layout.COLUMNS
        || layout == Layout.ROWS && I > ROWS && bStride % 4096 == 0;
    copiesRows = Math.max(aRow, aStep) % 4096 == 0 && I > ROWS && J > Panels.WIDTH;
    stepsPerBlock = blocks(P, MOST_STEPS);
    rowsPerBlock = Math.max(1, ROWS_BYTES / (4 * stepsPerBlock) / ROWS) * ROWS;
    panels = Panels.count(J);
    int threads = 2.0 * I * J * P < FORK ? 1 : workers.threads();
    if (threads == 1) {
      panelsPerPiece = panels;
      rowPieces = 1;
    } else {
      int group = Math.clamp(panels / (PIECES * threads), 1, MOST_PANELS);
      panelsPerPiece = I < 4 ? (group + SPAN - 1) / SPAN * SPAN : group;
      rowPieces = panels >= 2 * threads ? 1 : Math.clamp(2L * threads / panels, 1, Math.max(1, I / ROWS));
    }
    rowsPerPiece = rowPieces == 1 ? I : ((I + rowPieces - 1) / rowPieces + ROWS - 1) / ROWS * ROWS;
    pieces = (panels + panelsPerPiece - 1) / panelsPerPiece * rowPieces;
  }

  /// The length of equal blocks of at most `most` that `length` is cut into.
  private static int blocks(int length, int most) {
    int count = (length + most - 1) / most;
    return (length + count - 1) / count;
  }

  /// Computes the product.
  void run() { workers.pieces(pieces, this); }

  @Override public void run(int piece, int worker) {
    int first = piece / rowPieces * panelsPerPiece, top = piece % rowPieces * rowsPerPiece;
    if (top < I) {
      new Piece(worker, first, Math.min(panels, first + panelsPerPiece), top, Math.min(I, top + rowsPerPiece))
          .run();
    }
  }

  /// The panels [first, last) of the rows [top, bottom).
  private final class Piece {

    private final int first, last, top, bottom;
    private final long edge, zeros, made, copied;

    Piece(int worker, int first, int last, int top, int bottom) {
      this.first = first;
      this.last = last;
      this.top = top;
      this.bottom = bottom;

      boolean cut = layout == Layout.ROWS && J % Panels.WIDTH != 0 && last == panels;
      long panelFloats = (makesPanels ? last - first : cut ? 1 : 0) * (long) stepsPerBlock * Panels.WIDTH;
      long rowFloats = copiesRows ? RowCopy.length(rowsPerBlock, stepsPerBlock, aStep == 4) : 0;
      edge = workers.scratch(worker, EDGE + ZEROS + panelFloats + rowFloats).address();
      zeros = edge + 4 * EDGE;
      made = zeros + 4 * ZEROS;
      copied = made + 4 * panelFloats;
      Lanes.clear(zeros, 4 * ZEROS);
    }

    void run() {
      for (int p = 0; p < P; p += stepsPerBlock) {
        int steps = Math.min(stepsPerBlock, P - p);
        for (int i = top; i < bottom; i += rowsPerBlock) block(p, steps, i, Math.min(rowsPerBlock, bottom - i));
      }
    }

    private void block(int p, int steps, int i, int rows) {
      long from = a + i * aRow + p * aStep, row = aRow, step = aStep;
      if (copiesRows && aStep == 4) {
        row = RowCopy.stride(4L * steps);
        RowCopy.run(copied, row, from, aRow, rows, 4L * steps);
        from = copied;
      } else if (copiesRows) {
        step = RowCopy.stride(4L * rows);
        RowCopy.run(copied, step, from, aStep, steps, 4L * rows);
        from = copied;
      }
      boolean fresh = p == 0 && !accumulate;
      for (int j = first; j < last; j++) {
        if (i == top) makePanel(j, p, steps);
        tall(from, row, step, j, p, steps, i, rows, fresh);
      }
      for (int done = tallRows(rows); done < rows;) {
        int height = height(rows - done);
        flat(height, from + done * row, row, step, p, steps, i + done, fresh);
        done += height;
      }
    }

    private void makePanel(int j, int p, int steps) {
      int width = Math.min(Panels.WIDTH, J - j * Panels.WIDTH);
      if (layout == Layout.COLUMNS) {
        Panels.transpose(panel(j, p, steps), b + (long) j * Panels.WIDTH * bStride + 4L * p, bStride, width, steps);
      } else if (layout == Layout.ROWS && (makesPanels || width < Panels.WIDTH)) {
        Panels.copy(panel(j, p, steps), b + (long) j * Panels.STEP + p * bStride, bStride, width, steps);
      }
    }

    /// Where panel `j` of this block of steps begins.
    private long panel(int j, int p, int steps) {
      if (makesPanels) return made + (long) (j - first) * steps * Panels.STEP;
      if (layout == Layout.PANELS) return b + ((long) j * P + p) * Panels.STEP;
      return inPlace(j) ? b + (long) j * Panels.STEP + p * bStride : made;
    }

    private boolean inPlace(int j) { return layout == Layout.ROWS && !makesPanels && (j + 1) * Panels.WIDTH <= J; }

    /// All tiles of four or more rows in one panel.
    private void tall(long from, long row, long step, int j, int p, int steps, int i, int rows, boolean fresh) {
      long panel = panel(j, p, steps), panelStep = inPlace(j) ? bStride : Panels.STEP;
      long to = c + i * cRow + (long) j * Panels.STEP;
      int width = Math.min(Panels.WIDTH, J - j * Panels.WIDTH);
      for (int height; (height = height(rows)) >= 4; rows -= height) {
        if (width == Panels.WIDTH) {
          tile(height, from, row, step, panel, panelStep, steps, fresh ? zeros : to, fresh ? 0 : cRow, to, cRow);
        } else {
          if (!fresh) move(edge, Panels.STEP, to, cRow, height, width);
          tile(height, from, row, step, panel, panelStep, steps, fresh ? zeros : edge, fresh ? 0 : Panels.STEP,
              edge, Panels.STEP);
          move(to, cRow, edge, Panels.STEP, height, width);
        }
        from += height * row;
        to += height * cRow;
      }
    }

    /// One or two rows of all panels, several panels at once.
    private void flat(int height, long from, long row, long step, int p, int steps, int i, boolean fresh) {
      int span = height == 1 ? 4 : 2;
      long edgeRow = (long) span * Panels.STEP;
      for (int j = first, width; j < last; j += width) {
        long panel = panel(j, p, steps), panelStep = inPlace(j) ? bStride : Panels.STEP;
        long to = c + i * cRow + (long) j * Panels.STEP;
        boolean whole = j + span <= last && (j + span) * Panels.WIDTH <= J;
        width = whole ? span : 1;
        if (whole) {
          long apart = panel(j + 1, p, steps) - panel;
          tile(height, from, row, step, panel, panelStep, apart, steps, fresh ? zeros : to, fresh ? 0 : cRow, to,
              cRow);
        } else {
          // all the tile's panels are this one; only the first result is looked at
          int columns = Math.min(Panels.WIDTH, J - j * Panels.WIDTH);
          if (!fresh) move(edge, edgeRow, to, cRow, height, columns);
          tile(height, from, row, step, panel, panelStep, 0, steps, fresh ? zeros : edge, fresh ? 0 : edgeRow, edge,
              edgeRow);
          move(to, cRow, edge, edgeRow, height, columns);
        }
      }
    }
  }

  /// The height of the next tile when `rows` rows are left.
  private static int height(int rows) {
    if (MANY_REGISTERS && rows >= 8) return 8;
    return rows >= 4 ? 4 : rows >= 2 ? 2 : 1;
  }

  private static int tallRows(int rows) {
    return rows & ~3;
  }

  private static void tile(int height, long a, long aRow, long aStep, long b, long bStep, long steps, long s,
      long sRow, long c, long cRow) {
    if (height == 8) {
      LinearTiles.tile8(a, aRow, aStep, b, bStep, steps, s, sRow, c, cRow);
    } else {
      LinearTiles.tile4(a, aRow, aStep, b, bStep, steps, s, sRow, c, cRow);
    }
  }

  private static void tile(int height, long a, long aRow, long aStep, long b, long bStep, long bPanel, long steps,
      long s, long sRow, long c, long cRow) {
    if (height == 1) {
      LinearTiles.tile1(a, aStep, b, bStep, bPanel, steps, s, c);
    } else {
      LinearTiles.tile2(a, aRow, aStep, b, bStep, bPanel, steps, s, sRow, c, cRow);
    }
  }

  private static void move(long to, long toRow, long from, long fromRow, int rows, int columns) {
    for (int i = 0; i < rows; i++, to += toRow, from += fromRow) {
      for (int j = 0; j < columns; j++) Lanes.set(to + 4L * j, Lanes.get(from + 4L * j));
    }
  }
}
