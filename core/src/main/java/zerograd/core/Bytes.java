package zerograd.core;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A run of bytes in native memory: numbers in some arrangement that only a kernel knows.
public record Bytes(MemorySegment segment, long length) {

  /// @throws IllegalArgumentException if the memory is on the heap or mapped from a file, or shorter than `length`
  public Bytes {
    if (!segment.isNative() || segment.isMapped()) {
      throw new IllegalArgumentException("Bytes needs unmapped native memory, got " + segment);
    }
    if (length < 0 || segment.byteSize() < length) {
      throw new IllegalArgumentException(
          "Bytes of length %d needs as many bytes, got %d".formatted(length, segment.byteSize()));
    }
  }

  public byte get(long i) { return segment.get(ValueLayout.JAVA_BYTE, i); }

  public void set(long i, byte value) { segment.set(ValueLayout.JAVA_BYTE, i, value); }

  /// The 16 bits that begin at byte `i`.
  public short getShort(long i) { return segment.get(ValueLayout.JAVA_SHORT_UNALIGNED, i); }

  public void setShort(long i, short value) { segment.set(ValueLayout.JAVA_SHORT_UNALIGNED, i, value); }

  /// The float32 number that begins at byte `i`.
  public float getFloat(long i) { return segment.get(ValueLayout.JAVA_FLOAT_UNALIGNED, i); }

  public void setFloat(long i, float value) { segment.set(ValueLayout.JAVA_FLOAT_UNALIGNED, i, value); }

  /// Where the run starts, for kernels that address memory directly.
  public long address() { return segment.address(); }

  /// The same memory as float32 numbers.
  public Floats floats() { return new Floats(segment, length / Float.BYTES); }

  @Override public String toString() { return "Bytes[" + length + "]"; }
}
