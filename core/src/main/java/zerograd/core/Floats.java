package zerograd.core;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A run of float32 numbers in native memory: the only kind of number memory a kernel ever sees.
public record Floats(MemorySegment segment, long length) {

  /*
   * One segment class, everywhere. A kernel that is handed native, memory-mapped and heap segments in one process has a
   * megamorphic access path and runs about seven times slower than one that only ever saw native memory. So heap and
   * mapped segments are refused here, and the numbers of a mapped file are copied into native memory when it is read.
   */

  /// @throws IllegalArgumentException if the memory is on the heap or mapped from a file, or shorter than `length`
  public Floats {
    if (!segment.isNative() || segment.isMapped()) {
      throw new IllegalArgumentException("Floats needs unmapped native memory, got " + segment);
    }
    if (length < 0 || segment.byteSize() < length * Float.BYTES) {
      throw new IllegalArgumentException(
          "Floats of length %d needs %d bytes, got %d".formatted(length, length * Float.BYTES,
              segment.byteSize()));
    }
  }

  public float get(long i) { return segment.getAtIndex(ValueLayout.JAVA_FLOAT, i); }

  public void set(long i, float value) { segment.setAtIndex(ValueLayout.JAVA_FLOAT, i, value); }

  /// Where the run starts, for kernels that address memory directly.
  public long address() { return segment.address(); }

  /// The `length` numbers from `from` on; the same memory.
  public Floats slice(long from, long length) {
    return new Floats(segment.asSlice(from * Float.BYTES, length * Float.BYTES), length);
  }

  /// The same memory as integers of 32 bits.
  public Ints ints() { return new Ints(segment, length); }

  public void fill(float value) {
    if (Float.floatToRawIntBits(value) == 0) {
      segment.asSlice(0, length * Float.BYTES).fill((byte) 0);
    } else {
      for (long i = 0; i < length; i++) set(i, value);
    }
  }

  /// Copies all of `source`, which must be as long as this run.
  public void copyFrom(Floats source) {
    if (source.length != length) {
      throw new IllegalArgumentException(
          "copy: a run of %d numbers cannot take %d".formatted(length, source.length));
    }
    MemorySegment.copy(source.segment, 0, segment, 0, length * Float.BYTES);
  }

  public void copyFrom(float[] source) {
    if (source.length != length) {
      throw new IllegalArgumentException(
          "copy: a run of %d numbers cannot take %d".formatted(length, source.length));
    }
    MemorySegment.copy(source, 0, segment, ValueLayout.JAVA_FLOAT, 0, source.length);
  }

  /// A copy on the heap.
  ///
  /// @throws ArithmeticException if the run is longer than an array can be
  public float[] toArray() {
    float[] array = new float[Math.toIntExact(length)];
    MemorySegment.copy(segment, ValueLayout.JAVA_FLOAT, 0, array, 0, array.length);
    return array;
  }

  /// Fills `target` with the numbers from `from` on.
  public void copyTo(long from, float[] target) {
    MemorySegment.copy(segment, ValueLayout.JAVA_FLOAT, from * Float.BYTES, target, 0, target.length);
  }

  /// The length and the first few numbers.
  @Override public String toString() {
    StringBuilder text = new StringBuilder("Floats[").append(length).append("]{");
    for (long i = 0; i < Math.min(length, 8); i++) text.append(i == 0 ? "" : ", ").append(get(i));
    return text.append(length > 8 ? ", …}" : "}").toString();
  }
}
