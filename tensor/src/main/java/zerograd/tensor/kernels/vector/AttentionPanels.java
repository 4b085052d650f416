package zerograd.tensor.kernels.vector;

import static zerograd.tensor.kernels.AttentionKernel.PANEL;
import static zerograd.tensor.kernels.vector.Lanes.*;

/// Keys and values as the tiles of attention read them, the layout of [zerograd.tensor.kernels.AttentionKernel#cacheLength]:
///
///     keys     (panel of 32 positions, d, 32)
///     values   (panel of 32 elements, position, 32)
final class AttentionPanels {

  /// Bytes from one step of a panel to the next, whatever the width of registers.
  static final long STEP = (long) PANEL * Float.BYTES;
  /// Positions that are turned over together.
  private static final int BLOCK = 16;

  private AttentionPanels() {}

  /// `n` rounded up to whole panels.
  static int whole(int n) { return (n + PANEL - 1) / PANEL * PANEL; }

  /// Bytes of the scratch memory that [#turn] needs.
  static long turnBytes(int d) { return (long) BLOCK * d * Float.BYTES; }

  /// Turns `count` rows of `d` numbers into the panels at `to`, beginning with the first position of a panel.
  static void turn(long to, long from, long fromRow, int count, int d, long scratch) {
    for (int t = 0; t < count; t += BLOCK, from += BLOCK * fromRow) {
      long panel = to + (long) (t / PANEL) * d * STEP + t % PANEL * 4L;
      if (count - t >= BLOCK) {
        turn16(panel, from, fromRow, d);
      } else {      // what is turned beyond the last row is never looked at
        AttentionRows.copyRows(scratch, 4L * d, from, fromRow, count - t, 4L * d);
        turn16(panel, scratch, 4L * d, d);
      }
    }
  }

  private static void turn16(long to, long from, long fromRow, int d) {
    int done = WIDTH == 16 ? d & -16 : 0;
    if (done > 0) Transpose16.run(from, fromRow, to, STEP, done / 16);
    if (done == d) return;
    Panels.eight(to + done * STEP, STEP, from + 4L * done, fromRow, d - done);
    Panels.eight(to + done * STEP + 32, STEP, from + 4L * done + 8 * fromRow, fromRow, d - done);
  }

  /// Copies `count` rows of `d` numbers into panels that lie `panel` bytes apart.
  static void copy(long to, long panel, long from, long fromRow, int count, int d) {
    for (int i = 0; i < d; i += PANEL, to += panel) {
      AttentionRows.copyRows(to, STEP, from + 4L * i, fromRow, count, 4L * Math.min(PANEL, d - i));
    }
  }
}
