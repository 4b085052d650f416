package zerograd.tensor.kernels.vector;

import static zerograd.tensor.kernels.vector.Lanes.BYTES;
import static zerograd.tensor.kernels.vector.Lanes.get;
import static zerograd.tensor.kernels.vector.Lanes.load;
import static zerograd.tensor.kernels.vector.Lanes.set;
import static zerograd.tensor.kernels.vector.Lanes.store;

import zerograd.core.NativeMemory;

/// The right-hand matrix of a product in panels: two registers' width of columns, all steps of one panel
/// together.
///
///     panel j, step p, column l   ↔   b[p, j · WIDTH + l]
///
/// A panel `[steps][WIDTH]` is read from front to back. Columns beyond the last of the matrix are 0.
final class Panels {

  /// Columns in a panel.
  static final int WIDTH = 2 * Lanes.WIDTH;

  /// Bytes in one step of a panel.
  static final int STEP = WIDTH * Float.BYTES;

  /// Where zeros are that chains start from: a step of two panels.
  static final long ZEROS = NativeMemory.zeros(2L * WIDTH).address();

  private Panels() {}

  /// How many panels `columns` columns take.
  static int count(int columns) { return (columns + WIDTH - 1) / WIDTH; }

  /// Makes panels, one after the other, of rows of memory that hold a step each: `b[p, l]` stands at
  /// `from + p fromStep + 4 l`.
  static void copy(long to, long from, long fromStep, int columns, int steps) {
    long panel = (long) steps * STEP;
    int whole = columns / WIDTH, rest = columns % WIDTH;
    if (rest > 0) Lanes.clear(to + whole * panel, panel);
    for (int p = 0; p < steps; p++, to += STEP, from += fromStep) {
      long source = from, target = to;
      for (int j = 0; j < whole; j++, source += STEP, target += panel) {
        store(load(source), target);
        store(load(source + BYTES), target + BYTES);
      }
      for (int l = 0; l < rest; l++) set(target + 4L * l, get(source + 4L * l));
    }
  }

  /// Makes a panel of rows of memory that hold a column each: `b[p, l]` stands at `from + l fromColumn + 4
  /// p`.
  static void transpose(long to, long from, long fromColumn, int columns, int steps) {
    if (columns < WIDTH) Lanes.clear(to, (long) steps * STEP);
    int done = 0;
    if (Lanes.WIDTH == 16 && steps >= 16) {
      for (; done + 16 <= columns; done += 16) {
        Transpose16.run(from + done * fromColumn, fromColumn, to + 4L * done, STEP, steps / 16);
        int turned = steps / 16 * 16;
        scalar(to + 4L * done + (long) turned * STEP, from + done * fromColumn + 4L * turned, fromColumn, 16,
            steps - turned);
      }
    }
    scalar(to + 4L * done, from + done * fromColumn, fromColumn, columns - done, steps);
  }

  /// The same without vectors.
  static void transposeSingly(long to, long from, long fromColumn, int columns, int steps) {
    if (columns < WIDTH) Lanes.clear(to, (long) steps * STEP);
    scalar(to, from, fromColumn, columns, steps);
  }

  private static void scalar(long to, long from, long fromColumn, int columns, int steps) {
    int l = 0;
    for (; l + 8 <= columns; l += 8) eight(to + 4L * l, STEP, from + l * fromColumn, fromColumn, steps);
    for (; l < columns; l++) {
      for (int p = 0; p < steps; p++) set(to + 4L * l + (long) p * STEP, get(from + l * fromColumn + 4L * p));
    }
  }

  /// Eight columns at once: eight streams read, half a cache line written at a time, `toStep` bytes from step to step.
  static void eight(long to, long toStep, long from, long column, int steps) {
    for (int p = 0; p < steps; p++, from += 4, to += toStep) {
      float a = get(from), b = get(from + column), c = get(from + 2 * column), d = get(from + 3 * column);
      float e = get(from + 4 * column), f = get(from + 5 * column), g = get(from + 6 * column),
          h = get(from + 7 * column);
      set(to, a);
      set(to + 4, b);
      set(to + 8, c);
      set(to + 12, d);
      set(to + 16, e);
      set(to + 20, f);
      set(to + 24, g);
      set(to + 28, h);
    }
  }
}
