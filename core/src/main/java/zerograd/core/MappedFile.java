package zerograd.core;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A file read through memory, little end first; for the large arrays of checkpoints.
public final class MappedFile implements AutoCloseable {

  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED
      .withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED
      .withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED
      .withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED
      .withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Path path;
  private final Arena arena;
  private final MemorySegment bytes;

  private MappedFile(Path path, Arena arena, MemorySegment bytes) {
    this.path = path;
    this.arena = arena;
    this.bytes = bytes;
  }

  /// @throws IOException if the file cannot be opened or mapped
  public static MappedFile open(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      Arena arena = Arena.ofShared();
      try {
        return new MappedFile(path, arena,
            channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
      } catch (IOException | RuntimeException failed) {
        arena.close();
        throw failed;
      }
    }
  }

  public Path path() { return path; }

  /// The file's length in bytes.
  public long size() { return bytes.byteSize(); }

  public long getLong(long offset) { return bytes.get(LONG, offset); }

  public int getInt(long offset) { return bytes.get(INT, offset); }

  public short getShort(long offset) { return bytes.get(SHORT, offset); }

  public byte getByte(long offset) { return bytes.get(ValueLayout.JAVA_BYTE, offset); }

  /// A copy of `length` bytes from `offset` on.
  public byte[] getBytes(long offset, int length) {
    byte[] copy = new byte[length];
    MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, offset, copy, 0, length);
    return copy;
  }

  /// Reads as many float32 numbers as `target` holds.
  public void readFloat32(long offset, Floats target) {
    MemorySegment.copy(bytes, FLOAT, offset, target.segment(), ValueLayout.JAVA_FLOAT, 0, target.length());
  }

  /// Reads bfloat16 numbers, widened exactly: the upper half of a float32.
  public void readBfloat16(long offset, Floats target) {
    for (long i = 0; i < target.length(); i++) {
      target.set(i, Float.intBitsToFloat(bytes.get(SHORT, offset + 2 * i) << 16));
    }
  }

  /// Reads IEEE binary16 numbers, widened exactly.
  public void readFloat16(long offset, Floats target) {
    for (long i = 0; i < target.length(); i++)
      target.set(i, Float.float16ToFloat(bytes.get(SHORT, offset + 2 * i)));
  }

  @Override public void close() { arena.close(); }
}
