package zerograd.models.gguf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a GGUF file holds, read as its specification says.
///
/// @param dataAt where the data begin
record GgufContents(Map<String, Object> keys, Map<String, Entry> tensors, ByteBuffer bytes, long dataAt) {

  /// @param dims the row's length first
  record Entry(List<Long> dims, int type, long offset) {}

  static GgufContents read(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.getInt() != 0x46554747 || bytes.getInt() != 3) throw new IOException("no GGUF of version 3");
    long tensorCount = bytes.getLong(), keyCount = bytes.getLong();
    Map<String, Object> keys = new LinkedHashMap<>();
    for (int i = 0; i < keyCount; i++) keys.put(string(bytes), value(bytes, bytes.getInt()));
    Map<String, Entry> tensors = new LinkedHashMap<>();
    for (int i = 0; i < tensorCount; i++) {
      String name = string(bytes);
      List<Long> dims = new ArrayList<>();
      for (int rank = bytes.getInt(); rank > 0; rank--) dims.add(bytes.getLong());
      tensors.put(name, new Entry(dims, bytes.getInt(), bytes.getLong()));
    }
    return new GgufContents(keys, tensors, bytes, (bytes.position() + 31) / 32 * 32);
  }

  private static String string(ByteBuffer bytes) {
    byte[] utf8 = new byte[(int) bytes.getLong()];
    bytes.get(utf8);
    return new String(utf8, StandardCharsets.UTF_8);
  }

  private static Object value(ByteBuffer bytes, int kind) {
    return switch (kind) {
      case 4, 5 -> bytes.getInt();
      case 6 -> bytes.getFloat();
      case 7 -> bytes.get() != 0;
      case 8 -> string(bytes);
      case 9 -> {
        int each = bytes.getInt();
        List<Object> array = new ArrayList<>();
        for (long left = bytes.getLong(); left > 0; left--) array.add(value(bytes, each));
        yield array;
      }
      default -> throw new IllegalArgumentException("kind " + kind);
    };
  }

  /// The numbers of an F32 tensor.
  float[] floats(String name) {
    Entry entry = tensors.get(name);
    if (entry.type != 0) throw new IllegalArgumentException(name + " has type " + entry.type);
    float[] numbers = new float[entry.dims.stream().mapToInt(Long::intValue).reduce(1, Math::multiplyExact)];
    int at = (int) (dataAt + entry.offset);
    for (int i = 0; i < numbers.length; i++) numbers[i] = bytes.getFloat(at + 4 * i);
    return numbers;
  }
}
