package zerograd.cli.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import zerograd.core.Floats;
import zerograd.models.checkpoint.StorageType;
import zerograd.models.transformer.CausalLm;
import zerograd.models.transformer.GenerationConfig;
import zerograd.models.transformer.Pretrained;
import zerograd.models.transformer.TextFiles;
import zerograd.models.transformer.TransformerConfig;
import zerograd.tensor.Device;
import zerograd.tensor.kernels.FrozenFormat;

/// The models that are measured: sizes from 0.9 million to 3.2 billion weights, with random weights and a tied head.
public enum BenchModel {
  NANO("nano", 128, 4, 4, 2, 384, 1024), MICRO("micro", 256, 6, 4, 2, 1536, 4096), SMALL("small", 768, 12, 12,
      4, 2048, 32_000), QWEN25_05B("qwen2.5-0.5b", 896, 24, 14, 2, 4864, 151_936), LLAMA32_1B("llama3.2-1b",
          2048, 16, 32, 8, 8192, 128_256), LLAMA32_3B("llama3.2-3b", 3072, 28, 24, 8, 8192, 128_256);

  /// Of a uniform number in [−2¹⁵, 2¹⁵) the deviation is 2¹⁵/√3; times this, weights have the usual 0.02.
  private static final float RANGE = 0.035f / (1 << 15);

  private final String name;
  private final TransformerConfig config;

  BenchModel(String name, int hidden, int layers, int heads, int keyValueHeads, int inner, int vocabulary) {
    this.name = name;
    boolean llama = name.startsWith("llama");
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("architectures", List.of(llama ? "LlamaForCausalLM" : "Qwen2ForCausalLM"));
    json.put("model_type", llama ? "llama" : "qwen2");
    json.put("hidden_act", "silu");
    json.put("hidden_size", hidden);
    json.put("num_hidden_layers", layers);
    json.put("num_attention_heads", heads);
    json.put("num_key_value_heads", keyValueHeads);
    json.put("intermediate_size", inner);
    json.put("vocab_size", vocabulary);
    json.put("max_position_embeddings", llama ? 131_072 : 32_768);
    json.put("rms_norm_eps", llama ? 1e-5 : 1e-6);
    json.put("rope_theta", llama ? 500_000.0 : 1_000_000.0);
    if (llama) {
      json.put("rope_scaling", Map.of("rope_type", "llama3", "factor", 32.0, "low_freq_factor", 1.0,
          "high_freq_factor", 4.0, "original_max_position_embeddings", 8192));
    }
    json.put("initializer_range", 0.02);
    json.put("tie_word_embeddings", true);
    config = TransformerConfig.of(json);
  }

  /// The model of that name, if there is one.
  public static Optional<BenchModel> named(String name) {
    return Arrays.stream(values()).filter(model -> model.name.equals(name)).findFirst();
  }

  /// What all are called.
  public static List<String> names() { return Arrays.stream(values()).map(model -> model.name).toList(); }

  /// What it is called on the command line.
  public String label() { return name; }

  TransformerConfig config() { return config; }

  ModelCost cost() { return ModelCost.of(config); }

  /// A model to be trained, in the innermost scope.
  Pretrained trainable() { return filled(CausalLm.empty(config)); }

  /// A policy that samples with the weights that it is trained with, in the innermost scope.
  Pretrained policy() { return filled(CausalLm.emptyFrozen(config)); }

  /// A model that is only asked, in the innermost scope.
  Pretrained frozen(FrozenFormat format) { return filled(CausalLm.emptyFrozen(config, format)); }

  /// With weights that cost less to make than those of training, and as much to compute with.
  private Pretrained filled(CausalLm model) {
    model.parameters().forEach((path, param) -> {
      int seed = path.hashCode(), columns = param.shape().columns();
      if (param.matrix().isPresent()) {
        param.matrix().get().fill((from, numbers) -> fill(numbers, from / columns, columns, seed));
        return;
      }
      Floats numbers = param.value().data();
      if (param.shape().rank() != 2) numbers.fill(path.endsWith("norm.weight") ? 1 : 0);
      else
        Device.current().workers().rows(param.shape().rows(), 16,
            (from, to, _) -> fill(numbers.slice((long) from * columns, (long) (to - from) * columns), from,
                columns, seed));
      param.touch();
    });
    return new Pretrained(model, config, GenerationConfig.empty(), Optional.empty(), TextFiles.none());
  }

  /// Fills whole rows, the first of which is the matrix's row `first`.
  private static void fill(Floats rows, long first, int columns, int seed) {
    for (long i = 0; i < rows.length(); i += columns) {
      SplittableRandom random = new SplittableRandom((long) seed << 32 | first + i / columns);
      long bits = 0;                                        // four weights from each 64
      for (int k = 0; k < columns; k++) {
        bits = k % 4 == 0 ? random.nextLong() : bits >> 16;
        rows.set(i + k, (short) bits * RANGE);
      }
    }
  }

  /// Writes the model as a folder in Hugging Face layout.
  ///
  /// @param format float32 or bf16
  /// @throws IOException if that failed
  public void write(Path folder, FrozenFormat format) throws IOException {
    try (Device device = Device.cpu()) {
      device.run("model", () -> frozen(format).save(folder,
          format == FrozenFormat.BF16 ? StorageType.BF16 : StorageType.F32));
    }
  }

  /// `count` random texts of `length` tokens, no two alike.
  List<int[]> texts(int count, int length) {
    SplittableRandom random = new SplittableRandom(1);
    int[][] texts = new int[count][length];
    for (int[] text : texts) Arrays.setAll(text, _ -> random.nextInt(config.vocabSize()));
    return List.of(texts);
  }
}
