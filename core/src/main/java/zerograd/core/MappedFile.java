package zerograd.core;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A file of numbers, little end first: single ones through mapped memory, the large arrays of checkpoints by reading.
public final class MappedFile implements AutoCloseable {

  /*
   * What is read through a mapping stays in the process's resident memory until the mapping ends, so that a model
   * would count twice while it is loaded. Reading leaves the pages to the system's cache.
   */

  /// Bytes read at once: few calls, and short of the 2 GB that a buffer can have.
  private static final long CHUNK = 1L << 26;

  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED
      .withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED
      .withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED
      .withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED
      .withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Path path;
  private final FileChannel channel;
  private final Arena arena;
  private final MemorySegment bytes;

  private MappedFile(Path path, FileChannel channel, Arena arena, MemorySegment bytes) {
    this.path = path;
    this.channel = channel;
    this.arena = arena;
    this.bytes = bytes;
  }

  /// @throws IOException if the file cannot be opened or mapped
  public static MappedFile open(Path path) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    Arena arena = Arena.ofShared();
    try {
      MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      return new MappedFile(path, channel, arena, bytes);
    } catch (IOException | RuntimeException failed) {
      arena.close();
      channel.close();
      throw failed;
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

  /// Reads as many float32 numbers as `target` holds. Several threads may read at once, here and below.
  ///
  /// @throws UncheckedIOException if the file cannot be read, or has become shorter
  public void readFloat32(long offset, Floats target) {
    read(offset, target.segment().asSlice(0, target.length() * Float.BYTES));
    if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) return;
    for (long i = 0; i < target.length(); i++) target.set(i, target.segment().get(FLOAT, Float.BYTES * i));
  }

  /// Reads bfloat16 numbers, widened exactly: the upper half of a float32.
  public void readBfloat16(long offset, Floats target) {
    MemorySegment halves = readHalves(offset, target);
    for (long i = 0; i < target.length(); i++) {
      target.set(i, Float.intBitsToFloat(halves.get(SHORT, Short.BYTES * i) << 16));
    }
  }

  /// Reads 16-bit numbers as they are, as many as fill `target`.
  public void readHalves(long offset, Bytes target) {
    read(offset, target.segment().asSlice(0, target.length()));
    if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) return;
    for (long i = 0; i < target.length(); i += Short.BYTES)
      target.setShort(i, Short.reverseBytes(target.getShort(i)));
  }

  /// Reads IEEE binary16 numbers, widened exactly.
  public void readFloat16(long offset, Floats target) {
    MemorySegment halves = readHalves(offset, target);
    for (long i = 0; i < target.length(); i++)
      target.set(i, Float.float16ToFloat(halves.get(SHORT, Short.BYTES * i)));
  }

  /// Reads 16-bit numbers into the second half of `target`: widened from the first on, they can be written over.
  private MemorySegment readHalves(long offset, Floats target) {
    long bytes = Short.BYTES * target.length();
    MemorySegment halves = target.segment().asSlice(bytes, bytes);
    read(offset, halves);
    return halves;
  }

  private void read(long offset, MemorySegment target) {
    try {
      for (long done = 0; done < target.byteSize();) {
        long length = Math.min(CHUNK, target.byteSize() - done);
        int count = channel.read(target.asSlice(done, length).asByteBuffer(), offset + done);
        if (count < 0) throw new EOFException(path + " has become shorter while it was read");
        done += count;
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// @throws UncheckedIOException if the system fails to close the file
  @Override public void close() {
    arena.close();
    try {
      channel.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
