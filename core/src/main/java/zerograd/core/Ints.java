package zerograd.core;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A run of 32-bit integers in native memory: token ids, positions, the starts of sequences. On a device with memory of its own they have a
/// [Twin], as [Floats] have.
public record Ints(MemorySegment segment, long length, Twin twin) {

  /// @throws IllegalArgumentException if the memory is on the heap or mapped from a file, or shorter than `length`
  public Ints {
    if (!segment.isNative() || segment.isMapped()) {
      throw new IllegalArgumentException("Ints needs unmapped native memory, got " + segment);
    }
    if (length < 0 || segment.byteSize() < length * Integer.BYTES) {
      throw new IllegalArgumentException(
          "Ints of length %d needs %d bytes, got %d".formatted(length, length * Integer.BYTES,
              segment.byteSize()));
    }
  }

  /// A run of memory that is nowhere else.
  public Ints(MemorySegment segment, long length) { this(segment, length, null); }

  public int get(long i) {
    if (twin != null) twin.beforeReading(segment.address() + i * Integer.BYTES, Integer.BYTES);
    return segment.getAtIndex(ValueLayout.JAVA_INT, i);
  }

  public void set(long i, int value) {
    if (twin != null) twin.beforeWriting();
    segment.setAtIndex(ValueLayout.JAVA_INT, i, value);
  }

  /// The memory, to be read or written at will.
  public MemorySegment segment() {
    if (twin != null) twin.beforeWriting();
    return segment;
  }

  /// Where the run starts, for kernels that address memory directly.
  public long address() {
    if (twin != null) twin.beforeWriting();
    return segment.address();
  }

  /// Where the run starts, for the device that has its numbers: nothing is carried over.
  public long place() { return segment.address(); }

  /// The `length` numbers from `from` on; the same memory.
  public Ints slice(long from, long length) {
    return new Ints(segment.asSlice(from * Integer.BYTES, length * Integer.BYTES), length, twin);
  }

  public void copyFrom(int[] source) {
    if (source.length != length) {
      throw new IllegalArgumentException(
          "copy: a run of %d integers cannot take %d".formatted(length, source.length));
    }
    if (twin != null) twin.beforeWriting();
    MemorySegment.copy(source, 0, segment, ValueLayout.JAVA_INT, 0, source.length);
  }

  /// A copy on the heap.
  public int[] toArray() {
    int[] array = new int[Math.toIntExact(length)];
    if (twin != null) twin.beforeReading(segment.address(), length * Integer.BYTES);
    MemorySegment.copy(segment, ValueLayout.JAVA_INT, 0, array, 0, array.length);
    return array;
  }

  @Override public String toString() { return "Ints[" + length + "]"; }
}
