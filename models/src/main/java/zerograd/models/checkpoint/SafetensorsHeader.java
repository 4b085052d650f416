package zerograd.models.checkpoint;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import zerograd.core.MappedFile;
import zerograd.core.Shape;
import zerograd.models.json.JsonReader;

/// The header of a safetensors file, checked: `tensors` fill the file's data in ascending order, without
/// overlap or hole.
record SafetensorsHeader(List<StoredTensor> tensors, Map<String, String> metadata) {

  /// The header's length stands before it.
  static final int LENGTH_BYTES = 8;

  /// What the format allows a header.
  static final long LONGEST = 100_000_000;

  static final String METADATA = "__metadata__";

  static SafetensorsHeader read(MappedFile file) {
    if (file.size() < LENGTH_BYTES) {
      throw malformed(file, 0,
          "the file has only %d bytes, not even a header's length".formatted(file.size()));
    }
    long length = file.getLong(0);
    if (length < 0 || length > file.size() - LENGTH_BYTES) {
      throw malformed(file, LENGTH_BYTES,
          "header length %s exceeds the file's %,d bytes; is this a safetensors file?"
              .formatted(grouped(length), file.size()));
    }
    if (length > LONGEST) {
      throw malformed(file, LENGTH_BYTES,
          "header length %,d exceeds the %,d bytes that the format allows".formatted(length, LONGEST));
    }
    byte[] json = file.getBytes(LENGTH_BYTES, (int) length);
    SafetensorsHeader header = new SafetensorsHeader(new ArrayList<>(), new LinkedHashMap<>());
    try (JsonReader reader = JsonReader.of(file.path(), LENGTH_BYTES, json)) {
      reader.object(name -> {
        if (name.equals(METADATA)) reader.object(key -> header.metadata.put(key, reader.string()));
        else
          header.tensors.add(tensor(reader, name, LENGTH_BYTES + length, file.size()));
      });
      reader.end();
    }
    header.tensors.sort(Comparator.comparingLong(StoredTensor::begin).thenComparingLong(StoredTensor::end));
    header.checkThatTensorsFill(file, LENGTH_BYTES + length);
    return header;
  }

  private static StoredTensor tensor(JsonReader reader, String name, long start, long fileSize) {
    Entry entry = new Entry();
    reader.object(key -> {
      switch (key) {
        case "dtype" -> entry.type = type(reader, name);
        case "shape" -> entry.shape = shape(reader, name);
        case "data_offsets" -> entry.offsets = reader.list(reader::count);
        default -> throw reader.malformed("tensor " + name + " has an unknown field " + key);
      }
    });
    if (entry.type == null || entry.shape == null || entry.offsets == null || entry.offsets.size() != 2) {
      throw reader.malformed("tensor " + name + " needs a dtype, a shape and two data_offsets");
    }
    long begin = entry.offsets.get(0), end = entry.offsets.get(1), dataSize = fileSize - start;
    if (begin > end || end > dataSize) {
      throw reader.malformed("tensor %s has data offsets [%,d, %,d] outside the file's %,d bytes of data; %s"
          .formatted(name, begin, end, dataSize, "was the file cut short?"));
    }
    long needed = bytes(reader, name, entry);
    if (needed != end - begin) {
      throw reader.malformed("tensor %s of %s %s needs %,d bytes, its data offsets span %,d"
          .formatted(name, entry.type, entry.shape, needed, end - begin));
    }
    return new StoredTensor(name, entry.type, entry.shape, start + begin, start + end);
  }

  private static StorageType type(JsonReader reader, String name) {
    String word = reader.string();
    return Stream.of(StorageType.values()).filter(type -> type.name().equals(word)).findFirst()
        .orElseThrow(() -> reader.malformed("tensor %s has dtype %s; known are %s".formatted(name, word,
            Stream.of(StorageType.values()).map(StorageType::name).collect(Collectors.joining(", ")))));
  }

  private static Shape shape(JsonReader reader, String name) {
    int[] dims = reader.list(reader::smallCount).stream().mapToInt(Integer::intValue).toArray();
    try {
      return new Shape(dims);
    } catch (ArithmeticException overflow) {
      throw unholdable(reader, name);
    }
  }

  private static long bytes(JsonReader reader, String name, Entry entry) {
    try {
      return Math.multiplyExact(entry.shape.size(), (long) entry.type.bytes());
    } catch (ArithmeticException overflow) {
      throw unholdable(reader, name);
    }
  }

  private static MalformedFileException unholdable(JsonReader reader, String name) {
    return reader.malformed("tensor " + name + " has a shape that no file can hold");
  }

  private void checkThatTensorsFill(MappedFile file, long start) {
    long reached = start;
    String last = "the header";
    for (StoredTensor tensor : tensors) {
      if (tensor.begin() < reached) {
        throw malformed(file, tensor.begin(),
            "tensor %s overlaps %s by %,d bytes".formatted(tensor.name(), last,
                reached - tensor.begin()));
      }
      if (tensor.begin() > reached) {
        throw malformed(file, reached, "%,d bytes between %s and tensor %s belong to no tensor"
            .formatted(tensor.begin() - reached, last, tensor.name()));
      }
      reached = tensor.end();
      last = "tensor " + tensor.name();
    }
    if (reached < file.size()) {
      throw malformed(file, reached,
          "%,d bytes after %s belong to no tensor".formatted(file.size() - reached, last));
    }
  }

  /// With thousands separators, as the unsigned number that the file means.
  private static String grouped(long unsigned) {
    return unsigned >= 0
        ? "%,d".formatted(unsigned)
        : "%,d".formatted(new BigInteger(Long.toUnsignedString(unsigned)));
  }

  private static MalformedFileException malformed(MappedFile file, long offset, String reason) {
    return new MalformedFileException(file.path(), offset, reason);
  }

  /// The fields of a tensor as they come.
  private static final class Entry {
    private StorageType type;
    private Shape shape;
    private List<Long> offsets;
  }
}
