package zerograd.core;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A run of float32 numbers in native memory: the only kind of number memory a kernel ever sees.
///
/// A run of a device with memory of its own has a [Twin]; every access here goes by it, and on the processor there is none.
public record Floats(MemorySegment segment, long length, Twin twin) {

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

  /// A run of memory that is nowhere else.
  public Floats(MemorySegment segment, long length) { this(segment, length, null); }

  public float get(long i) {
    if (twin != null) twin.beforeReading(segment.address() + i * Float.BYTES, Float.BYTES);
    return segment.getAtIndex(ValueLayout.JAVA_FLOAT, i);
  }

  public void set(long i, float value) {
    if (twin != null) twin.beforeWriting();
    segment.setAtIndex(ValueLayout.JAVA_FLOAT, i, value);
  }

  /// The memory, to be read or written at will.
  public MemorySegment segment() {
    if (twin != null) twin.beforeWriting();
    return segment;
  }

  /// The memory, whose numbers do not matter.
  MemorySegment memory() { return segment; }

  /// Where the run starts, for kernels that address memory directly.
  public long address() {
    if (twin != null) twin.beforeWriting();
    return segment.address();
  }

  /// Where the run starts, for the device that has its numbers: nothing is carried over.
  public long place() { return segment.address(); }

  /// The `length` numbers from `from` on; the same memory.
  public Floats slice(long from, long length) {
    return new Floats(segment.asSlice(from * Float.BYTES, length * Float.BYTES), length, twin);
  }

  /// The same memory as integers of 32 bits, here.
  public Ints ints() { return new Ints(segment(), length); }

  public void fill(float value) {
    if (twin != null) {
      if (twin.fill(segment.address(), length * Float.BYTES, value)) return;
      twin.beforeWriting();
    }
    if (Float.floatToRawIntBits(value) == 0) {
      segment.asSlice(0, length * Float.BYTES).fill((byte) 0);
    } else {
      for (long i = 0; i < length; i++) segment.setAtIndex(ValueLayout.JAVA_FLOAT, i, value);
    }
  }

  /// Copies all of `source`, which must be as long as this run.
  public void copyFrom(Floats source) {
    if (source.length != length) {
      throw new IllegalArgumentException(
          "copy: a run of %d numbers cannot take %d".formatted(length, source.length));
    }
    long bytes = length * Float.BYTES;
    if (twin != null) {
      if (source.twin != null && twin.copy(segment.address(), bytes, source.twin, source.segment.address()))
        return;
      twin.beforeWriting();
    }
    if (source.twin != null) source.twin.beforeReading(source.segment.address(), bytes);
    MemorySegment.copy(source.segment, 0, segment, 0, bytes);
  }

  public void copyFrom(float[] source) {
    if (source.length != length) {
      throw new IllegalArgumentException(
          "copy: a run of %d numbers cannot take %d".formatted(length, source.length));
    }
    if (twin != null) twin.beforeWriting();
    MemorySegment.copy(source, 0, segment, ValueLayout.JAVA_FLOAT, 0, source.length);
  }

  /// A copy on the heap.
  ///
  /// @throws ArithmeticException if the run is longer than an array can be
  public float[] toArray() {
    float[] array = new float[Math.toIntExact(length)];
    if (twin != null) twin.beforeReading(segment.address(), length * Float.BYTES);
    MemorySegment.copy(segment, ValueLayout.JAVA_FLOAT, 0, array, 0, array.length);
    return array;
  }

  /// Fills `target` with the numbers from `from` on.
  public void copyTo(long from, float[] target) {
    if (twin != null)
      twin.beforeReading(segment.address() + from * Float.BYTES, (long) target.length * Float.BYTES);
    MemorySegment.copy(segment, ValueLayout.JAVA_FLOAT, from * Float.BYTES, target, 0, target.length);
  }

  /// The length and the first few numbers.
  @Override public String toString() {
    StringBuilder text = new StringBuilder("Floats[").append(length).append("]{");
    for (long i = 0; i < Math.min(length, 8); i++) text.append(i == 0 ? "" : ", ").append(get(i));
    return text.append(length > 8 ? ", …}" : "}").toString();
  }
}
