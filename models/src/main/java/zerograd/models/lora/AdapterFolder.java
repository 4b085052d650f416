package zerograd.models.lora;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import zerograd.autograd.Param;
import zerograd.core.Shape;
import zerograd.models.checkpoint.AtomicFiles;
import zerograd.models.checkpoint.MalformedFileException;
import zerograd.models.checkpoint.OneLine;
import zerograd.models.checkpoint.Safetensors;
import zerograd.models.checkpoint.SafetensorsWriter;
import zerograd.models.checkpoint.StorageType;
import zerograd.models.checkpoint.TensorSource;
import zerograd.models.json.JsonFiles;
import zerograd.models.layers.LoraConfig;
import zerograd.models.layers.LowRank;
import zerograd.tensor.Tensor;

/// An adapter as a folder, in the layout of PEFT, which vLLM and llama.cpp's converter read too.
///
///     adapter_config.json          {"peft_type": "LORA", "r": 16, "lora_alpha": 32, "target_modules": […], …}
///     adapter_model.safetensors    base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight (r, K), ….lora_B.weight (M, r)
///
/// Hugging Face, *PEFT*, github.com/huggingface/peft, docs/source/developer_guides/checkpoint.md.
public final class AdapterFolder {

  /// The settings.
  public static final String CONFIG = "adapter_config.json";

  /// The weights.
  public static final String WEIGHTS = "adapter_model.safetensors";

  private static final String PREFIX = "base_model.model.", A = ".lora_A.weight", B = ".lora_B.weight";

  private AdapterFolder() {}

  /// Whether `folder` has the settings of an adapter.
  public static boolean isAt(Path folder) { return Files.exists(folder.resolve(CONFIG)); }

  /// An adapter to be trained further, in the innermost scope.
  ///
  /// @param seed of its dropout
  /// @throws IOException if a file is missing or cannot be read
  /// @throws MalformedFileException if a file breaks its format
  /// @throws IllegalArgumentException if the settings ask for something that is not computed here, or weights are missing, left
  ///   over or of the wrong shape
  public static Adapter load(Path folder, long seed) throws IOException {
    return load(folder, seed, Param::new);
  }

  /// As [#load], for an adapter that is only used.
  public static Adapter loadFrozen(Path folder) throws IOException { return load(folder, 0, Param::frozen); }

  private static Adapter load(Path folder, long seed, Function<Tensor, Param> kind) throws IOException {
    AtomicFiles.restore(folder);
    try {
      return read(folder, seed, kind);
    } catch (IllegalArgumentException refused) {   // it quotes names of the files
      throw new IllegalArgumentException(OneLine.of(refused.getMessage()), refused);
    }
  }

  private static Adapter read(Path folder, long seed, Function<Tensor, Param> kind) throws IOException {
    Path weights = weights(folder);
    AdapterJson json = AdapterJson.of(JsonFiles.read(folder.resolve(CONFIG)));
    try (Safetensors stored = Safetensors.open(weights)) {
      TreeSet<String> paths = paths(stored);
      LoraConfig config = json.config(paths);
      requireEveryTarget(config, paths, weights);
      SequencedMap<String, LowRank> modules = new LinkedHashMap<>();
      for (String path : paths) {
        Param a = read(stored, PREFIX + path + A, 0, config, kind),
            b = read(stored, PREFIX + path + B, 1, config, kind);
        modules.put(path, new LowRank(a, b, config, Adapter.dropout(path, config, seed)));
      }
      return new Adapter(modules);
    }
  }

  private static Path weights(Path folder) throws IOException {
    if (!Files.isDirectory(folder))
      throw new NoSuchFileException(folder.toString(), null, "there is no such folder");
    for (String name : List.of(CONFIG, WEIGHTS)) {
      if (Files.exists(folder.resolve(name))) continue;
      String pickled = Files.exists(folder.resolve("adapter_model.bin"))
          ? "; its adapter_model.bin is a Python program in disguise, save it as safetensors"
          : "";
      throw new NoSuchFileException(folder.toString(), null, "the folder has no " + name + pickled);
    }
    return folder.resolve(WEIGHTS);
  }

  /// The matrices that the file has corrections for.
  private static TreeSet<String> paths(Safetensors stored) {
    TreeSet<String> paths = new TreeSet<>();
    for (String name : stored.names()) {
      boolean a = name.endsWith(A), b = name.endsWith(B);
      String path = a || b ? name.substring(0, name.length() - A.length()) : "";
      if (!path.startsWith(PREFIX)) {
        throw new IllegalArgumentException("%s has %s, which is no lora_A or lora_B of a model's module"
            .formatted(stored.path(), name));
      }
      if (!stored.contains(path + (a ? B : A))) {
        throw new IllegalArgumentException(
            "%s has %s but lacks its other half %s".formatted(stored.path(), name, path + (a ? B : A)));
      }
      paths.add(path.substring(PREFIX.length()));
    }
    return paths;
  }

  private static void requireEveryTarget(LoraConfig config, TreeSet<String> paths, Path weights) {
    for (String path : paths) {
      if (!config.targets(path))
        throw new IllegalArgumentException(
            "%s corrects %s, which is none of target_modules in %s".formatted(weights, path, CONFIG));
    }
    for (String target : config.targetModules()) {
      if (paths.stream().noneMatch(path -> path.equals(target) || path.endsWith("." + target))) {
        throw new IllegalArgumentException("%s has no weights for %s, which %s has in target_modules"
            .formatted(weights, target, CONFIG));
      }
    }
  }

  /// One matrix, whose dimension `rankAt` must be the rank.
  private static Param read(Safetensors stored, String name, int rankAt, LoraConfig config,
      Function<Tensor, Param> kind) {
    Shape shape = stored.shape(name);
    if (shape.rank() != 2 || shape.dim(rankAt) != config.rank()) {
      throw new IllegalArgumentException("%s: %s is %s, which has not the rank %d of %s"
          .formatted(stored.path(), name, shape, config.rank(), CONFIG));
    }
    Tensor tensor = Tensor.empty(shape);
    stored.read(name, tensor.data());
    return kind.apply(tensor);
  }

  /// Fills `adapter` with the numbers of a folder that [#save] wrote for it.
  ///
  /// @throws IOException if a file is missing or cannot be read
  /// @throws IllegalArgumentException if it is the folder of another adapter
  public static void readInto(Path folder, Adapter adapter) throws IOException {
    try (Safetensors stored = Safetensors.open(weights(folder))) {
      Map<String, Param> tensors = tensors(adapter);
      boolean same = stored.names().equals(tensors.keySet()) && tensors.entrySet().stream()
          .allMatch(entry -> stored.shape(entry.getKey()).equals(entry.getValue().shape()));
      if (!same) throw new IllegalArgumentException(stored.path() + " holds the weights of another adapter");
      tensors.forEach((name, param) -> {
        stored.read(name, param.value().data());
        param.touch();
      });
    }
  }

  private static Map<String, Param> tensors(Adapter adapter) {
    Map<String, Param> tensors = new TreeMap<>();
    adapter.modules().forEach((path, lora) -> {
      tensors.put(PREFIX + path + A, lora.a());
      tensors.put(PREFIX + path + B, lora.b());
    });
    return tensors;
  }

  /// Writes the folder, whole or not at all; an adapter that is there already is replaced.
  ///
  /// @param type of the numbers; with F32, [#load] gives the same bits
  /// @param base name or folder of the base, for programs that fetch it themselves
  /// @throws IOException if that failed; then `folder` is what it was before
  /// @throws IllegalArgumentException if `folder` holds something else than an adapter
  public static void save(Path folder, Adapter adapter, StorageType type, Optional<String> base)
      throws IOException {
    save(folder, adapter, type, base, _ -> {
    });
  }

  /// As the other, with further files, which `beside` writes into the folder, say those of a tokenizer.
  public static void save(Path folder, Adapter adapter, StorageType type, Optional<String> base,
      AtomicFiles.Content<Path> beside) throws IOException {
    if (Files.isDirectory(folder) && !isAt(folder)) {
      try (var entries = Files.list(folder)) {
        if (entries.findAny().isPresent()) {
          throw new IllegalArgumentException(
              "save: folder %s holds something else than an adapter; give a new one".formatted(folder));
        }
      }
    }
    AtomicFiles.writeFolder(folder, target -> {
      writeInto(target, adapter, type, base);
      beside.writeTo(target);
    });
  }

  /// Writes the files of [#save] into an empty folder, for one that holds other files too and is made whole by the caller.
  ///
  /// @throws IOException if that failed
  public static void writeInto(Path folder, Adapter adapter, StorageType type, Optional<String> base)
      throws IOException {
    List<TensorSource> sources = new ArrayList<>();
    tensors(adapter)
        .forEach((name, param) -> sources.add(new TensorSource(name, param.shape(), param.value().data())));
    JsonFiles.write(folder.resolve(CONFIG), AdapterJson.write(adapter.config(), base));
    SafetensorsWriter.of(type).write(folder.resolve(WEIGHTS), sources);
  }
}
