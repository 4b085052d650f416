package zerograd.data;

import java.io.IOException;
import java.nio.file.Path;
import zerograd.models.checkpoint.OneLine;

/// What libraries throw over a file: whatever they stumble upon. To a caller it is one thing, a file that cannot be read.
final class Unreadable {

  /// Arrow rounds buffers up; more memory than this and twice the file it never needs.
  private static final long MOST_PADDING = 1 << 24;

  private Unreadable() {}

  interface Read<T> {
    T read() throws IOException;
  }

  /// What `read` finds in `file`, by a library for `format`.
  ///
  /// @throws IOException a sentence, whatever was thrown; a [Utf8Text.NotText] as it is, since a row can be passed over for it
  static <T> T guard(String format, Path file, Read<T> read) throws IOException {
    try {
      return read.read();
    } catch (Utf8Text.NotText ours) {
      throw ours;
    } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError broken) {
      throw as(format, file, broken);
    }
  }

  /// An exception whose message is a sentence. Errors count too: the sizes and depths in a file are those of its writer, and
  /// memory that one of them asked for in vain was not taken.
  static IOException as(String format, Path file, Throwable thrown) {
    String reason = switch (thrown) {
      case OutOfMemoryError _ -> "it asks for more memory than there is";
      case StackOverflowError _ -> "it nests too deep";
      default -> thrown.getMessage() == null ? thrown.getClass().getSimpleName() : thrown.getMessage();
    };
    return new IOException(
        OneLine.of("%s is not readable as %s: %s".formatted(file.getFileName(), format, reason)), thrown);
  }

  /// Bytes that Arrow may take to read a file of `size` bytes.
  static long arrowMemory(long size) { return MOST_PADDING + 2 * size; }
}
