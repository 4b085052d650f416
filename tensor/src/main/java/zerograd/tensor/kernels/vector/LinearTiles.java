package zerograd.tensor.kernels.vector;

import static zerograd.tensor.kernels.vector.Lanes.ADDRESS;
import static zerograd.tensor.kernels.vector.Lanes.BYTES;
import static zerograd.tensor.kernels.vector.Lanes.FLOAT;
import static zerograd.tensor.kernels.vector.Lanes.MEMORY;
import static zerograd.tensor.kernels.vector.Lanes.ORDER;
import static zerograd.tensor.kernels.vector.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/// A few rows of a matrix product, kept in registers from the first step of their chains to the last.
///
///     c[i, j] = fma(a[i, p], b[p, j], c[i, j])   for p = 0 … steps − 1
///
/// `a[i, p]` stands at `a + i aRow + p aStep`, so that either matrix of a product may be read where it is, by
/// rows or by columns. `b[p, ·]` is two registers at `b + p bStep` (a panel), in tiles of several panels also
/// at `bPanel` from there. The chains start from the numbers at `s + i sRow` and end at `c + i cRow`; s may
/// be c, or zeros with `sRow = 0`. Strides are in bytes and less than 2³¹; `steps` is 1 or more.
final class LinearTiles {

  /*
   * Straight-line code, and every line of it for a reason that was measured (two-core AVX-512
   * machine, JDK 25):
   *
   * - 16 accumulators, 2 registers of b, 8 of a: 26 of 32, even if C2 loads all of a first, as it likes to.
   *   With 12 rows it spills accumulators then (70 % of the peak), and is near its limits on nodes and
   *   inlining (15 % once beyond). Machines with 16 registers use 4 rows: 8 + 2 + 4.
   * - The loop ends at an address, not at a count: C2 unrolls counted loops, hoists the broadcasts of all
   *   copies and then spills accumulators, which halves the speed of the small tiles.
   * - Masks instead of trust: after `& ADDRESS` and `& POSITIVE` C2 knows that no sum of them overflows, and
   *   drops the bounds check of every access. With the checks the loop runs at 88 % of the peak, without them
   *   at 98 %.
   * - The loop calls the Vector API itself. A method of ours around a load counts against C2's limit of
   *   inlined code (DesiredMethodLimit), which the long loop exceeds; then vectors are boxed and everything
   *   is ten times slower. The API's methods are exempt.
   * - [#start] is a method of ours for the opposite reason: it is too long for C1 to inline (35 bytes). With 24
   *   more loads inlined, in a tile of 12 rows, C1 ran out of virtual registers, gave up, and left the method at a
   *   level from which C2 never took it.
   */

  private static final long POSITIVE = 0x7FFFFFFF;

  private LinearTiles() {}

  private static FloatVector start(long address) {
    assert address > 0 : "a chain cannot start at address " + address;
    return FloatVector.fromMemorySegment(SPECIES, MEMORY, address & ADDRESS, ORDER);
  }

  /// Eight rows of one panel.
  static void tile8(long a, long aRow, long aStep, long b, long bStep, long steps,
      long s, long sRow, long c, long cRow) {
    FloatVector c0a = start(s), c0b = start(s + BYTES);
    FloatVector c1a = start(s + sRow), c1b = start(s + sRow + BYTES);
    FloatVector c2a = start(s + 2 * sRow), c2b = start(s + 2 * sRow + BYTES);
    FloatVector c3a = start(s + 3 * sRow), c3b = start(s + 3 * sRow + BYTES);
    FloatVector c4a = start(s + 4 * sRow), c4b = start(s + 4 * sRow + BYTES);
    FloatVector c5a = start(s + 5 * sRow), c5b = start(s + 5 * sRow + BYTES);
    FloatVector c6a = start(s + 6 * sRow), c6b = start(s + 6 * sRow + BYTES);
    FloatVector c7a = start(s + 7 * sRow), c7b = start(s + 7 * sRow + BYTES);

    aRow &= POSITIVE;
    long aRow2 = 2 * aRow, aRow3 = 3 * aRow;
    for (long end = b + steps * bStep; b != end; b += bStep, a += aStep) {
      long from = b & ADDRESS, at = a & ADDRESS;
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from, ORDER);
      FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from + BYTES, ORDER);
      FloatVector a0 = FloatVector.broadcast(SPECIES, MEMORY.get(FLOAT, at));
      c0a = a0.fma(b0, c0a);
      c0b = a0.fma(b1, c0b);
      FloatVector a1 = FloatVector.broadcast(SPECIES, MEMORY.get(FLOAT, at + aRow));
      c1a = a1.fma(b0, c1a);
      c1b = a1.fma(b1, c1b);
      FloatVector a2 = FloatVector.broadcast(SPECIES, MEMORY.get(FLOAT, at + aRow2));
      c2a = a2.fma(b0, c2a);
      c2b = a2.fma(b1, c2b);
      at += aRow3;
      FloatVector a3 = FloatVector.broadcast(SPECIES, MEMORY.get(FLOAT, at));
      c3a = a3.fma(b0, c3a);
      c3b = a3.fma(b1, c3b);
      FloatVector a4 = FloatVector.broadcast(SPECIES, MEMORY.get(FLOAT, at + aRow));
      c4a = a4.fma(b0, c4a);
      c4b = a4.fma(b1, c4b);
      FloatVector a5 = FloatVector.broadcast(SPECIES, MEMORY.get(FLOAT, at + aRow2));
      c5a = a5.fma(b0, c5a);
      c5b = a5.fma(b1, c5b);
      at += aRow3;
      FloatVector a6 = FloatVector.broadcast(SPECIES, MEMORY.get(FLOAT, at));
      c6a = a6.fma(b0, c6a);
      c6b = a6.fma(b1, c6b);
      FloatVector a7 = FloatVector.broadcast(SPECIES, MEMORY.get(FLOAT, at + aRow));
      c7a = a7.fma(b0, c7a);
      c7b = a7.fma(b1, c7b);
    }

    c &= ADDRESS;
    cRow &= POSITIVE;
    c0a.intoMemorySegment(MEMORY, c, ORDER);
    c0b.intoMemorySegment(MEMORY, c + BYTES, ORDER);
    c1a.intoMemorySegment(MEMORY, c + cRow, ORDER);
    c1b.intoMemorySegment(MEMORY, c + cRow + BYTES, ORDER);
    c2a.intoMemorySegment(MEMORY, c + 2 * cRow, ORDER);
    c2b.intoMemorySegment(MEMORY, c + 2 * cRow + BYTES, ORDER);
    c3a.intoMemorySegment(MEMORY, c + 3 * cRow, ORDER);
    c3b.intoMemorySegment(MEMORY, c + 3 * cRow + BYTES, ORDER);
    c4a.intoMemorySegment(MEMORY, c + 4 * cRow, ORDER);
    c4b.intoMemorySegment(MEMORY, c + 4 * cRow + BYTES, ORDER);
    c5a.intoMemorySegment(MEMORY, c + 5 * cRow, ORDER);
    c5b.intoMemorySegment(MEMORY, c + 5 * cRow + BYTES, ORDER);
    c6a.intoMemorySegment(MEMORY, c + 6 * cRow, ORDER);
    c6b.intoMemorySegment(MEMORY, c + 6 * cRow + BYTES, ORDER);
    c7a.intoMemorySegment(MEMORY, c + 7 * cRow, ORDER);
    c7b.intoMemorySegment(MEMORY, c + 7 * cRow + BYTES, ORDER);
  }

  /// Four rows of one panel.
  static void tile4(long a, long aRow, long aStep, long b, long bStep, long steps,
      long s, long sRow, long c, long cRow) {
    FloatVector c0a = start(s), c0b = start(s + BYTES);
    FloatVector c1a = start(s + sRow), c1b = start(s + sRow + BYTES);
    FloatVector c2a = start(s + 2 * sRow), c2b = start(s + 2 * sRow + BYTES);
    FloatVector c3a = start(s + 3 * sRow), c3b = start(s + 3 * sRow + BYTES);

    aRow &= POSITIVE;
    long aRow2 = 2 * aRow, aRow3 = 3 * aRow;
    for (long end = b + steps * bStep; b != end; b += bStep, a += aStep) {
      long from = b & ADDRESS, at = a & ADDRESS;
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from, ORDER);
      FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from + BYTES, ORDER);
      FloatVector a0 = FloatVector.broadcast(SPECIES, MEMORY.get(FLOAT, at));
      c0a = a0.fma(b0, c0a);
      c0b = a0.fma(b1, c0b);
      FloatVector a1 = FloatVector.broadcast(SPECIES, MEMORY.get(FLOAT, at + aRow));
      c1a = a1.fma(b0, c1a);
      c1b = a1.fma(b1, c1b);
      FloatVector a2 = FloatVector.broadcast(SPECIES, MEMORY.get(FLOAT, at + aRow2));
      c2a = a2.fma(b0, c2a);
      c2b = a2.fma(b1, c2b);
      at += aRow3;
      FloatVector a3 = FloatVector.broadcast(SPECIES, MEMORY.get(FLOAT, at));
      c3a = a3.fma(b0, c3a);
      c3b = a3.fma(b1, c3b);
    }

    c &= ADDRESS;
    cRow &= POSITIVE;
    c0a.intoMemorySegment(MEMORY, c, ORDER);
    c0b.intoMemorySegment(MEMORY, c + BYTES, ORDER);
    c1a.intoMemorySegment(MEMORY, c + cRow, ORDER);
    c1b.intoMemorySegment(MEMORY, c + cRow + BYTES, ORDER);
    c2a.intoMemorySegment(MEMORY, c + 2 * cRow, ORDER);
    c2b.intoMemorySegment(MEMORY, c + 2 * cRow + BYTES, ORDER);
    c3a.intoMemorySegment(MEMORY, c + 3 * cRow, ORDER);
    c3b.intoMemorySegment(MEMORY, c + 3 * cRow + BYTES, ORDER);
  }

  /// Two rows of two panels.
  static void tile2(long a, long aRow, long aStep, long b, long bStep, long bPanel, long steps,
      long s, long sRow, long c, long cRow) {
    FloatVector c0a = start(s), c0b = start(s + BYTES);
    FloatVector c0c = start(s + 2 * BYTES), c0d = start(s + 3 * BYTES);
    FloatVector c1a = start(s + sRow), c1b = start(s + sRow + BYTES);
    FloatVector c1c = start(s + sRow + 2 * BYTES), c1d = start(s + sRow + 3 * BYTES);

    aRow &= POSITIVE;
    bPanel &= POSITIVE;
    for (long end = b + steps * bStep; b != end; b += bStep, a += aStep) {
      long from = b & ADDRESS, at = a & ADDRESS;
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from, ORDER);
      FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from + BYTES, ORDER);
      FloatVector b2 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from + bPanel, ORDER);
      FloatVector b3 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from + bPanel + BYTES, ORDER);
      FloatVector a0 = FloatVector.broadcast(SPECIES, MEMORY.get(FLOAT, at));
      c0a = a0.fma(b0, c0a);
      c0b = a0.fma(b1, c0b);
      c0c = a0.fma(b2, c0c);
      c0d = a0.fma(b3, c0d);
      FloatVector a1 = FloatVector.broadcast(SPECIES, MEMORY.get(FLOAT, at + aRow));
      c1a = a1.fma(b0, c1a);
      c1b = a1.fma(b1, c1b);
      c1c = a1.fma(b2, c1c);
      c1d = a1.fma(b3, c1d);
    }

    c &= ADDRESS;
    cRow &= POSITIVE;
    c0a.intoMemorySegment(MEMORY, c, ORDER);
    c0b.intoMemorySegment(MEMORY, c + BYTES, ORDER);
    c0c.intoMemorySegment(MEMORY, c + 2 * BYTES, ORDER);
    c0d.intoMemorySegment(MEMORY, c + 3 * BYTES, ORDER);
    c1a.intoMemorySegment(MEMORY, c + cRow, ORDER);
    c1b.intoMemorySegment(MEMORY, c + cRow + BYTES, ORDER);
    c1c.intoMemorySegment(MEMORY, c + cRow + 2 * BYTES, ORDER);
    c1d.intoMemorySegment(MEMORY, c + cRow + 3 * BYTES, ORDER);
  }

  /// One row of two panels.
  static void tile1(long a, long aStep, long b, long bStep, long bPanel, long steps,
      long s, long c) {
    FloatVector c0 = start(s), c1 = start(s + BYTES);
    FloatVector c2 = start(s + 2 * BYTES), c3 = start(s + 3 * BYTES);

    bPanel &= POSITIVE;
    for (long end = b + steps * bStep; b != end; b += bStep, a += aStep) {
      long from = b & ADDRESS, at = a & ADDRESS;
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from, ORDER);
      FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from + BYTES, ORDER);
      FloatVector b2 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from + bPanel, ORDER);
      FloatVector b3 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from + bPanel + BYTES, ORDER);
      FloatVector a0 = FloatVector.broadcast(SPECIES, MEMORY.get(FLOAT, at));
      c0 = a0.fma(b0, c0);
      c1 = a0.fma(b1, c1);
      c2 = a0.fma(b2, c2);
      c3 = a0.fma(b3, c3);
    }

    c &= ADDRESS;
    c0.intoMemorySegment(MEMORY, c, ORDER);
    c1.intoMemorySegment(MEMORY, c + BYTES, ORDER);
    c2.intoMemorySegment(MEMORY, c + 2 * BYTES, ORDER);
    c3.intoMemorySegment(MEMORY, c + 3 * BYTES, ORDER);
  }
}
