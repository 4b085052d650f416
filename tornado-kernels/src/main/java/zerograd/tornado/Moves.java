package zerograd.tornado;

import java.util.List;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/// Numbers that go from one place of the device's memory to another.
final class Moves {

  /// `p`: threads, y, a number
  static final Kernel FILL = new Kernel("fill", Moves::runFill, Moves::fill);

  /// `h[y + i] = h[x + i]`
  static final Kernel COPY = new Kernel("copy", Moves::runCopy, Moves::copy);

  /// All of these.
  static List<Kernel> kernels() { return List.of(FILL, COPY); }

  private Moves() {}

  static void runFill(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    if (c.globalIdx < p.get(0)) fill(new Memory(low, high), p, c.globalIdx);
  }

  static void fill(Memory h, IntArray p, int i) { h.set(p.get(1) + i, h.number(p.get(2))); }

  static void runCopy(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    if (c.globalIdx < p.get(0)) copy(new Memory(low, high), p, c.globalIdx);
  }

  static void copy(Memory h, IntArray p, int i) { h.set(p.get(1) + i, h.get(p.get(2) + i)); }

  /// From the memory of a transfer to the device's: `h[y + i] = staged[i]`.
  static void runPut(KernelContext c, FloatArray low, FloatArray high, IntArray p, FloatArray staged) {
    if (c.globalIdx < p.get(0))
      new Memory(low, high).set(p.get(1) + c.globalIdx, staged.get(c.globalIdx));
  }

  /// The way back: `staged[i] = h[x + i]`.
  static void runGet(KernelContext c, FloatArray low, FloatArray high, IntArray p, FloatArray staged) {
    if (c.globalIdx < p.get(0))
      staged.set(c.globalIdx, new Memory(low, high).get(p.get(1) + c.globalIdx));
  }
}
