package zerograd.tensor.kernels.vector;

import static zerograd.tensor.kernels.vector.Lanes.ADDRESS;
import static zerograd.tensor.kernels.vector.Lanes.MEMORY;
import static zerograd.tensor.kernels.vector.Lanes.ORDER;
import static zerograd.tensor.kernels.vector.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/// Blocks of 16 x 16 floats, turned over in registers on machines with sixteen lanes.
///
/// Eklundh 1972, *A Fast Computer Method for Matrix Transposing*: round by round, rows 8, 4, 2 and 1 apart
/// exchange the halves, quarters, … that are on the wrong side, which is one two-register permutation for
/// each register and round.
final class Transpose16 {

  /*
   * 0.08 ns an element where a loop over single floats takes 0.30 (two-core AVX-512 machine, JDK 25, in
   * cache). The index registers are constants, else C2 converts them at each use.
   */
  static final FloatVector KEEP_8 = keep(8), TAKE_8 = take(8), KEEP_4 = keep(4), TAKE_4 = take(4),
      KEEP_2 = keep(2), TAKE_2 = take(2), KEEP_1 = keep(1), TAKE_1 = take(1);

  private static final long POSITIVE = 0x7FFFFFFF;

  private Transpose16() {}

  /// For the upper of two rows `apart` rows apart: what is on the right side stays, the rest comes from the
  /// lower row.
  private static FloatVector keep(int apart) {
    float[] source = new float[16];
    for (int l = 0; l < 16; l++) source[l] = (l & apart) == 0 ? l : 16 + l - apart;
    return index(source);
  }

  /// For the lower of the two: the rest comes from the upper row.
  private static FloatVector take(int apart) {
    float[] source = new float[16];
    for (int l = 0; l < 16; l++) source[l] = (l & apart) == 0 ? l + apart : 16 + l;
    return index(source);
  }

  /// The index register, or on a machine without registers of sixteen lanes, where nothing here is called,
  /// any one.
  private static FloatVector index(float[] source) { return FloatVector.fromArray(SPECIES, source, 0); }

  /// Turns `blocks` blocks, one right of the other, into blocks one below the other: the 16 rows at `from + i
  /// fromRow` become the rows at `to + k toRow`.
  static void run(long from, long fromRow, long to, long toRow, int blocks) {
    fromRow &= POSITIVE;
    toRow &= POSITIVE;
    for (long end = from + blocks * 64L; from != end; from += 64, to += 16 * toRow) {
      long f = from & ADDRESS, t = to & ADDRESS;

      FloatVector a0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, f, ORDER);
      FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, f + fromRow, ORDER);
      FloatVector c0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, f + 2 * fromRow, ORDER);
      FloatVector d0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, f + 3 * fromRow, ORDER);
      FloatVector e0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, f + 4 * fromRow, ORDER);
      FloatVector f0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, f + 5 * fromRow, ORDER);
      FloatVector g0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, f + 6 * fromRow, ORDER);
      FloatVector h0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, f + 7 * fromRow, ORDER);
      FloatVector i0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, f + 8 * fromRow, ORDER);
      FloatVector j0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, f + 9 * fromRow, ORDER);
      FloatVector k0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, f + 10 * fromRow, ORDER);
      FloatVector l0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, f + 11 * fromRow, ORDER);
      FloatVector m0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, f + 12 * fromRow, ORDER);
      FloatVector n0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, f + 13 * fromRow, ORDER);
      FloatVector o0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, f + 14 * fromRow, ORDER);
      FloatVector p0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, f + 15 * fromRow, ORDER);

      FloatVector a1 = KEEP_8.selectFrom(a0, i0), i1 = TAKE_8.selectFrom(a0, i0);
      FloatVector b1 = KEEP_8.selectFrom(b0, j0), j1 = TAKE_8.selectFrom(b0, j0);
      FloatVector c1 = KEEP_8.selectFrom(c0, k0), k1 = TAKE_8.selectFrom(c0, k0);
      FloatVector d1 = KEEP_8.selectFrom(d0, l0), l1 = TAKE_8.selectFrom(d0, l0);
      FloatVector e1 = KEEP_8.selectFrom(e0, m0), m1 = TAKE_8.selectFrom(e0, m0);
      FloatVector f1 = KEEP_8.selectFrom(f0, n0), n1 = TAKE_8.selectFrom(f0, n0);
      FloatVector g1 = KEEP_8.selectFrom(g0, o0), o1 = TAKE_8.selectFrom(g0, o0);
      FloatVector h1 = KEEP_8.selectFrom(h0, p0), p1 = TAKE_8.selectFrom(h0, p0);

      FloatVector a2 = KEEP_4.selectFrom(a1, e1), e2 = TAKE_4.selectFrom(a1, e1);
      FloatVector b2 = KEEP_4.selectFrom(b1, f1), f2 = TAKE_4.selectFrom(b1, f1);
      FloatVector c2 = KEEP_4.selectFrom(c1, g1), g2 = TAKE_4.selectFrom(c1, g1);
      FloatVector d2 = KEEP_4.selectFrom(d1, h1), h2 = TAKE_4.selectFrom(d1, h1);
      FloatVector i2 = KEEP_4.selectFrom(i1, m1), m2 = TAKE_4.selectFrom(i1, m1);
      FloatVector j2 = KEEP_4.selectFrom(j1, n1), n2 = TAKE_4.selectFrom(j1, n1);
      FloatVector k2 = KEEP_4.selectFrom(k1, o1), o2 = TAKE_4.selectFrom(k1, o1);
      FloatVector l2 = KEEP_4.selectFrom(l1, p1), p2 = TAKE_4.selectFrom(l1, p1);

      FloatVector a3 = KEEP_2.selectFrom(a2, c2), c3 = TAKE_2.selectFrom(a2, c2);
      FloatVector b3 = KEEP_2.selectFrom(b2, d2), d3 = TAKE_2.selectFrom(b2, d2);
      FloatVector e3 = KEEP_2.selectFrom(e2, g2), g3 = TAKE_2.selectFrom(e2, g2);
      FloatVector f3 = KEEP_2.selectFrom(f2, h2), h3 = TAKE_2.selectFrom(f2, h2);
      FloatVector i3 = KEEP_2.selectFrom(i2, k2), k3 = TAKE_2.selectFrom(i2, k2);
      FloatVector j3 = KEEP_2.selectFrom(j2, l2), l3 = TAKE_2.selectFrom(j2, l2);
      FloatVector m3 = KEEP_2.selectFrom(m2, o2), o3 = TAKE_2.selectFrom(m2, o2);
      FloatVector n3 = KEEP_2.selectFrom(n2, p2), p3 = TAKE_2.selectFrom(n2, p2);

      FloatVector a4 = KEEP_1.selectFrom(a3, b3), b4 = TAKE_1.selectFrom(a3, b3);
      FloatVector c4 = KEEP_1.selectFrom(c3, d3), d4 = TAKE_1.selectFrom(c3, d3);
      FloatVector e4 = KEEP_1.selectFrom(e3, f3), f4 = TAKE_1.selectFrom(e3, f3);
      FloatVector g4 = KEEP_1.selectFrom(g3, h3), h4 = TAKE_1.selectFrom(g3, h3);
      FloatVector i4 = KEEP_1.selectFrom(i3, j3), j4 = TAKE_1.selectFrom(i3, j3);
      FloatVector k4 = KEEP_1.selectFrom(k3, l3), l4 = TAKE_1.selectFrom(k3, l3);
      FloatVector m4 = KEEP_1.selectFrom(m3, n3), n4 = TAKE_1.selectFrom(m3, n3);
      FloatVector o4 = KEEP_1.selectFrom(o3, p3), p4 = TAKE_1.selectFrom(o3, p3);

      a4.intoMemorySegment(MEMORY, t, ORDER);
      b4.intoMemorySegment(MEMORY, t + toRow, ORDER);
      c4.intoMemorySegment(MEMORY, t + 2 * toRow, ORDER);
      d4.intoMemorySegment(MEMORY, t + 3 * toRow, ORDER);
      e4.intoMemorySegment(MEMORY, t + 4 * toRow, ORDER);
      f4.intoMemorySegment(MEMORY, t + 5 * toRow, ORDER);
      g4.intoMemorySegment(MEMORY, t + 6 * toRow, ORDER);
      h4.intoMemorySegment(MEMORY, t + 7 * toRow, ORDER);
      i4.intoMemorySegment(MEMORY, t + 8 * toRow, ORDER);
      j4.intoMemorySegment(MEMORY, t + 9 * toRow, ORDER);
      k4.intoMemorySegment(MEMORY, t + 10 * toRow, ORDER);
      l4.intoMemorySegment(MEMORY, t + 11 * toRow, ORDER);
      m4.intoMemorySegment(MEMORY, t + 12 * toRow, ORDER);
      n4.intoMemorySegment(MEMORY, t + 13 * toRow, ORDER);
      o4.intoMemorySegment(MEMORY, t + 14 * toRow, ORDER);
      p4.intoMemorySegment(MEMORY, t + 15 * toRow, ORDER);
    }
  }
}
