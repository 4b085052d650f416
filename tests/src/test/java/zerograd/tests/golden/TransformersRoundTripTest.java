package zerograd.tests.golden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import zerograd.models.checkpoint.StorageType;
import zerograd.models.transformer.Pretrained;
import zerograd.models.transformer.TokenBatch;
import zerograd.models.transformer.TransformerConfig;
import zerograd.tensor.Device;

/// What is saved here, Python's `transformers` loads, and it gives each token the same log-probability.
///
/// Runs where the environment variable `PYTHON` names an interpreter that has `transformers` and `torch`.
class TransformersRoundTripTest {

  private static final int[] IDS = {5, 3, 200, 17, 17, 99, 4, 250, 1, 60};

  /// Both compute in float32, in another order.
  private static final float BOUND = 2e-5f;

  private static final String PROGRAM = """
      import sys, torch
      from transformers import AutoModelForCausalLM
      ids = torch.tensor([[int(word) for word in sys.argv[2].split(",")]])
      model = AutoModelForCausalLM.from_pretrained(sys.argv[1], dtype=torch.float32)
      with torch.no_grad():
          rows = torch.log_softmax(model(ids).logits[0, :-1].double(), -1)
      print("log-probs", rows.gather(1, ids[0, 1:, None])[:, 0].tolist())
      """;

  @ParameterizedTest
  @ValueSource(strings = {"llama", "mistral", "qwen2", "qwen3"}) void transformersGivesTheSameLogProbs(
      String family, @TempDir Path folder) throws IOException, InterruptedException {
    String python = System.getenv("PYTHON");
    assumeTrue(python != null, "PYTHON is not set to an interpreter that has transformers");
    Map<String, Object> json = new HashMap<>(Map.of("model_type", family, "vocab_size", 256, "hidden_size",
        64,
        "intermediate_size", 96, "num_hidden_layers", 3, "num_attention_heads", 4, "num_key_value_heads", 2,
        "head_dim", 16, "initializer_range", 0.2, "tie_word_embeddings", family.startsWith("qwen")));
    if (family.equals("llama")) {
      json.put("rope_scaling", Map.of("rope_type", "llama3", "factor", 8.0, "low_freq_factor", 1.0,
          "high_freq_factor", 4.0, "original_max_position_embeddings", 32));
    }
    for (StorageType type : List.of(StorageType.F32, StorageType.BF16)) {
      Path saved = folder.resolve(type.name());
      float[] ours;
      try (Device device = Device.cpu(1)) {
        ours = device.call("model", () -> {
          Pretrained.random(TransformerConfig.of(json), 3).save(saved, type);
          return Pretrained.load(saved).model().logProbs(TokenBatch.of(List.of(IDS)), 1).slice(0, 1).value()
              .toArray();
        });
      }
      assertArrayEquals(theirs(python, saved), ours, BOUND, family + " in " + type);
    }
  }

  private static float[] theirs(String python, Path saved) throws IOException, InterruptedException {
    String words = String.join(",", Arrays.stream(IDS).mapToObj(Integer::toString).toList());
    Process process = new ProcessBuilder(python, "-c", PROGRAM, saved.toString(), words)
        .redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), printed);
    String last = printed.lines().filter(line -> line.startsWith("log-probs ")).findFirst().orElseThrow();
    double[] numbers = new JsonMapper().readValue(last.substring("log-probs ".length()), double[].class);
    float[] rounded = new float[numbers.length];
    for (int i = 0; i < rounded.length; i++) rounded[i] = (float) numbers[i];
    return rounded;
  }
}
