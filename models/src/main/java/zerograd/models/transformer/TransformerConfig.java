package zerograd.models.transformer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import zerograd.models.json.JsonFiles;
import zerograd.models.layers.RopeParameters;

/// The sizes and choices of a transformer, from the keys of `config.json`.
///
/// Keys that change the arithmetic are honoured or refused by name; all others are carried along and written back.
///
/// @param attentionBias bias on q, k and v
/// @param outputBias bias on the attention's output
/// @param mlpBias bias on the three matrices of the feed-forward layer
/// @param queryKeyNorm RMSNorm on each head of q and k
/// @param windows for each layer, how many keys a position sees, itself included; 0 for all
/// @param json the keys and values this was read from
public record TransformerConfig(Family family, int vocabSize, int hiddenSize, int intermediateSize,
    int numHiddenLayers,
    int numAttentionHeads, int numKeyValueHeads, int headDim, int maxPositionEmbeddings, double rmsNormEps,
    double initializerRange, boolean tieWordEmbeddings, boolean attentionBias, boolean outputBias,
    boolean mlpBias,
    boolean queryKeyNorm, RopeParameters ropeParameters, List<Integer> windows, List<Integer> eosTokenIds,
    Map<String, Object> json) {

  /// The name of the file.
  public static final String FILE = "config.json";

  /// Deeper models are taken for an error; the deepest published ones have under two hundred.
  private static final int MOST_LAYERS = 10_000;

  /// Keys of other architectures that change what is computed. A file that sets one of them is refused, as silence would
  /// give wrong numbers.
  private static final List<String> FOREIGN = List.of("quantization_config", "num_experts",
      "num_local_experts",
      "attn_logit_softcapping", "final_logit_softcapping", "logit_softcapping", "query_pre_attn_scalar",
      "attention_multiplier", "embedding_multiplier", "residual_multiplier", "logits_scaling", "logit_scale",
      "clip_qkv", "alibi", "use_qk_norm", "qk_layernorm", "no_rope_layers", "attention_chunk_size",
      "kv_lora_rank", "is_encoder_decoder", "add_cross_attention");

  /// Reads a `config.json`, or the one in a folder.
  ///
  /// @throws IOException if it cannot be read
  /// @throws zerograd.models.checkpoint.MalformedFileException if it is not a JSON object
  /// @throws IllegalArgumentException if it asks for something that is not computed here
  public static TransformerConfig load(Path file) throws IOException {
    return of(JsonFiles.read(Files.isDirectory(file) ? file.resolve(FILE) : file));
  }

  /// From the keys of a `config.json`.
  ///
  /// @throws IllegalArgumentException if a key is missing, has a wrong type, or asks for something not computed here
  public static TransformerConfig of(Map<String, ?> json) {
    ConfigKeys keys = new ConfigKeys(FILE, json);
    Family family = family(keys);
    refuseForeign(keys, family);
    int D = keys.size("hidden_size"), H = keys.size("num_attention_heads");
    int L = keys.positive("num_hidden_layers");
    if (L > MOST_LAYERS)
      throw keys
          .refused("num_hidden_layers is %,d, which no model has; at most %,d".formatted(L, MOST_LAYERS));
    boolean attentionBias = keys.bool("attention_bias", false);
    boolean qkvBias = family == Family.QWEN2 || attentionBias;
    return new TransformerConfig(family, keys.size("vocab_size"), D, keys.size("intermediate_size"),
        L, H,
        keyValueHeads(keys, family, H), keys.size("head_dim", family == Family.QWEN3 ? 128 : D / H),
        keys.positive("max_position_embeddings", family == Family.LLAMA ? 2048 : 32768),
        keys.notNegative("rms_norm_eps", 1e-6), keys.notNegative("initializer_range", 0.02),
        keys.bool("tie_word_embeddings", false), qkvBias, attentionBias, keys.bool("mlp_bias", false),
        family == Family.QWEN3, rope(keys), windows(keys, family, L), keys.ids("eos_token_id"),
        Collections.unmodifiableMap(new LinkedHashMap<>(json)));
  }

  /// @throws IllegalArgumentException if the sizes do not fit each other
  public TransformerConfig {
    windows = List.copyOf(windows);
    eosTokenIds = List.copyOf(eosTokenIds);
    if (numAttentionHeads % numKeyValueHeads != 0) {
      throw new IllegalArgumentException(
          "%s num_attention_heads %d must be a multiple of num_key_value_heads %d"
              .formatted(FILE, numAttentionHeads, numKeyValueHeads));
    }
    if (headDim < 1 || (long) numAttentionHeads * headDim > ConfigKeys.LARGEST) {
      throw new IllegalArgumentException("%s has %,d attention heads of size %,d, which no model has"
          .formatted(FILE, numAttentionHeads, headDim));
    }
    if (headDim % 2 != 0) {
      throw new IllegalArgumentException(
          "%s head_dim must be even, as rotary positions turn pairs, got %d".formatted(FILE, headDim));
    }
    if (windows.size() != numHiddenLayers) {
      throw new IllegalArgumentException(
          "%s layer_types has %d entries for num_hidden_layers %d".formatted(FILE,
              windows.size(), numHiddenLayers));
    }
  }

  private static Family family(ConfigKeys keys) {
    String modelType = keys.string("model_type", null);
    List<String> architectures = keys.strings("architectures");
    for (Family family : Family.values()) {
      boolean typed = modelType == null || modelType.equals(family.modelType());
      boolean built = architectures.isEmpty() || architectures.equals(List.of(family.architecture()));
      if (typed && built && (modelType != null || !architectures.isEmpty()))
        return family;
    }
    List<String> known = new ArrayList<>();
    for (Family family : Family.values()) known.add(family.modelType() + " (" + family.architecture() + ")");
    throw keys
        .refused("names model_type %s and architectures %s; known are %s".formatted(modelType, architectures,
            String.join(", ", known)));
  }

  private static void refuseForeign(ConfigKeys keys, Family family) {
    for (String key : FOREIGN) {
      Object value = keys.json().get(key);
      if (value != null && !value.equals(false))
        throw keys.refused(
            "sets %s to %s, which %s models do not have here".formatted(key, value, family.modelType()));
    }
    String activation = keys.string("hidden_act", "silu");
    if (!activation.equals("silu") && !activation.equals("swish")) {
      throw keys.refused("sets hidden_act to \"%s\"; only \"silu\" is computed here".formatted(activation));
    }
    if (keys.number("attention_dropout", 0) != 0) {
      throw keys.refused("sets attention_dropout to %s; there is no dropout here, set it to 0"
          .formatted(keys.json().get("attention_dropout")));
    }
    refuseBias(keys, "attention_bias", family == Family.LLAMA || family == Family.QWEN3, family);
    refuseBias(keys, "mlp_bias", family == Family.LLAMA, family);
  }

  private static void refuseBias(ConfigKeys keys, String key, boolean known, Family family) {
    if (keys.bool(key, false) && !known) {
      throw keys.refused("sets %s to true, which %s models do not have".formatted(key, family.modelType()));
    }
  }

  private static int keyValueHeads(ConfigKeys keys, Family family, int H) {
    boolean optional = family == Family.LLAMA || keys.mentions("num_key_value_heads");
    return optional ? keys.size("num_key_value_heads", H) : keys.size("num_key_value_heads");
  }

  /// Both styles: `rope_theta` beside `rope_scaling`, and all in `rope_parameters`.
  private static RopeParameters rope(ConfigKeys keys) {
    ConfigKeys rope = keys.object(keys.has("rope_scaling") ? "rope_scaling" : "rope_parameters");
    double theta = rope.number("rope_theta", keys.number("rope_theta", 10_000));
    for (ConfigKeys place : List.of(keys, rope)) {
      if (place.number("partial_rotary_factor", 1) != 1) {
        throw place.refused("sets partial_rotary_factor to %s; whole heads are turned here"
            .formatted(place.json().get("partial_rotary_factor")));
      }
    }
    String type = rope.string("rope_type", rope.string("type", "default"));
    return switch (type) {
      case "default" -> {
        for (String key : rope.json().keySet()) {
          if (!List.of("rope_type", "type", "rope_theta", "partial_rotary_factor").contains(key))
            throw rope.refused("has %s, which rope_type default does not use".formatted(key));
        }
        yield new RopeParameters.Default(theta);
      }
      case "llama3" -> new RopeParameters.Llama3(theta, required(rope, "factor"),
          required(rope, "low_freq_factor"), required(rope, "high_freq_factor"),
          rope.positive("original_max_position_embeddings", keys.positive("max_position_embeddings", 2048)));
      default -> throw rope.refused("has rope_type \"%s\"; known are default and llama3".formatted(type));
    };
  }

  private static double required(ConfigKeys keys, String key) {
    if (!keys.has(key))
      throw keys.refused("lacks %s, which rope_type llama3 needs".formatted(key));
    return keys.number(key, 0);
  }

  private static List<Integer> windows(ConfigKeys keys, Family family, int L) {
    List<String> types = keys.strings("layer_types");
    int window = keys.mentions("sliding_window") ? keys.positive("sliding_window", 0) : 4096;
    if (family.isQwen() && !keys.bool("use_sliding_window", false))
      window = 0;
    if (!types.isEmpty())
      return windowsByType(keys, family, types, window);

    int first = switch (family) {
      case LLAMA -> L;
      case MISTRAL -> 0;
      case QWEN2, QWEN3 -> keys.integer("max_window_layers", 28);
    };
    List<Integer> windows = new ArrayList<>();
    for (int i = 0; i < L; i++) windows.add(i >= first ? window : 0);
    return windows;
  }

  private static List<Integer> windowsByType(ConfigKeys keys, Family family, List<String> types, int window) {
    List<Integer> windows = new ArrayList<>();
    for (String type : types) {
      boolean sliding = type.equals("sliding_attention");
      if (!sliding && !type.equals("full_attention")) {
        throw keys.refused(
            "has layer type \"%s\"; known are full_attention and sliding_attention".formatted(type));
      }
      if (family == Family.LLAMA && sliding || family == Family.MISTRAL && sliding != window > 0) {
        throw keys.refused(
            "sets layer_types to %s, which %s models do not use".formatted(types, family.modelType()));
      }
      if (sliding && window == 0) {
        throw keys.refused("has a sliding_attention layer but use_sliding_window or sliding_window is off");
      }
      windows.add(sliding ? window : 0);
    }
    return windows;
  }

  /// The keys to write, with the type of the numbers set to what they are stored as, such as `float32`.
  public Map<String, Object> json(String storedAs) {
    Map<String, Object> written = new LinkedHashMap<>(json);
    written.putIfAbsent("architectures", List.of(family.architecture()));
    written.putIfAbsent("model_type", family.modelType());
    written.put(json.containsKey("dtype") ? "dtype" : "torch_dtype", storedAs);
    return written;
  }
}
