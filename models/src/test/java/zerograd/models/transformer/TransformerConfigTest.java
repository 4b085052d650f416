package zerograd.models.transformer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerograd.models.TinyModels;
import zerograd.models.checkpoint.MalformedFileException;
import zerograd.models.layers.RopeParameters;

class TransformerConfigTest {

  /// The configuration of a family with some keys changed; null takes a key away.
  private static TransformerConfig config(String family, Object... changes) {
    Map<String, Object> json = TinyModels.json(family);
    for (int i = 0; i < changes.length; i += 2) {
      if (changes[i + 1] == null) json.remove(changes[i]);
      else
        json.put((String) changes[i], changes[i + 1]);
    }
    return TransformerConfig.of(json);
  }

  private static String refusal(String family, Object... changes) {
    return assertThrows(IllegalArgumentException.class, () -> config(family, changes)).getMessage();
  }

  @Test void familiesDifferInBiasesNormsAndWindows() {
    assertTrue(config("qwen2").attentionBias());
    assertFalse(config("qwen2").outputBias());
    assertFalse(config("llama").attentionBias());
    assertTrue(config("qwen3").queryKeyNorm());
    assertFalse(config("qwen2").queryKeyNorm());
    assertEquals(List.of(5, 5), config("mistral").windows());
    assertEquals(List.of(0, 0), config("llama").windows());
    assertEquals(List.of(4096, 4096), config("mistral", "sliding_window", null).windows());
  }

  @Test void headSizesFollowTheFamilyWhereTheFileSaysNothing() {
    assertEquals(6, config("llama", "head_dim", null).headDim());
    assertEquals(128, config("qwen3", "head_dim", null).headDim());
    assertEquals(10, config("qwen2").headDim());
  }

  @Test void aSlidingWindowThatIsSwitchedOffIsNotApplied() {
    assertEquals(List.of(0, 0), config("qwen2", "sliding_window", 4, "use_sliding_window", false,
        "max_window_layers", 1).windows());
    assertEquals(List.of(0, 4), config("qwen2", "sliding_window", 4, "use_sliding_window", true,
        "max_window_layers", 1).windows());
    assertEquals(List.of(4, 0),
        config("qwen3", "sliding_window", 4, "use_sliding_window", true, "layer_types",
            List.of("sliding_attention", "full_attention")).windows());
  }

  @Test void biasesOfLlamaAreHonoured() {
    TransformerConfig config = config("llama", "attention_bias", true, "mlp_bias", true);
    assertTrue(config.attentionBias() && config.outputBias() && config.mlpBias());
  }

  @Test void bothStylesOfRopeMeanTheSame() {
    Map<String, Object> llama3 = Map.of("rope_type", "llama3", "factor", 8.0, "low_freq_factor", 1.0,
        "high_freq_factor", 4.0, "original_max_position_embeddings", 32);
    Map<String, Object> withTheta = new HashMap<>(llama3);
    withTheta.put("rope_theta", 500.0);
    RopeParameters older = config("llama", "rope_theta", 500.0, "rope_scaling", llama3).ropeParameters();
    RopeParameters newer = config("llama", "rope_theta", null, "rope_parameters", withTheta).ropeParameters();
    assertEquals(new RopeParameters.Llama3(500, 8, 1, 4, 32), older);
    assertEquals(older, newer);
    assertEquals(new RopeParameters.Default(10_000), config("llama", "rope_theta", null).ropeParameters());
  }

  @Test void whatIsNotComputedHereIsRefusedByName() {
    assertEquals("config.json sets hidden_act to \"gelu\"; only \"silu\" is computed here",
        refusal("llama", "hidden_act", "gelu"));
    assertEquals("config.json, rope_scaling has rope_type \"yarn\"; known are default and llama3",
        refusal("qwen2", "rope_scaling", Map.of("type", "yarn", "factor", 4.0)));
    for (String type : List.of("linear", "dynamic", "longrope")) {
      assertEquals(
          "config.json, rope_parameters has rope_type \"" + type + "\"; known are default and llama3",
          refusal("llama", "rope_parameters", Map.of("rope_type", type, "factor", 2.0, "rope_theta", 5e5)));
    }
    assertEquals("config.json sets attention_bias to true, which mistral models do not have",
        refusal("mistral", "attention_bias", true));
    assertEquals("config.json sets num_experts to 8, which qwen3 models do not have here",
        refusal("qwen3", "num_experts", 8));
    assertEquals("config.json rms_norm_eps must not be negative, got -1.0E-5",
        refusal("llama", "rms_norm_eps", -1e-5));
    assertTrue(refusal("llama", "quantization_config", Map.of("bits", 4)).contains("quantization_config"));
    assertTrue(refusal("llama", "partial_rotary_factor", 0.5).contains("partial_rotary_factor"));
    assertTrue(refusal("llama", "attention_dropout", 0.1).contains("attention_dropout"));
    assertTrue(refusal("llama", "layer_types", List.of("full_attention", "sliding_attention"))
        .contains("layer_types"));
    assertTrue(refusal("qwen2", "layer_types", List.of("full_attention", "linear_attention"))
        .contains("linear_attention"));
  }

  @Test void unknownArchitecturesAreRefusedWithTheKnownOnes() {
    String words = refusal("gpt2");
    assertTrue(words.startsWith("config.json names model_type gpt2 and architectures []; known are llama"),
        words);
    assertTrue(refusal("qwen2", "architectures", List.of("Qwen2ForSequenceClassification"))
        .contains("Qwen2ForSequenceClassification"));
    assertEquals(Family.QWEN2,
        config("qwen2", "model_type", null, "architectures", List.of("Qwen2ForCausalLM")).family());
  }

  @Test void missingAndMistypedKeysAreNamed() {
    assertEquals("config.json lacks hidden_size, which has no default",
        refusal("llama", "hidden_size", null));
    assertEquals("config.json hidden_size must be a whole number below 2³¹, got 64.5",
        refusal("llama", "hidden_size", 64.5));
    assertEquals("config.json num_hidden_layers must be positive, got 0",
        refusal("llama", "num_hidden_layers", 0));
    assertEquals("config.json num_attention_heads 6 must be a multiple of num_key_value_heads 4",
        refusal("llama", "num_key_value_heads", 4));
  }

  @Test void aFileThatIsNotJsonIsRefusedWithItsPlace(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("config.json"), "{\"vocab_size\": 12,");
    String words = assertThrows(MalformedFileException.class, () -> TransformerConfig.load(folder))
        .getMessage();
    assertTrue(words.startsWith("config.json at byte "), words);
  }
}
