package zerograd.models.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import zerograd.core.Bytes;
import zerograd.core.Floats;
import zerograd.core.Shape;
import zerograd.models.json.JsonReader;

/// The weights of a published model: a folder with `model.safetensors`, or with several such files and an
/// index.
///
///     model.safetensors.index.json:
///       {"metadata": {"total_size": 682880},
///        "weight_map": {"lm_head.weight": "model-00003-of-00003.safetensors", …}}
///
/// A folder that has both is read from the single file, as `transformers` does.
public final class Checkpoint implements AutoCloseable {

  /// The file of an unsharded checkpoint.
  public static final String SINGLE = "model.safetensors";

  /// The index of a sharded one.
  public static final String INDEX = "model.safetensors.index.json";

  private final Path folder;
  private final List<Safetensors> files;
  private final Map<String, Safetensors> byName;

  private Checkpoint(Path folder, List<Safetensors> files, Map<String, Safetensors> byName) {
    this.folder = folder;
    this.files = files;
    this.byName = Collections.unmodifiableMap(byName);
  }

  /// Opens a folder.
  ///
  /// @throws IOException if the folder holds no checkpoint, a shard is missing, or a file cannot be read
  /// @throws MalformedFileException if a file breaks its format, or a shard lacks a tensor that the
  ///   index promises
  public static Checkpoint open(Path folder) throws IOException {
    Path single = folder.resolve(SINGLE), index = folder.resolve(INDEX);
    if (Files.exists(single)) return ofFiles(folder, List.of(single), null);
    if (Files.exists(index)) return ofIndex(folder, index);
    String words = Files.isDirectory(folder)
        ? "the folder holds neither " + SINGLE + " nor " + INDEX
        : "there is no such folder";
    throw new NoSuchFileException(folder.toString(), null, words);
  }

  private static Checkpoint ofIndex(Path folder, Path index) throws IOException {
    Map<String, String> weightMap = readWeightMap(index);
    List<Path> shards = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (String shard : new TreeSet<>(weightMap.values())) {
      Path path = folder.resolve(shard);
      if (Files.exists(path)) shards.add(path);
      else
        missing.add(shard);
    }
    if (!missing.isEmpty()) {
      throw new NoSuchFileException(folder.toString(), null,
          OneLine.of(INDEX + " names files that are missing: " + String.join(", ", missing)));
    }
    return ofFiles(folder, shards, weightMap);
  }

  private static Map<String, String> readWeightMap(Path index) throws IOException {
    Map<String, String> weightMap = new LinkedHashMap<>();
    try (JsonReader reader = JsonReader.open(index)) {
      reader.object(key -> {
        if (!key.equals("weight_map")) reader.skip();
        else
          reader.object(name -> weightMap.put(name, shardName(reader)));
      });
      reader.end();
    }
    if (weightMap.isEmpty()) throw new MalformedFileException(index, 0, "the index has no weight_map");
    return weightMap;
  }

  private static String shardName(JsonReader reader) {
    String shard = reader.string();
    if (shard.isEmpty() || shard.equals(".") || shard.equals("..")
        || shard.chars().anyMatch(Checkpoint::isNoLetter)) {
      throw reader.malformed("shard \"" + shard + "\" is not the name of a file in this folder");
    }
    return shard;
  }

  /// Of a name that stays in its folder, on any system.
  private static boolean isNoLetter(int c) {
    return c == '/' || c == '\\' || c == ':' || Character.isISOControl(c);
  }

  /// Without `weightMap`, all tensors of all files.
  private static Checkpoint ofFiles(Path folder, List<Path> paths, Map<String, String> weightMap)
      throws IOException {
    List<Safetensors> files = new ArrayList<>();
    try {
      Map<String, Safetensors> byFile = new LinkedHashMap<>();
      for (Path path : paths) {
        Safetensors file = Safetensors.open(path);
        files.add(file);
        byFile.put(path.getFileName().toString(), file);
      }
      Map<String, Safetensors> byName = new LinkedHashMap<>();
      if (weightMap == null) {
        for (Safetensors file : files) file.names().forEach(name -> byName.put(name, file));
      } else {
        weightMap.forEach((name, shard) -> byName.put(name, holding(name, byFile.get(shard), folder)));
      }
      return new Checkpoint(folder, files, byName);
    } catch (IOException | RuntimeException refused) {
      files.forEach(Safetensors::close);
      throw refused;
    }
  }

  private static Safetensors holding(String name, Safetensors shard, Path folder) {
    if (shard.contains(name)) return shard;
    throw new MalformedFileException(folder.resolve(INDEX), 0, "tensor " + name + " should be in "
        + shard.path().getFileName() + ", which does not have it");
  }

  public Path folder() { return folder; }

  /// All names, in the order of the file or of the index.
  public Set<String> names() { return byName.keySet(); }

  public boolean contains(String name) { return byName.containsKey(name); }

  /// @throws IllegalArgumentException if there is no tensor of that name
  public StoredTensor tensor(String name) { return holder(name).tensor(name); }

  public Shape shape(String name) { return tensor(name).shape(); }

  /// Reads a tensor as [Safetensors#read] does.
  public void read(String name, Floats target) { holder(name).read(name, target); }

  /// Reads a part of a tensor as [Safetensors#read(String, long, Floats)] does.
  public void read(String name, long from, Floats target) { holder(name).read(name, from, target); }

  /// Reads a part of a tensor as [Safetensors#readBfloat16] does.
  public void readBfloat16(String name, long from, Bytes target) {
    holder(name).readBfloat16(name, from, target);
  }

  /// Reads a tensor whose shape must be `needed`.
  ///
  /// @throws IllegalArgumentException if there is no such tensor, or it has another shape
  public void read(String name, Shape needed, Floats target) {
    Shape found = shape(name);
    if (!found.equals(needed)) {
      throw new IllegalArgumentException("%s: %s has shape %s, the model needs %s"
          .formatted(holder(name).path().getFileName(), name, found, needed));
    }
    read(name, target);
  }

  private Safetensors holder(String name) {
    Safetensors file = byName.get(name);
    if (file == null) {
      throw new IllegalArgumentException("checkpoint %s holds %d tensors, none of them is named %s"
          .formatted(folder.getFileName(), byName.size(), name));
    }
    return file;
  }

  @Override public void close() { files.forEach(Safetensors::close); }
}
