package zerograd.models.gguf;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import zerograd.core.Floats;
import zerograd.core.Scope;
import zerograd.core.Workspace;
import zerograd.models.checkpoint.AtomicFiles;

/// A GGUF file of version 3, to be written:
///
///     4 bytes     GGUF
///     4 bytes     version, 3
///     8 bytes     number of tensors
///     8 bytes     number of keys
///     the keys    each a string, the number of its type, its value
///     entries     for each tensor: its name, the count of its dimensions, the dimensions with the row's length
///                 first, the number of its type, where its data begin
///     the data    each tensor at a multiple of 32, counted from here; so does this place, from the file's start
///
/// Little end first. A string is its length in 8 bytes and UTF-8. Values are `String`, `Boolean`, `Integer`
/// (unsigned, 4 bytes), `Float`, and arrays as `List<String>`, `int[]` and `float[]`.
///
/// ggml, *GGUF*, `docs/gguf.md`.
public record GgufFile(Map<String, Object> keys, List<GgufTensor> tensors) {

  private static final int ALIGNMENT = 32;
  private static final int CHUNK = 1 << 16;

  /// The number of each kind of value.
  private static final int UINT32 = 4, INT32 = 5, FLOAT32 = 6, BOOL = 7, STRING = 8, ARRAY = 9;

  /// @throws IllegalArgumentException if two tensors have the same name
  public GgufFile {
    keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
    tensors = List.copyOf(tensors);
    Set<String> names = new HashSet<>();
    for (GgufTensor tensor : tensors) {
      if (!names.add(tensor.name()))
        throw new IllegalArgumentException("GGUF: two tensors would be named " + tensor.name());
    }
  }

  /// Makes or replaces `file`, holding one tensor in memory at a time.
  ///
  /// @throws IOException if that failed; then nothing has changed, and the message is one sentence
  /// @throws IllegalArgumentException if a key has a value of another kind, or a number is not finite where it must be
  public void write(Path file) throws IOException {
    byte[] header = header();
    AtomicFiles.write(file, channel -> {
      writeAll(channel, ByteBuffer.wrap(header));
      ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      try (Workspace workspace = new Workspace(Long.MAX_VALUE)) {
        for (GgufTensor tensor : tensors) {
          try (Scope scope = new Scope(tensor.name(), workspace)) {
            write(channel, buffer, tensor, tensor.source().read(scope));
          }
        }
      }
    });
  }

  private static void write(FileChannel channel, ByteBuffer buffer, GgufTensor tensor, Floats data)
      throws IOException {
    float[] values = new float[(int) Math.min(CHUNK, data.length())];
    for (long from = 0; from < data.length(); from += CHUNK) {
      int count = (int) Math.min(CHUNK, data.length() - from);
      if (count < values.length) values = new float[count];
      data.copyTo(from, values);
      if (tensor.type() == GgufType.Q8_0) requireFinite(tensor, values);
      tensor.type().encode(values, count, buffer.clear());
      writeAll(channel, buffer.flip());
    }
    writeAll(channel, ByteBuffer.allocate((int) (aligned(tensor.bytes()) - tensor.bytes())));
  }

  private static void requireFinite(GgufTensor tensor, float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException("GGUF: %s holds %s, which Q8_0 cannot; is the model broken?"
            .formatted(tensor.name(), value));
      }
    }
  }

  private static void writeAll(FileChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining())
      channel.write(buffer);
  }

  private byte[] header() {
    Header header = new Header();
    header.bytes.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
    header.int32(3);
    header.int64(tensors.size());
    header.int64(keys.size());
    keys.forEach((key, value) -> {
      header.string(key);
      header.value(key, value);
    });
    long offset = 0;
    for (GgufTensor tensor : tensors) {
      header.string(tensor.name());
      header.int32(tensor.shape().rank());
      for (int i = 1; i <= tensor.shape().rank(); i++) header.int64(tensor.shape().dim(-i));
      header.int32(tensor.type().code());
      header.int64(offset);
      offset += aligned(tensor.bytes());
    }
    header.bytes.writeBytes(new byte[(int) (aligned(header.bytes.size()) - header.bytes.size())]);
    return header.bytes.toByteArray();
  }

  private static long aligned(long bytes) { return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT; }

  /// Everything before the data.
  private static final class Header {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private void int32(int value) {
      put(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value));
    }

    private void int64(long value) {
      put(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value));
    }

    private void float32(float value) { int32(Float.floatToRawIntBits(value)); }

    private void put(ByteBuffer written) { bytes.writeBytes(written.array()); }

    private void string(String text) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      int64(utf8.length);
      bytes.writeBytes(utf8);
    }

    private void value(String key, Object value) {
      switch (value) {
        case String text -> {
          int32(STRING);
          string(text);
        }
        case Boolean bool -> {
          int32(BOOL);
          bytes.write(bool ? 1 : 0);
        }
        case Integer number -> {
          int32(UINT32);
          int32(number);
        }
        case Float number -> {
          int32(FLOAT32);
          float32(number);
        }
        case List<?> texts -> {
          array(STRING, texts.size());
          texts.forEach(text -> string((String) text));
        }
        case int[] numbers -> {
          array(INT32, numbers.length);
          for (int number : numbers) int32(number);
        }
        case float[] numbers -> {
          array(FLOAT32, numbers.length);
          for (float number : numbers) float32(number);
        }
        default -> throw new IllegalArgumentException("GGUF: key %s has a value of kind %s"
            .formatted(key, value.getClass().getSimpleName()));
      }
    }

    private void array(int kind, int length) {
      int32(ARRAY);
      int32(kind);
      int64(length);
    }
  }
}
