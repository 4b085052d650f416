package zerograd.tests.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import zerograd.models.checkpoint.MalformedFileException;
import zerograd.models.checkpoint.StorageType;
import zerograd.models.lora.Adapter;
import zerograd.models.lora.AdapterFolder;
import zerograd.models.transformer.CausalLm;
import zerograd.models.transformer.TransformerConfig;
import zerograd.tensor.Device;
import zerograd.testkit.fuzz.FuzzTarget;

/// The folder of an adapter, put on a small model: `adapter_config.json`, a form feed, and `adapter_model.safetensors` as
/// [SafetensorsTarget] spells it. One that was read scales by a number, and is read again as it is saved.
public final class AdapterTarget implements FuzzTarget {

  private static final TransformerConfig BASE = TransformerConfig.of(Map.of("model_type", "llama",
      "vocab_size", 8, "hidden_size", 4, "intermediate_size", 6, "num_hidden_layers", 2,
      "num_attention_heads", 2, "num_key_value_heads", 1, "tie_word_embeddings", true));

  private final Scratch scratch = Scratch.make();
  private final Device device = Device.cpu(1);

  @Override public boolean parse(byte[] input) throws IOException {
    int border = 0;
    while (border < input.length && input[border] != '\f')
      border++;
    scratch.file(AdapterFolder.CONFIG, Arrays.copyOf(input, border));
    scratch.file(AdapterFolder.WEIGHTS, SafetensorsTarget.file(
        Arrays.copyOfRange(input, Math.min(border + 1, input.length), input.length)));
    try {
      device.run("adapter", () -> {
        try {
          read();
        } catch (IOException failed) {
          throw new UncheckedIOException(failed);
        }
      });
      return true;
    } catch (MalformedFileException | IllegalArgumentException refusal) {
      return Refusals.refused(refusal);
    }
  }

  private void read() throws IOException {
    Adapter adapter = AdapterFolder.loadFrozen(scratch.folder());
    adapter.on(CausalLm.emptyFrozen(BASE));
    if (!Float.isFinite(adapter.config().scale()))
      throw new AssertionError("scaled by " + adapter.config().scale());
    Path again = scratch.folder().resolve("again");
    AdapterFolder.save(again, adapter, StorageType.F32, Optional.empty());
    if (!AdapterFolder.loadFrozen(again).config().equals(adapter.config()))
      throw new AssertionError("read again as something else");
  }

  @Override public List<String> words() {
    return List.of("\"peft_type\":\"LORA\"", "\"r\":", "\"lora_alpha\":", "\"lora_dropout\":",
        "\"use_rslora\":true", "\"target_modules\":", "\"all-linear\"", "[\"q_proj\"]", "\"down_proj\"",
        "\"bias\":\"none\"", "\"init_lora_weights\":true", "\"use_dora\":", "\"rank_pattern\":{}",
        "\"modules_to_save\":", "\"fan_in_fan_out\":false", "base_model.model.", "model.layers.0.",
        "model.layers.1.", "self_attn.q_proj", "mlp.down_proj", ".lora_A.weight", ".lora_B.weight",
        "\"dtype\":", "\"F32\"", "\"BF16\"", "\"F16\"", "\"shape\":[1,4]", "\"shape\":[4,1]",
        "\"data_offsets\":[0,16]", "\"data_offsets\":[16,32]", "1e300", "1e-300", "\\u0000", "null", "true",
        "\f", "{", "}", "[", "]", ":", ",", "\0\0\0\0");
  }
}
