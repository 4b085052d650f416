package zerograd.core;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A run of bytes in native memory: numbers in some arrangement that only a kernel knows.
///
/// A device with memory of its own has them as float32 numbers, if at all: its kernels ask for [#floats].
public record Bytes(MemorySegment segment, long length, Twin twin) {

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

  /// A run of memory that is nowhere else.
  public Bytes(MemorySegment segment, long length) { this(segment, length, null); }

  public byte get(long i) { return here().get(ValueLayout.JAVA_BYTE, i); }

  public void set(long i, byte value) { here().set(ValueLayout.JAVA_BYTE, i, value); }

  /// The 16 bits that begin at byte `i`.
  public short getShort(long i) { return here().get(ValueLayout.JAVA_SHORT_UNALIGNED, i); }

  public void setShort(long i, short value) { here().set(ValueLayout.JAVA_SHORT_UNALIGNED, i, value); }

  /// The float32 number that begins at byte `i`.
  public float getFloat(long i) { return here().get(ValueLayout.JAVA_FLOAT_UNALIGNED, i); }

  public void setFloat(long i, float value) { here().set(ValueLayout.JAVA_FLOAT_UNALIGNED, i, value); }

  private MemorySegment here() {
    if (twin != null) twin.beforeWriting();
    return segment;
  }

  /// The memory, to be read or written at will.
  public MemorySegment segment() { return here(); }

  /// Where the run starts, for kernels that address memory directly.
  public long address() { return here().address(); }

  /// The same memory as float32 numbers.
  public Floats floats() { return new Floats(segment, length / Float.BYTES, twin); }

  @Override public String toString() { return "Bytes[" + length + "]"; }
}
