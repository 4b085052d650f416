package zerograd.models.gguf;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import zerograd.core.Floats;
import zerograd.core.Scope;
import zerograd.core.Shape;
import zerograd.models.checkpoint.AtomicFiles;
import zerograd.models.checkpoint.Checkpoint;
import zerograd.models.checkpoint.OneLine;
import zerograd.models.layers.RopeParameters;
import zerograd.models.text.BytePairTokenizer;
import zerograd.models.transformer.GenerationConfig;
import zerograd.models.transformer.TransformerConfig;

/// Turns a model folder in Hugging Face layout into one GGUF file, which llama.cpp runs with the same tokens.
///
/// Matrices are stored in the type asked for, vectors (norms, biases) in float32; so is a matrix whose rows are
/// no multiple of Q8_0's block. One tensor is in memory at a time.
///
///     GgufExport.of(Path.of("out/final"), GgufType.Q8_0).write(Path.of("final.gguf"));
///
/// Two things llama.cpp does otherwise: it attends to all keys where a model has a sliding window, so
/// the context length written is that window, within which both agree; and a folder without a tokenizer becomes a
/// file for token ids only.
public final class GgufExport {

  private final Path folder;
  private final TransformerConfig config;
  private final GgufType type;

  private GgufExport(Path folder, TransformerConfig config, GgufType type) {
    this.folder = folder;
    this.config = config;
    this.type = type;
  }

  /// The model in `folder`, its matrices to be stored as `type`.
  ///
  /// @throws IOException if the folder or its configuration cannot be read
  /// @throws IllegalArgumentException if it is a model that is not computed here
  public static GgufExport of(Path folder, GgufType type) throws IOException {
    AtomicFiles.restore(folder);
    return new GgufExport(folder, TransformerConfig.load(folder), type);
  }

  /// The context that is written: the model's own, or its sliding window if that is shorter.
  public int contextLength() {
    return config.windows().stream().filter(window -> window > 0)
        .reduce(config.maxPositionEmbeddings(), Math::min);
  }

  /// Whether [#contextLength] is a sliding window.
  public boolean isCutToWindow() { return contextLength() < config.maxPositionEmbeddings(); }

  /// Writes a file that does not exist yet.
  ///
  /// @throws FileAlreadyExistsException if `file` exists
  /// @throws IOException if reading or writing failed; then there is no `file`
  /// @throws zerograd.models.checkpoint.MalformedFileException if a file of the folder breaks its format
  /// @throws IllegalArgumentException if a weight is missing, left over or of the wrong shape, or llama.cpp has no tokenizer
  ///   like the folder's
  public void write(Path file) throws IOException {
    if (Files.exists(file)) {
      throw new FileAlreadyExistsException(file.toString(), null,
          "the file exists already; remove it or choose another name");
    }
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      refuseSurplus(checkpoint);
      List<GgufTensor> tensors = new ArrayList<>();
      for (GgufLayout.Entry entry : GgufLayout.of(config)) tensors.add(tensor(checkpoint, entry));
      if (config.ropeParameters() instanceof RopeParameters.Llama3 scaled) tensors.add(ropeFactors(scaled));
      new GgufFile(keys(), tensors).write(file);
    }
  }

  private void refuseSurplus(Checkpoint checkpoint) {
    TreeSet<String> surplus = new TreeSet<>(checkpoint.names());
    for (GgufLayout.Entry entry : GgufLayout.of(config)) surplus.remove(entry.checkpointName());
    surplus.removeIf(name -> name.endsWith(".rotary_emb.inv_freq"));
    if (config.tieWordEmbeddings()) surplus.remove("lm_head.weight");
    if (!surplus.isEmpty()) {
      throw new IllegalArgumentException("checkpoint %s has tensors that the model does not: %s"
          .formatted(folder.getFileName(), OneLine.of(String.join(", ", surplus))));
    }
  }

  private GgufTensor tensor(Checkpoint checkpoint, GgufLayout.Entry entry) {
    Shape shape = entry.shape(), stored = checkpoint.shape(entry.checkpointName());
    if (!stored.equals(shape)) {
      throw new IllegalArgumentException("checkpoint %s: %s has shape %s and should have %s"
          .formatted(folder.getFileName(), entry.checkpointName(), stored, shape));
    }
    boolean exact = shape.rank() == 1 || shape.columns() % type.block() != 0;
    return new GgufTensor(entry.name(), exact ? GgufType.F32 : type, shape, scope -> {
      Floats data = scope.floats(shape.size());
      checkpoint.read(entry.checkpointName(), data);
      return entry.heads() == 0 ? data : reordered(scope, data, shape, entry.heads());
    });
  }

  private static Floats reordered(Scope scope, Floats data, Shape shape, int heads) {
    long rows = shape.dim(0), columns = shape.size() / rows;
    Floats target = scope.floats(shape.size());
    for (long row = 0; row < rows; row++) {
      long from = GgufLayout.rowInCheckpoint(row, rows, heads);
      target.slice(row * columns, columns).copyFrom(data.slice(from * columns, columns));
    }
    return target;
  }

  /// How many times slower each pair turns than it would without scaling.
  private GgufTensor ropeFactors(RopeParameters.Llama3 scaled) {
    int d = config.headDim();
    double[] plain = new RopeParameters.Default(scaled.ropeTheta()).inverseFrequencies(d);
    double[] slower = scaled.inverseFrequencies(d);
    return new GgufTensor("rope_freqs.weight", GgufType.F32, new Shape(d / 2), scope -> {
      Floats factors = scope.floats(d / 2);
      for (int i = 0; i < d / 2; i++) factors.set(i, (float) (plain[i] / slower[i]));
      return factors;
    });
  }

  private Map<String, Object> keys() throws IOException {
    String architecture = GgufLayout.isLlama(config.family()) ? "llama" : config.family().modelType();
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("general.architecture", architecture);
    keys.put("general.type", "model");
    keys.put("general.name", folder.toAbsolutePath().normalize().getFileName().toString());
    keys.put("general.file_type", type.fileType());
    keys.put("general.quantization_version", 2);
    Map<String, Object> sizes = new LinkedHashMap<>();
    sizes.put("vocab_size", config.vocabSize());
    sizes.put("context_length", contextLength());
    sizes.put("embedding_length", config.hiddenSize());
    sizes.put("block_count", config.numHiddenLayers());
    sizes.put("feed_forward_length", config.intermediateSize());
    sizes.put("attention.head_count", config.numAttentionHeads());
    sizes.put("attention.head_count_kv", config.numKeyValueHeads());
    sizes.put("attention.key_length", config.headDim());
    sizes.put("attention.value_length", config.headDim());
    sizes.put("attention.layer_norm_rms_epsilon", (float) config.rmsNormEps());
    sizes.put("rope.dimension_count", config.headDim());
    sizes.put("rope.freq_base", (float) config.ropeParameters().ropeTheta());
    sizes.forEach((key, value) -> keys.put(architecture + "." + key, value));
    keys.putAll(Files.exists(folder.resolve(BytePairTokenizer.FILE))
        ? GgufTokenizer.of(BytePairTokenizer.open(folder), config.vocabSize(), ends())
        : GgufTokenizer.none());
    return keys;
  }

  private List<Integer> ends() throws IOException {
    List<Integer> ends = GenerationConfig.load(folder).eosTokenIds();
    return ends.isEmpty() ? config.eosTokenIds() : ends;
  }
}
