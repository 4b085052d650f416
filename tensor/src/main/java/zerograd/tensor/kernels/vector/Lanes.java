package zerograd.tensor.kernels.vector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import zerograd.core.NativeMemory;

/// Registers of this machine and how they meet memory: all loads and stores of the vector kernels, by address.
///
/// A register holds [#WIDTH] float32 numbers: 4, 8 or 16, never more, so that the contract's sixteen virtual lanes are
/// always a whole number of registers.
final class Lanes {

  /// All memory, and how numbers lie in it: for the tiles, which must call the Vector API themselves.
  static final MemorySegment MEMORY = NativeMemory.everything();
  static final ByteOrder ORDER = ByteOrder.nativeOrder();
  static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  /// `address & ADDRESS` is the address, and known not to be negative: the compiler then drops the bounds check.
  static final long ADDRESS = (1L << 56) - 1;

  /// The widest registers of this machine that hold at most sixteen floats.
  static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED.length() > 16
      ? FloatVector.SPECIES_512
      : FloatVector.SPECIES_PREFERRED;

  /// As many ints as [#SPECIES] has floats.
  static final VectorSpecies<Integer> INTS = SPECIES.withLanes(int.class);

  /// As many doubles as fill a register: half of [#WIDTH].
  static final VectorSpecies<Double> DOUBLES = SPECIES.withLanes(double.class);

  /// As many bytes as [#SPECIES] has floats, or 8 if that is fewer.
  static final VectorSpecies<Byte> BYTE_LANES = VectorSpecies.of(byte.class,
      VectorShape.forBitSize(Math.max(64, SPECIES.length() * Byte.SIZE)));

  /*
   * There must be float registers of one width only in the process. While C2 has seen objects of one class of FloatVector, it knows
   * the methods of every FloatVector; as soon as there is a second class it throws the matrix tiles away, and what it makes of
   * them then keeps lanes on the heap: a training step took five times as long from its first gradient norm on, which
   * loaded half registers to widen them.
   */

  private static final VectorShuffle<Float> HALF_APART = VectorShuffle.fromOp(SPECIES,
      lane -> (lane + SPECIES.length() / 2) % SPECIES.length());

  /// Floats in a register.
  static final int WIDTH = SPECIES.length();

  /// Bytes in a register.
  static final int BYTES = WIDTH * Float.BYTES;

  private Lanes() {}

  /// The [#WIDTH] floats at `address`.
  static FloatVector load(long address) {
    return FloatVector.fromMemorySegment(SPECIES, MEMORY, address & ADDRESS, ORDER);
  }

  static void store(FloatVector numbers, long address) {
    numbers.intoMemorySegment(MEMORY, address & ADDRESS, ORDER);
  }

  /// The float at `address` in every lane.
  static FloatVector spread(long address) { return FloatVector.broadcast(SPECIES, get(address)); }

  /// `value` in every lane.
  static FloatVector broadcast(float value) { return FloatVector.broadcast(SPECIES, value); }

  static FloatVector zero() { return FloatVector.zero(SPECIES); }

  /// The [#WIDTH] ints at `address`.
  static IntVector loadInts(long address) {
    return IntVector.fromMemorySegment(INTS, MEMORY, address & ADDRESS, ORDER);
  }

  static void store(IntVector numbers, long address) {
    numbers.intoMemorySegment(MEMORY, address & ADDRESS, ORDER);
  }

  /// The float at `address`.
  static float get(long address) { return MEMORY.get(FLOAT, address & ADDRESS); }

  static void set(long address, float value) { MEMORY.set(FLOAT, address & ADDRESS, value); }

  /// The lower half of a register of floats, widened to a register of doubles.
  static DoubleVector lowDoubles(FloatVector numbers) {
    return (DoubleVector) numbers.convertShape(VectorOperators.F2D, DOUBLES, 0);
  }

  /// The upper half of a register of floats, widened to a register of doubles.
  static DoubleVector highDoubles(FloatVector numbers) {
    return (DoubleVector) numbers.rearrange(HALF_APART).convertShape(VectorOperators.F2D, DOUBLES, 0);
  }

  static void store(DoubleVector numbers, long address) {
    numbers.intoMemorySegment(MEMORY, address & ADDRESS, ORDER);
  }

  static DoubleVector zeroDoubles() { return DoubleVector.zero(DOUBLES); }

  /// The double at `address`.
  static double getDouble(long address) {
    return MEMORY.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, address & ADDRESS);
  }

  static void setDouble(long address, double value) {
    MEMORY.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, address & ADDRESS, value);
  }

  /// The int at `address`.
  static int getInt(long address) { return MEMORY.get(ValueLayout.JAVA_INT_UNALIGNED, address & ADDRESS); }

  static void setInt(long address, int value) {
    MEMORY.set(ValueLayout.JAVA_INT_UNALIGNED, address & ADDRESS, value);
  }

  static short getShort(long address) {
    return MEMORY.get(ValueLayout.JAVA_SHORT_UNALIGNED, address & ADDRESS);
  }

  static void setShort(long address, short value) {
    MEMORY.set(ValueLayout.JAVA_SHORT_UNALIGNED, address & ADDRESS, value);
  }

  static byte getByte(long address) { return MEMORY.get(ValueLayout.JAVA_BYTE, address & ADDRESS); }

  static void setByte(long address, byte value) {
    MEMORY.set(ValueLayout.JAVA_BYTE, address & ADDRESS, value);
  }

  /// Copies `bytes` bytes between blocks that do not overlap.
  static void copy(long from, long to, long bytes) { MemorySegment.copy(MEMORY, from, MEMORY, to, bytes); }

  /// Zeroes `bytes` bytes.
  static void clear(long address, long bytes) { MEMORY.asSlice(address, bytes).fill((byte) 0); }
}
