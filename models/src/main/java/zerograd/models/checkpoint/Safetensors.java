package zerograd.models.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import zerograd.core.Bytes;
import zerograd.core.Floats;
import zerograd.core.MappedFile;
import zerograd.core.Shape;

/// One safetensors file, read through memory.
///
///     8 bytes     length n of the header, unsigned, little end first
///     n bytes     header, JSON:  {"__metadata__": {"format": "pt"},
///                  "lm_head.weight": {"dtype": "BF16", "shape": [16, 128], "data_offsets": [0, 4096]}, …}
///     the rest    the tensors, row-major, little end first; offsets count from here
///
/// The tensors must fill the rest without overlap or hole. All of this is checked by [#open], so reading a
/// tensor cannot fail half-way. Several threads may read; none after [#close].
///
/// Hugging Face, *Safetensors format*, github.com/huggingface/safetensors.
public final class Safetensors implements AutoCloseable {

  private final MappedFile file;
  private final Map<String, StoredTensor> tensors;
  private final Map<String, String> metadata;

  private Safetensors(MappedFile file, Map<String, StoredTensor> tensors, Map<String, String> metadata) {
    this.file = file;
    this.tensors = Collections.unmodifiableMap(tensors);
    this.metadata = Collections.unmodifiableMap(metadata);
  }

  /// @throws IOException if the file cannot be read
  /// @throws MalformedFileException if it is not a complete safetensors file, or holds a number type that is
  ///   not in [StorageType]
  public static Safetensors open(Path path) throws IOException {
    MappedFile file = MappedFile.open(path);
    try {
      SafetensorsHeader header = SafetensorsHeader.read(file);
      Map<String, StoredTensor> tensors = new LinkedHashMap<>();
      for (StoredTensor tensor : header.tensors()) tensors.put(tensor.name(), tensor);
      return new Safetensors(file, tensors, header.metadata());
    } catch (RuntimeException refused) {
      file.close();
      throw refused;
    }
  }

  public Path path() { return file.path(); }

  /// All names, in the order of the data.
  public Set<String> names() { return tensors.keySet(); }

  /// The free text map of the header, `__metadata__`.
  public Map<String, String> metadata() { return metadata; }

  public boolean contains(String name) { return tensors.containsKey(name); }

  /// @throws IllegalArgumentException if there is no tensor of that name
  public StoredTensor tensor(String name) {
    StoredTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("%s holds %d tensors, none of them is named %s"
          .formatted(path().getFileName(), tensors.size(), name));
    }
    return tensor;
  }

  public Shape shape(String name) { return tensor(name).shape(); }

  /// Reads an F32, F16 or BF16 tensor; the shorter types widen exactly.
  ///
  /// @throws IllegalArgumentException if there is no such tensor, it has another number type, or `target` is
  ///   not of its size
  public void read(String name, Floats target) {
    StoredTensor tensor = tensor(name);
    if (target.length() != tensor.shape().size()) {
      throw new IllegalArgumentException("read: %s of %s has shape %s, the target has room for %,d numbers"
          .formatted(name, path().getFileName(), tensor.shape(), target.length()));
    }
    read(name, 0, target);
  }

  /// Reads as many numbers as `target` holds, from number `from` of the tensor on.
  ///
  /// @throws IllegalArgumentException as the other, or if the tensor has not so many
  public void read(String name, long from, Floats target) {
    StoredTensor tensor = tensor(name);
    if (!tensor.type().isFloat()) throw wrongType(tensor, "F32, F16 or BF16");
    tensor.type().readFloats(file, place(tensor, from, target.length()), target);
  }

  /// Reads as many BF16 numbers as `target` holds, two bytes each, as they are.
  ///
  /// @throws IllegalArgumentException as the others, or if the tensor has another number type
  public void readBfloat16(String name, long from, Bytes target) {
    StoredTensor tensor = tensor(name);
    if (tensor.type() != StorageType.BF16) throw wrongType(tensor, "BF16");
    file.readHalves(place(tensor, from, target.length() / Short.BYTES), target);
  }

  /// Where number `from` stands in the file, if the tensor has `count` numbers from there on.
  private long place(StoredTensor tensor, long from, long count) {
    if (from < 0 || from + count > tensor.shape().size()) {
      throw new IllegalArgumentException("read: %s of %s has shape %s, numbers %,d to %,d are not in it"
          .formatted(tensor.name(), path().getFileName(), tensor.shape(), from, from + count));
    }
    return tensor.begin() + from * tensor.type().bytes();
  }

  /// Reads a tensor of whole numbers (I64, I32, U32, I16, U16, I8, U8 or BOOL), such as token ids or a mask.
  ///
  /// @throws IllegalArgumentException if there is no such tensor, or it has another number type
  public long[] readLongs(String name) {
    StoredTensor tensor = tensor(name);
    StorageType type = tensor.type();
    if (!type.isInteger()) throw wrongType(tensor, "an integer type up to I64, or BOOL");
    long[] values = new long[Math.toIntExact(tensor.shape().size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = type.readLong(file, tensor.begin() + (long) i * type.bytes());
    }
    return values;
  }

  private IllegalArgumentException wrongType(StoredTensor tensor, String needed) {
    return new IllegalArgumentException("read: %s of %s is stored as %s, this needs %s"
        .formatted(tensor.name(), path().getFileName(), tensor.type(), needed));
  }

  @Override public void close() { file.close(); }
}
