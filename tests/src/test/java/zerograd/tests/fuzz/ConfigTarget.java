package zerograd.tests.fuzz;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import zerograd.models.checkpoint.MalformedFileException;
import zerograd.models.json.JsonFiles;
import zerograd.models.transformer.GenerationConfig;
import zerograd.models.transformer.TransformerConfig;
import zerograd.testkit.fuzz.FuzzTarget;

/// `config.json` and `generation_config.json`; what was read is usable and is read again as it was.
public final class ConfigTarget implements FuzzTarget {

  private static final Path FILE = Path.of("config.json");

  @Override public boolean parse(byte[] input) {
    try {
      Map<String, Object> json = JsonFiles.parse(FILE, input);
      GenerationConfig.of(json);
      TransformerConfig config = TransformerConfig.of(json);
      for (double frequency : config.ropeParameters().inverseFrequencies(Math.min(config.headDim(), 256))) {
        if (!Double.isFinite(frequency)) throw new AssertionError("positions turn by " + frequency);
      }
      if (!(config.rmsNormEps() >= 0)) throw new AssertionError("eps is " + config.rmsNormEps());
      if (!TransformerConfig.of(config.json("float32")).windows().equals(config.windows()))
        throw new AssertionError("windows change");
      return true;
    } catch (MalformedFileException | IllegalArgumentException refusal) {
      return Refusals.refused(refusal);
    }
  }

  @Override public List<String> words() {
    return List.of("\"model_type\":", "\"qwen2\"", "\"qwen3\"", "\"llama\"", "\"mistral\"",
        "\"hidden_size\":",
        "\"num_attention_heads\":", "\"num_key_value_heads\":", "\"num_hidden_layers\":", "\"head_dim\":",
        "\"vocab_size\":",
        "\"intermediate_size\":", "\"max_position_embeddings\":", "\"rms_norm_eps\":", "\"rope_theta\":",
        "\"rope_scaling\":",
        "\"rope_parameters\":", "\"rope_type\":\"llama3\"", "\"factor\":", "\"low_freq_factor\":",
        "\"high_freq_factor\":",
        "\"original_max_position_embeddings\":", "\"layer_types\":", "\"sliding_attention\"",
        "\"full_attention\"",
        "\"sliding_window\":", "\"use_sliding_window\":true", "\"max_window_layers\":", "\"eos_token_id\":",
        "\"temperature\":",
        "\"top_k\":", "\"top_p\":", "\"tie_word_embeddings\":true", "null", "1e999", "{", "}", "[", "]", ",",
        ":");
  }
}
