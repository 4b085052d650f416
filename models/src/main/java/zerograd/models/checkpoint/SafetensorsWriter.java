package zerograd.models.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import zerograd.core.Floats;
import zerograd.models.json.JsonBytes;
import zerograd.tensor.kernels.Rounding;

/// Writes safetensors files ([Safetensors] has the format), whole or not at all.
///
/// Every number is rounded once, to the nearest number of `type`, ties to even; F32 keeps all bits. Tensors
/// lie in the order given. The header is padded with spaces so that the data starts at a multiple of 8.
public record SafetensorsWriter(StorageType type, Map<String, String> metadata) {

  /// Where `transformers` began a new shard for years, in bytes.
  public static final long SHARD_BYTES = 5_000_000_000L;

  private static final int CHUNK = 1 << 16;

  /// @throws IllegalArgumentException unless `type` is F32, F16 or BF16
  public SafetensorsWriter {
    if (!type.isFloat())
      throw new IllegalArgumentException("safetensors: weights are F32, F16 or BF16, not " + type);
    metadata = Map.copyOf(metadata);
  }

  /// With the metadata that `transformers` asks for: the layout of the tensors is PyTorch's.
  public static SafetensorsWriter of(StorageType type) {
    return new SafetensorsWriter(type, Map.of("format", "pt"));
  }

  /// Makes or replaces one file.
  ///
  /// @throws IOException if that failed; then nothing has changed, and the message is one sentence
  /// @throws IllegalArgumentException if two tensors have the same name
  public void write(Path file, List<TensorSource> tensors) throws IOException {
    byte[] header = header(tensors);
    AtomicFiles.write(file, channel -> {
      ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
      writeAll(channel, ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).flip());
      writeAll(channel, ByteBuffer.wrap(header));
      for (TensorSource tensor : tensors) write(channel, buffer, tensor);
    });
  }

  /// Writes a model into a folder that has none: `model.safetensors` if all fits into `shardBytes`, else
  /// `model-00001-of-0000n.safetensors`, … and their index. A tensor is never split.
  ///
  /// To replace a model, write a whole folder with [AtomicFiles#writeFolder].
  ///
  /// @throws FileAlreadyExistsException if the folder has a model
  /// @throws IOException if writing failed; then the shards that were complete are gone again
  public void writeModel(Path folder, List<TensorSource> tensors, long shardBytes) throws IOException {
    for (String name : List.of(Checkpoint.SINGLE, Checkpoint.INDEX)) {
      if (Files.exists(folder.resolve(name))) {
        throw new FileAlreadyExistsException(folder.toString(), null,
            "the folder already holds " + name + "; write to another one");
      }
    }
    refuseRepeatedNames(tensors);
    List<List<TensorSource>> shards = shards(tensors, shardBytes);
    if (shards.size() == 1) {
      write(folder.resolve(Checkpoint.SINGLE), tensors);
      return;
    }
    Map<String, String> weightMap = new TreeMap<>();
    List<Path> written = new ArrayList<>();
    try {
      for (int i = 0; i < shards.size(); i++) {
        String name = "model-%05d-of-%05d.safetensors".formatted(i + 1, shards.size());
        write(folder.resolve(name), shards.get(i));
        written.add(folder.resolve(name));
        for (TensorSource tensor : shards.get(i)) weightMap.put(tensor.name(), name);
      }
      AtomicFiles.write(folder.resolve(Checkpoint.INDEX), index(weightMap, bytes(tensors)));
    } catch (IOException failed) {
      for (Path shard : written) Files.deleteIfExists(shard);
      throw failed;
    }
  }

  private List<List<TensorSource>> shards(List<TensorSource> tensors, long shardBytes) {
    List<List<TensorSource>> shards = new ArrayList<>(List.of(new ArrayList<>()));
    for (TensorSource tensor : tensors) {
      List<TensorSource> shard = shards.getLast();
      if (!shard.isEmpty() && bytes(shard) + bytes(tensor) > shardBytes)
        shards.add(shard = new ArrayList<>());
      shard.add(tensor);
    }
    return shards;
  }

  private long bytes(List<TensorSource> tensors) { return tensors.stream().mapToLong(this::bytes).sum(); }

  private long bytes(TensorSource tensor) { return tensor.shape().size() * type.bytes(); }

  private static byte[] index(Map<String, String> weightMap, long totalBytes) {
    return JsonBytes.indented(json -> {
      json.writeStartObject();
      json.writeObjectPropertyStart("metadata").writeNumberProperty("total_size", totalBytes)
          .writeEndObject();
      json.writeObjectPropertyStart("weight_map");
      weightMap.forEach(json::writeStringProperty);
      json.writeEndObject().writeEndObject();
    });
  }

  private byte[] header(List<TensorSource> tensors) {
    refuseRepeatedNames(tensors);
    byte[] json = JsonBytes.compact(generator -> {
      generator.writeStartObject();
      generator.writeObjectPropertyStart(SafetensorsHeader.METADATA);
      new TreeMap<>(metadata).forEach(generator::writeStringProperty);
      generator.writeEndObject();
      long offset = 0;
      for (TensorSource tensor : tensors) {
        generator.writeObjectPropertyStart(tensor.name()).writeStringProperty("dtype", type.name());
        generator.writeName("shape").writeArray(tensor.shape().dims(), 0, tensor.shape().rank());
        long end = offset + bytes(tensor);
        generator.writeName("data_offsets").writeArray(new long[]{offset, end}, 0, 2).writeEndObject();
        offset = end;
      }
      generator.writeEndObject();
    });
    byte[] padded = Arrays.copyOf(json, (json.length + 7) / 8 * 8);
    Arrays.fill(padded, json.length, padded.length, (byte) ' ');
    return padded;
  }

  private static void refuseRepeatedNames(List<TensorSource> tensors) {
    Set<String> names = new HashSet<>(Set.of(SafetensorsHeader.METADATA));
    for (TensorSource tensor : tensors) {
      if (!names.add(tensor.name()))
        throw new IllegalArgumentException("safetensors: two entries would be named " + tensor.name());
    }
  }

  private void write(FileChannel channel, ByteBuffer buffer, TensorSource tensor) throws IOException {
    if (tensor.shape().size() == 0) return;
    int rows = tensor.shape().rows(), together = Math.max(1, CHUNK / tensor.shape().columns());
    for (int first = 0; first < rows; first += together) {
      write(channel, buffer, tensor.rows().read(first, Math.min(together, rows - first)));
    }
  }

  private void write(FileChannel channel, ByteBuffer buffer, Floats data) throws IOException {
    for (long from = 0; from < data.length(); from += CHUNK) {
      float[] values = data.slice(from, Math.min(CHUNK, data.length() - from)).toArray();
      buffer.clear();
      for (float value : values) {
        switch (type) {
          case F32 -> buffer.putInt(Float.floatToRawIntBits(value));
          case F16 -> buffer.putShort(Float.floatToFloat16(value));
          default -> buffer.putShort(Rounding.bfloat16(value));
        }
      }
      writeAll(channel, buffer.flip());
    }
  }

  private static void writeAll(FileChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining())
      channel.write(buffer);
  }
}
