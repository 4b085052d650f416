package zerograd.tensor.kernels.vector;

import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.B2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.MUL;
import static zerograd.tensor.kernels.FrozenFormat.BLOCK;
import static zerograd.tensor.kernels.vector.FrozenPanels.BF16_STEP;
import static zerograd.tensor.kernels.vector.FrozenPanels.INT8_STEP;
import static zerograd.tensor.kernels.vector.FrozenPanels.PAIR_SCALES;
import static zerograd.tensor.kernels.vector.FrozenPanels.SCALES;
import static zerograd.tensor.kernels.vector.Lanes.ADDRESS;
import static zerograd.tensor.kernels.vector.Lanes.BYTES;
import static zerograd.tensor.kernels.vector.Lanes.BYTE_LANES;
import static zerograd.tensor.kernels.vector.Lanes.FLOAT;
import static zerograd.tensor.kernels.vector.Lanes.INTS;
import static zerograd.tensor.kernels.vector.Lanes.MEMORY;
import static zerograd.tensor.kernels.vector.Lanes.ORDER;
import static zerograd.tensor.kernels.vector.Lanes.SPECIES;
import static zerograd.tensor.kernels.vector.Panels.STEP;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import zerograd.tensor.kernels.FrozenFormat;
import zerograd.tensor.kernels.FrozenLinearKernel.Weight;

/// Products with [FrozenPanels], kept in registers.
///
/// One row, two panels: numbers are widened on their way from memory, and memory is what a row waits for. More rows: a
/// piece of a panel is widened once into floats and used for all of them, by [LinearTiles] or, with scales, by the tiles
/// below. Arguments are as in [LinearTiles]; a row's numbers lie next to each other.
final class FrozenTiles {

  /*
   * The rules of LinearTiles hold here too: loops end at an address, addresses are masked, and inside of loops
   * the Vector API is called directly, since lanes that pass through methods of ours are boxed. The widened
   * numbers of a float16 are its bits moved to the exponent and fraction of a float32 and multiplied by 2^112,
   * which is exact for subnormal ones too; a scale has no sign.
   */

  private static final long POSITIVE = 0x7FFFFFFF;

  /// The upper bfloat16 of an int.
  private static final int UPPER = 0xffff0000;

  private static final int MAGNITUDE = 0x7fff, TO_FLOAT = 13;
  private static final float REBIAS = 0x1p112f;

  private FrozenTiles() {}

  /// One row of panel `j` and its neighbour, from step `p` on.
  static void row(Weight w, long a, int j, int p, long steps, long s, long c) {
    long b = FrozenPanels.at(w, j, p);
    if (w.format() == FrozenFormat.BF16) bf16Row(a, b, steps, s, c);
    else
      int8Row(a, b, steps, s, c);
  }

  /// Widens `steps` steps of panel `j` from step `p` on. Of int8, each block becomes a step of scales and then its integers.
  static void widen(Weight w, long to, int j, int p, int steps) {
    if (w.format() == FrozenFormat.BF16) {
      widenBf16(to, FrozenPanels.pairs(w, j, p), steps);
      return;
    }
    for (int done = 0; done < steps; done += BLOCK, to += (BLOCK + 1) * (long) STEP) {
      widenInt8(to, FrozenPanels.scales(w, j, p + done), FrozenPanels.integers(w, j, p + done),
          Math.min(BLOCK, steps - done));
    }
  }

  /// Steps [p, p + steps) of panel `j`, which are in one block, as the numbers that they stand for: widened into
  /// `space`, or where they are.
  static long part(Weight w, long space, int j, int p, int steps) {
    switch (w.format()) {
      case F32 -> {
        return FrozenPanels.at(w, j, p);
      }
      case BF16 -> widenBf16(space, FrozenPanels.pairs(w, j, p), steps);
      case INT8 ->
        widenScaledInt8(space, FrozenPanels.scales(w, j, p), FrozenPanels.integers(w, j, p), steps);
    }
    return space;
  }

  private static FloatVector start(long address) {
    assert address > 0 : "a chain cannot start at address " + address;
    return FloatVector.fromMemorySegment(SPECIES, MEMORY, address & ADDRESS, ORDER);
  }

  /// One row of a pair of panels of bf16.
  private static void bf16Row(long a, long b, long steps, long s, long c) {
    FloatVector c0 = start(s);
    FloatVector c1 = start(s + BYTES);
    FloatVector c2 = start(s + 2 * BYTES);
    FloatVector c3 = start(s + 3 * BYTES);

    for (long end = b + steps * BF16_STEP; b != end; b += BF16_STEP, a += Float.BYTES) {
      long from = b & ADDRESS;
      FloatVector a0 = FloatVector.broadcast(SPECIES, MEMORY.get(FLOAT, a & ADDRESS));
      IntVector b0 = IntVector.fromMemorySegment(INTS, MEMORY, from, ORDER);
      IntVector b1 = IntVector.fromMemorySegment(INTS, MEMORY, from + BYTES, ORDER);
      c0 = a0.fma(b0.lanewise(LSHL, Short.SIZE).reinterpretAsFloats(), c0);
      c1 = a0.fma(b0.lanewise(AND, UPPER).reinterpretAsFloats(), c1);
      c2 = a0.fma(b1.lanewise(LSHL, Short.SIZE).reinterpretAsFloats(), c2);
      c3 = a0.fma(b1.lanewise(AND, UPPER).reinterpretAsFloats(), c3);
    }

    c &= ADDRESS;
    c0.intoMemorySegment(MEMORY, c, ORDER);
    c1.intoMemorySegment(MEMORY, c + BYTES, ORDER);
    c2.intoMemorySegment(MEMORY, c + 2 * BYTES, ORDER);
    c3.intoMemorySegment(MEMORY, c + 3 * BYTES, ORDER);
  }

  /// One row of a pair of panels of int8.
  private static void int8Row(long a, long b, long steps, long s, long c) {
    FloatVector c0 = start(s);
    FloatVector c1 = start(s + BYTES);
    FloatVector c2 = start(s + 2 * BYTES);
    FloatVector c3 = start(s + 3 * BYTES);

    for (long last = a + steps * Float.BYTES; a != last;) {
      long scales = b & ADDRESS;
      FloatVector s0 = FloatVector.zero(SPECIES);
      FloatVector s1 = FloatVector.zero(SPECIES);
      FloatVector s2 = FloatVector.zero(SPECIES);
      FloatVector s3 = FloatVector.zero(SPECIES);
      b += PAIR_SCALES;
      for (long end = Math.min(last, a + BLOCK * Float.BYTES); a != end; b += INT8_STEP, a += Float.BYTES) {
        long from = b & ADDRESS;
        FloatVector a0 = FloatVector.broadcast(SPECIES, MEMORY.get(FLOAT, a & ADDRESS));
        FloatVector b0 = (FloatVector) ByteVector.fromMemorySegment(BYTE_LANES, MEMORY, from, ORDER)
            .convertShape(B2F, SPECIES, 0);
        FloatVector b1 = (FloatVector) ByteVector
            .fromMemorySegment(BYTE_LANES, MEMORY, from + Lanes.WIDTH, ORDER)
            .convertShape(B2F, SPECIES, 0);
        FloatVector b2 = (FloatVector) ByteVector
            .fromMemorySegment(BYTE_LANES, MEMORY, from + 2 * Lanes.WIDTH, ORDER)
            .convertShape(B2F, SPECIES, 0);
        FloatVector b3 = (FloatVector) ByteVector
            .fromMemorySegment(BYTE_LANES, MEMORY, from + 3 * Lanes.WIDTH, ORDER)
            .convertShape(B2F, SPECIES, 0);
        s0 = a0.fma(b0, s0);
        s1 = a0.fma(b1, s1);
        s2 = a0.fma(b2, s2);
        s3 = a0.fma(b3, s3);
      }
      IntVector h0 = IntVector.fromMemorySegment(INTS, MEMORY, scales, ORDER);
      IntVector h1 = IntVector.fromMemorySegment(INTS, MEMORY, scales + SCALES, ORDER);
      c0 = h0.lanewise(AND, MAGNITUDE).lanewise(LSHL, TO_FLOAT).reinterpretAsFloats().lanewise(MUL, REBIAS)
          .fma(s0, c0);
      c1 = h0.lanewise(LSHR, Short.SIZE).lanewise(LSHL, TO_FLOAT).reinterpretAsFloats().lanewise(MUL, REBIAS)
          .fma(s1, c1);
      c2 = h1.lanewise(AND, MAGNITUDE).lanewise(LSHL, TO_FLOAT).reinterpretAsFloats().lanewise(MUL, REBIAS)
          .fma(s2, c2);
      c3 = h1.lanewise(LSHR, Short.SIZE).lanewise(LSHL, TO_FLOAT).reinterpretAsFloats().lanewise(MUL, REBIAS)
          .fma(s3, c3);
    }

    c &= ADDRESS;
    c0.intoMemorySegment(MEMORY, c, ORDER);
    c1.intoMemorySegment(MEMORY, c + BYTES, ORDER);
    c2.intoMemorySegment(MEMORY, c + 2 * BYTES, ORDER);
    c3.intoMemorySegment(MEMORY, c + 3 * BYTES, ORDER);
  }

  /// Eight rows of one panel of int8 that was widened by [#widenInt8]: blocks of a step of scales and 32 steps of integers.
  static void int8Tile8(long a, long aRow, long b, long steps, long s, long sRow, long c, long cRow) {
    aRow &= POSITIVE;
    cRow &= POSITIVE;
    sRow &= POSITIVE;
    long aRow2 = 2 * aRow, aRow3 = 3 * aRow;
    for (long last = a + steps * Float.BYTES; a != last; s = c, sRow = cRow) {
      long scales = b & ADDRESS;
      FloatVector s0a = FloatVector.zero(SPECIES), s0b = FloatVector.zero(SPECIES);
      FloatVector s1a = FloatVector.zero(SPECIES), s1b = FloatVector.zero(SPECIES);
      FloatVector s2a = FloatVector.zero(SPECIES), s2b = FloatVector.zero(SPECIES);
      FloatVector s3a = FloatVector.zero(SPECIES), s3b = FloatVector.zero(SPECIES);
      FloatVector s4a = FloatVector.zero(SPECIES), s4b = FloatVector.zero(SPECIES);
      FloatVector s5a = FloatVector.zero(SPECIES), s5b = FloatVector.zero(SPECIES);
      FloatVector s6a = FloatVector.zero(SPECIES), s6b = FloatVector.zero(SPECIES);
      FloatVector s7a = FloatVector.zero(SPECIES), s7b = FloatVector.zero(SPECIES);
      b += STEP;
      for (long end = Math.min(last, a + BLOCK * Float.BYTES); a != end; b += STEP, a += Float.BYTES) {
        long from = b & ADDRESS, at = a & ADDRESS;
        FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from, ORDER);
        FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from + BYTES, ORDER);
        FloatVector a0 = FloatVector.broadcast(SPECIES, MEMORY.get(FLOAT, at));
        s0a = a0.fma(b0, s0a);
        s0b = a0.fma(b1, s0b);
        FloatVector a1 = FloatVector.broadcast(SPECIES, MEMORY.get(FLOAT, at + aRow));
        s1a = a1.fma(b0, s1a);
        s1b = a1.fma(b1, s1b);
        FloatVector a2 = FloatVector.broadcast(SPECIES, MEMORY.get(FLOAT, at + aRow2));
        s2a = a2.fma(b0, s2a);
        s2b = a2.fma(b1, s2b);
        at += aRow3;
        FloatVector a3 = FloatVector.broadcast(SPECIES, MEMORY.get(FLOAT, at));
        s3a = a3.fma(b0, s3a);
        s3b = a3.fma(b1, s3b);
        FloatVector a4 = FloatVector.broadcast(SPECIES, MEMORY.get(FLOAT, at + aRow));
        s4a = a4.fma(b0, s4a);
        s4b = a4.fma(b1, s4b);
        FloatVector a5 = FloatVector.broadcast(SPECIES, MEMORY.get(FLOAT, at + aRow2));
        s5a = a5.fma(b0, s5a);
        s5b = a5.fma(b1, s5b);
        at += aRow3;
        FloatVector a6 = FloatVector.broadcast(SPECIES, MEMORY.get(FLOAT, at));
        s6a = a6.fma(b0, s6a);
        s6b = a6.fma(b1, s6b);
        FloatVector a7 = FloatVector.broadcast(SPECIES, MEMORY.get(FLOAT, at + aRow));
        s7a = a7.fma(b0, s7a);
        s7b = a7.fma(b1, s7b);
      }
      FloatVector scale0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, scales, ORDER);
      FloatVector scale1 = FloatVector.fromMemorySegment(SPECIES, MEMORY, scales + BYTES, ORDER);
      long old = s & ADDRESS, to = c & ADDRESS;
      scale0.fma(s0a, FloatVector.fromMemorySegment(SPECIES, MEMORY, old, ORDER))
          .intoMemorySegment(MEMORY, to, ORDER);
      scale1.fma(s0b, FloatVector.fromMemorySegment(SPECIES, MEMORY, old + BYTES, ORDER))
          .intoMemorySegment(MEMORY, to + BYTES, ORDER);
      scale0.fma(s1a, FloatVector.fromMemorySegment(SPECIES, MEMORY, old + sRow, ORDER))
          .intoMemorySegment(MEMORY, to + cRow, ORDER);
      scale1.fma(s1b, FloatVector.fromMemorySegment(SPECIES, MEMORY, old + sRow + BYTES, ORDER))
          .intoMemorySegment(MEMORY, to + cRow + BYTES, ORDER);
      scale0.fma(s2a, FloatVector.fromMemorySegment(SPECIES, MEMORY, old + 2 * sRow, ORDER))
          .intoMemorySegment(MEMORY, to + 2 * cRow, ORDER);
      scale1.fma(s2b, FloatVector.fromMemorySegment(SPECIES, MEMORY, old + 2 * sRow + BYTES, ORDER))
          .intoMemorySegment(MEMORY, to + 2 * cRow + BYTES, ORDER);
      scale0.fma(s3a, FloatVector.fromMemorySegment(SPECIES, MEMORY, old + 3 * sRow, ORDER))
          .intoMemorySegment(MEMORY, to + 3 * cRow, ORDER);
      scale1.fma(s3b, FloatVector.fromMemorySegment(SPECIES, MEMORY, old + 3 * sRow + BYTES, ORDER))
          .intoMemorySegment(MEMORY, to + 3 * cRow + BYTES, ORDER);
      scale0.fma(s4a, FloatVector.fromMemorySegment(SPECIES, MEMORY, old + 4 * sRow, ORDER))
          .intoMemorySegment(MEMORY, to + 4 * cRow, ORDER);
      scale1.fma(s4b, FloatVector.fromMemorySegment(SPECIES, MEMORY, old + 4 * sRow + BYTES, ORDER))
          .intoMemorySegment(MEMORY, to + 4 * cRow + BYTES, ORDER);
      scale0.fma(s5a, FloatVector.fromMemorySegment(SPECIES, MEMORY, old + 5 * sRow, ORDER))
          .intoMemorySegment(MEMORY, to + 5 * cRow, ORDER);
      scale1.fma(s5b, FloatVector.fromMemorySegment(SPECIES, MEMORY, old + 5 * sRow + BYTES, ORDER))
          .intoMemorySegment(MEMORY, to + 5 * cRow + BYTES, ORDER);
      scale0.fma(s6a, FloatVector.fromMemorySegment(SPECIES, MEMORY, old + 6 * sRow, ORDER))
          .intoMemorySegment(MEMORY, to + 6 * cRow, ORDER);
      scale1.fma(s6b, FloatVector.fromMemorySegment(SPECIES, MEMORY, old + 6 * sRow + BYTES, ORDER))
          .intoMemorySegment(MEMORY, to + 6 * cRow + BYTES, ORDER);
      scale0.fma(s7a, FloatVector.fromMemorySegment(SPECIES, MEMORY, old + 7 * sRow, ORDER))
          .intoMemorySegment(MEMORY, to + 7 * cRow, ORDER);
      scale1.fma(s7b, FloatVector.fromMemorySegment(SPECIES, MEMORY, old + 7 * sRow + BYTES, ORDER))
          .intoMemorySegment(MEMORY, to + 7 * cRow + BYTES, ORDER);
    }
  }

  /// Four rows of one panel of int8 that was widened by [#widenInt8]: blocks of a step of scales and 32 steps of integers.
  static void int8Tile4(long a, long aRow, long b, long steps, long s, long sRow, long c, long cRow) {
    aRow &= POSITIVE;
    cRow &= POSITIVE;
    sRow &= POSITIVE;
    long aRow2 = 2 * aRow, aRow3 = 3 * aRow;
    for (long last = a + steps * Float.BYTES; a != last; s = c, sRow = cRow) {
      long scales = b & ADDRESS;
      FloatVector s0a = FloatVector.zero(SPECIES), s0b = FloatVector.zero(SPECIES);
      FloatVector s1a = FloatVector.zero(SPECIES), s1b = FloatVector.zero(SPECIES);
      FloatVector s2a = FloatVector.zero(SPECIES), s2b = FloatVector.zero(SPECIES);
      FloatVector s3a = FloatVector.zero(SPECIES), s3b = FloatVector.zero(SPECIES);
      b += STEP;
      for (long end = Math.min(last, a + BLOCK * Float.BYTES); a != end; b += STEP, a += Float.BYTES) {
        long from = b & ADDRESS, at = a & ADDRESS;
        FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from, ORDER);
        FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from + BYTES, ORDER);
        FloatVector a0 = FloatVector.broadcast(SPECIES, MEMORY.get(FLOAT, at));
        s0a = a0.fma(b0, s0a);
        s0b = a0.fma(b1, s0b);
        FloatVector a1 = FloatVector.broadcast(SPECIES, MEMORY.get(FLOAT, at + aRow));
        s1a = a1.fma(b0, s1a);
        s1b = a1.fma(b1, s1b);
        FloatVector a2 = FloatVector.broadcast(SPECIES, MEMORY.get(FLOAT, at + aRow2));
        s2a = a2.fma(b0, s2a);
        s2b = a2.fma(b1, s2b);
        at += aRow3;
        FloatVector a3 = FloatVector.broadcast(SPECIES, MEMORY.get(FLOAT, at));
        s3a = a3.fma(b0, s3a);
        s3b = a3.fma(b1, s3b);
      }
      FloatVector scale0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, scales, ORDER);
      FloatVector scale1 = FloatVector.fromMemorySegment(SPECIES, MEMORY, scales + BYTES, ORDER);
      long old = s & ADDRESS, to = c & ADDRESS;
      scale0.fma(s0a, FloatVector.fromMemorySegment(SPECIES, MEMORY, old, ORDER))
          .intoMemorySegment(MEMORY, to, ORDER);
      scale1.fma(s0b, FloatVector.fromMemorySegment(SPECIES, MEMORY, old + BYTES, ORDER))
          .intoMemorySegment(MEMORY, to + BYTES, ORDER);
      scale0.fma(s1a, FloatVector.fromMemorySegment(SPECIES, MEMORY, old + sRow, ORDER))
          .intoMemorySegment(MEMORY, to + cRow, ORDER);
      scale1.fma(s1b, FloatVector.fromMemorySegment(SPECIES, MEMORY, old + sRow + BYTES, ORDER))
          .intoMemorySegment(MEMORY, to + cRow + BYTES, ORDER);
      scale0.fma(s2a, FloatVector.fromMemorySegment(SPECIES, MEMORY, old + 2 * sRow, ORDER))
          .intoMemorySegment(MEMORY, to + 2 * cRow, ORDER);
      scale1.fma(s2b, FloatVector.fromMemorySegment(SPECIES, MEMORY, old + 2 * sRow + BYTES, ORDER))
          .intoMemorySegment(MEMORY, to + 2 * cRow + BYTES, ORDER);
      scale0.fma(s3a, FloatVector.fromMemorySegment(SPECIES, MEMORY, old + 3 * sRow, ORDER))
          .intoMemorySegment(MEMORY, to + 3 * cRow, ORDER);
      scale1.fma(s3b, FloatVector.fromMemorySegment(SPECIES, MEMORY, old + 3 * sRow + BYTES, ORDER))
          .intoMemorySegment(MEMORY, to + 3 * cRow + BYTES, ORDER);
    }
  }

  /// Widens `steps` steps of a panel of bf16 to a panel of floats.
  private static void widenBf16(long to, long from, long steps) {
    for (long end = from + steps * BF16_STEP; from != end; from += BF16_STEP, to += STEP) {
      IntVector pairs = IntVector.fromMemorySegment(INTS, MEMORY, from & ADDRESS, ORDER);
      long at = to & ADDRESS;
      pairs.lanewise(LSHL, Short.SIZE).reinterpretAsFloats().intoMemorySegment(MEMORY, at, ORDER);
      pairs.lanewise(AND, UPPER).reinterpretAsFloats().intoMemorySegment(MEMORY, at + BYTES, ORDER);
    }
  }

  /// Widens a block of int8, `steps` steps of it: its scales become a step of floats before the others.
  private static void widenInt8(long to, long scales, long from, long steps) {
    long at = to & ADDRESS;
    IntVector pairs = IntVector.fromMemorySegment(INTS, MEMORY, scales & ADDRESS, ORDER);
    pairs.lanewise(AND, MAGNITUDE).lanewise(LSHL, TO_FLOAT).reinterpretAsFloats().lanewise(MUL, REBIAS)
        .intoMemorySegment(MEMORY, at, ORDER);
    pairs.lanewise(LSHR, Short.SIZE).lanewise(LSHL, TO_FLOAT).reinterpretAsFloats().lanewise(MUL, REBIAS)
        .intoMemorySegment(MEMORY, at + BYTES, ORDER);
    for (long end = from + steps * INT8_STEP; from != end; from += INT8_STEP) {
      to += STEP;
      long low = from & ADDRESS, target = to & ADDRESS;
      ((FloatVector) ByteVector.fromMemorySegment(BYTE_LANES, MEMORY, low, ORDER).convertShape(B2F, SPECIES,
          0))
          .intoMemorySegment(MEMORY, target, ORDER);
      ((FloatVector) ByteVector.fromMemorySegment(BYTE_LANES, MEMORY, low + Lanes.WIDTH, ORDER)
          .convertShape(B2F, SPECIES, 0)).intoMemorySegment(MEMORY, target + BYTES, ORDER);
    }
  }

  /// Widens steps of a block of int8, times its scales.
  private static void widenScaledInt8(long to, long scales, long from, long steps) {
    IntVector pairs = IntVector.fromMemorySegment(INTS, MEMORY, scales & ADDRESS, ORDER);
    FloatVector scale0 = pairs.lanewise(AND, MAGNITUDE).lanewise(LSHL, TO_FLOAT).reinterpretAsFloats()
        .lanewise(MUL, REBIAS);
    FloatVector scale1 = pairs.lanewise(LSHR, Short.SIZE).lanewise(LSHL, TO_FLOAT).reinterpretAsFloats()
        .lanewise(MUL, REBIAS);
    for (long end = from + steps * INT8_STEP; from != end; from += INT8_STEP, to += STEP) {
      long low = from & ADDRESS, target = to & ADDRESS;
      FloatVector b0 = (FloatVector) ByteVector.fromMemorySegment(BYTE_LANES, MEMORY, low, ORDER)
          .convertShape(B2F, SPECIES, 0);
      FloatVector b1 = (FloatVector) ByteVector
          .fromMemorySegment(BYTE_LANES, MEMORY, low + Lanes.WIDTH, ORDER).convertShape(B2F, SPECIES, 0);
      scale0.mul(b0).intoMemorySegment(MEMORY, target, ORDER);
      scale1.mul(b1).intoMemorySegment(MEMORY, target + BYTES, ORDER);
    }
  }
}
