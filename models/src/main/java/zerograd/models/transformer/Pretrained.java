package zerograd.models.transformer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import zerograd.models.checkpoint.AtomicFiles;
import zerograd.models.checkpoint.Checkpoint;
import zerograd.models.checkpoint.SafetensorsWriter;
import zerograd.models.checkpoint.StorageType;
import zerograd.models.checkpoint.TensorSource;
import zerograd.models.json.JsonFiles;
import zerograd.models.text.BytePairTokenizer;
import zerograd.models.text.TokenizerConfig;
import zerograd.tensor.Device;
import zerograd.tensor.kernels.FrozenFormat;

/// A model with all that its folder holds, as models are published: `config.json`, `generation_config.json`, safetensors,
/// and the files of its tokenizer.
///
///     var base = Pretrained.load(Path.of("models/base"));
///     …
///     base.save(Path.of("out/final"));          // transformers loads it
///
/// @param tokenizer empty if the folder has no `tokenizer.json`
/// @param textFiles the tokenizer's files as they were; none for one that was made here
public record Pretrained(CausalLm model, TransformerConfig config, GenerationConfig generation,
    Optional<BytePairTokenizer> tokenizer, TextFiles textFiles) {

  /// A model to train, its weights in the innermost scope, widened to float32.
  ///
  /// @throws IOException if a file is missing or cannot be read
  /// @throws zerograd.models.checkpoint.MalformedFileException if a file breaks its format
  /// @throws IllegalArgumentException if the configuration asks for something that is not computed here, or a weight is
  ///   missing, left over, or of the wrong shape, or all of them do not fit the memory
  public static Pretrained load(Path folder) throws IOException {
    return load(folder, _ -> Optional.empty());
  }

  /// As [#load], for a model that is only asked: no gradient flows to its weights, and each matrix is in memory once, as it is in
  /// the files if these are bf16 throughout, and else as float32.
  public static Pretrained loadFrozen(Path folder) throws IOException {
    return load(folder, checkpoint -> Optional.of(WeightReader.own(checkpoint)));
  }

  /// As [#loadFrozen(Path)], with the matrices rounded to `format`.
  public static Pretrained loadFrozen(Path folder, FrozenFormat format) throws IOException {
    return load(folder, _ -> Optional.of(format));
  }

  private static Pretrained load(Path folder, Function<Checkpoint, Optional<FrozenFormat>> frozen)
      throws IOException {
    AtomicFiles.restore(folder);
    if (!Files.isDirectory(folder))
      throw new IOException("there is no folder " + folder);
    TransformerConfig config = TransformerConfig.load(folder);
    try (var _ = Device.current().workers().undisturbed(); Checkpoint checkpoint = Checkpoint.open(folder)) {
      Meanwhile<Text> text = Meanwhile.begin(() -> Text.read(folder));
      CausalLm model = new WeightReader(config, checkpoint, frozen.apply(checkpoint)).read();
      GenerationConfig generation = GenerationConfig.load(folder);
      return new Pretrained(model, config, generation, text.result().tokenizer, text.result().files);
    }
  }

  /// What a folder has beside weights and configurations.
  private record Text(Optional<BytePairTokenizer> tokenizer, TextFiles files) {

    static Text read(Path folder) throws IOException {
      TextFiles files = TextFiles.of(folder);
      if (!files.names().contains(BytePairTokenizer.FILE)) return new Text(Optional.empty(), files);
      return new Text(
          Optional.of(BytePairTokenizer.open(folder, () -> files.open(BytePairTokenizer.FILE))), files);
    }
  }

  /// A new model with random weights, see [Initialisation].
  public static Pretrained random(TransformerConfig config, long seed) {
    CausalLm model = CausalLm.empty(config);
    Initialisation.fill(model, config, seed);
    return new Pretrained(model, config, GenerationConfig.empty(), Optional.empty(), TextFiles.none());
  }

  /// This model with a tokenizer of its own.
  ///
  /// @throws IllegalArgumentException if the tokenizer has more tokens than the model
  public Pretrained with(BytePairTokenizer tokenizer) {
    if (tokenizer.vocabSize() > config.vocabSize()) {
      throw new IllegalArgumentException("a tokenizer of %d tokens does not fit a model with vocab_size %d"
          .formatted(tokenizer.vocabSize(), config.vocabSize()));
    }
    return new Pretrained(model, config, generation, Optional.of(tokenizer), TextFiles.none());
  }

  /// This model with another chat template, which its folder will have.
  ///
  /// @throws IllegalArgumentException if the model has no tokenizer
  public Pretrained withChatTemplate(String template) {
    BytePairTokenizer own = tokenizer.orElseThrow(() -> new IllegalArgumentException(
        "a chat template needs a tokenizer, which this model does not have"));
    TokenizerConfig said = own.config();
    TextFiles files = textFiles.isEmpty()
        ? textFiles
        : textFiles.with(TokenizerConfig.TEMPLATE_FILE, template.getBytes(StandardCharsets.UTF_8));
    return new Pretrained(model, config, generation, Optional.of(own.withConfig(new TokenizerConfig(
        said.bosToken(), said.eosToken(), said.padToken(), Optional.of(template)))), files);
  }

  /// Tokens that end a text: those of the generation configuration, else those of the model's.
  public List<Integer> eosTokenIds() {
    return generation.eosTokenIds().isEmpty() ? config.eosTokenIds() : generation.eosTokenIds();
  }

  /// This folder with another model of the same shape: one with an adapter, say.
  public Pretrained with(CausalLm model) {
    return new Pretrained(model, config, generation, tokenizer, textFiles);
  }

  /// Writes the folder with float32 weights: loading it gives the same bits. Corrections by an adapter are merged.
  ///
  /// @throws IOException as the other
  public void save(Path folder) throws IOException { save(folder, StorageType.F32); }

  /// Writes the folder, whole or not at all; one that is there already is replaced. Its [ModelCard] says what it is.
  ///
  /// @throws IOException if that failed; then `folder` is what it was before
  /// @throws IllegalArgumentException if `folder` holds something else than a model
  public void save(Path folder, StorageType type) throws IOException {
    save(folder, type, ModelCard.of(String.valueOf(folder.getFileName())));
  }

  /// As the other, with a card that says more.
  public void save(Path folder, StorageType type, ModelCard card) throws IOException {
    refuseOtherFolders(folder);
    AtomicFiles.writeFolder(folder, target -> {
      writeInto(target, type);
      card.write(target, config, model.parameterCount(), type, tokenizer.isPresent());
    });
  }

  /// Writes the files of the tokenizer, its chat template included, into a folder; none if there is no tokenizer.
  ///
  /// @throws IOException if that failed
  public void writeTextFiles(Path folder) throws IOException {
    textFiles.writeInto(folder);
    if (textFiles.isEmpty() && tokenizer.isPresent()) tokenizer.get().save(folder);
  }

  /// Writes the files of [#save] into an empty folder, for one that holds other files too and is made whole by the caller.
  ///
  /// @throws IOException if that failed
  public void writeInto(Path folder, StorageType type) throws IOException {
    JsonFiles.write(folder.resolve(TransformerConfig.FILE), config.json(torchName(type)));
    if (!generation.json().isEmpty()) {
      JsonFiles.write(folder.resolve(GenerationConfig.FILE), generation.json());
    }
    writeTextFiles(folder);
    try {
      Device.current().run("save", () -> writeWeights(folder, type));
    } catch (UncheckedIOException failed) {
      throw failed.getCause();
    }
  }

  private void writeWeights(Path folder, StorageType type) {
    Map<String, TensorSource> tensors = new TreeMap<>(MergedWeights.of(model));
    try {
      SafetensorsWriter.of(type).writeModel(folder, List.copyOf(tensors.values()),
          SafetensorsWriter.SHARD_BYTES);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static void refuseOtherFolders(Path folder) throws IOException {
    if (!Files.isDirectory(folder) || Files.exists(folder.resolve(TransformerConfig.FILE)))
      return;
    try (var entries = Files.list(folder)) {
      if (entries.findAny().isPresent()) {
        throw new IllegalArgumentException(
            "save: folder %s holds something else than a model; give a new one".formatted(folder));
      }
    }
  }

  private static String torchName(StorageType type) {
    return switch (type) {
      case F32 -> "float32";
      case BF16 -> "bfloat16";
      case F16 -> "float16";
      default -> throw new IllegalArgumentException("weights are saved as F32, BF16 or F16, not " + type);
    };
  }
}
