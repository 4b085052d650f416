package zerograd.tests.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import zerograd.core.Floats;
import zerograd.models.checkpoint.Safetensors;
import zerograd.models.generate.Epsilon;
import zerograd.models.generate.LogitsProcessor;
import zerograd.models.generate.MinP;
import zerograd.models.generate.NoRepeatNgram;
import zerograd.models.generate.RepetitionPenalty;
import zerograd.models.generate.Scores;
import zerograd.models.generate.Temperature;
import zerograd.models.generate.TopK;
import zerograd.models.generate.TopP;
import zerograd.models.generate.Typical;
import zerograd.tensor.Device;
import zerograd.tests.Fixtures;

/// Each logits processor, and chains of them, against those of `transformers`: the same tokens left, the same scores, the same
/// probabilities.
class SamplerGoldenTest {

  private int tensors;

  @Test void processorsLeaveTheGoldenScores() throws IOException {
    JsonNode cases = new JsonMapper().readTree(Files.readString(Fixtures.golden("samplers.json")));
    try (Safetensors golden = Safetensors.open(Fixtures.golden("samplers.safetensors"));
        Device device = Device.cpu(1)) {
      device.run("samplers", () -> {
        for (Map.Entry<String, JsonNode> entry : cases.properties())
          compare(golden, entry.getKey(), entry.getValue());
      });
    }
    assertTrue(cases.size() > 0, "samplers.json has no case");
    System.out.println("samplers: compared " + cases.size() + " fixtures, " + tensors + " tensors");
  }

  private void compare(Safetensors golden, String name, JsonNode steps) {
    float[] logits = read(golden, "logits");
    long[] ids = golden.readLongs("input_ids");
    int rows = golden.shape("logits").dim(0), V = golden.shape("logits").dim(1), T = ids.length / rows;
    float[] expected = read(golden, name + ".logits"), probs = read(golden, name + ".probs");
    Scores scores = new Scores(V);
    for (int r = 0; r < rows; r++) {
      scores.load(Arrays.copyOfRange(logits, r * V, (r + 1) * V));
      int[] tokens = new int[T];
      for (int t = 0; t < T; t++) tokens[t] = (int) ids[r * T + t];
      for (JsonNode step : steps) processor(step.get(0).asString(), step.get(1)).apply(scores, tokens, T);
      compareRow(name, r, scores, expected, probs);
    }
    tensors += 2;
  }

  private static void compareRow(String name, int r, Scores scores, float[] expected, float[] probs) {
    int V = scores.size();
    double sum = 0, max = Double.NEGATIVE_INFINITY;
    for (int v = 0; v < V; v++) max = Math.max(max, scores.get(v));
    for (int v = 0; v < V; v++) sum += Math.exp(scores.get(v) - max);
    for (int v = 0; v < V; v++) {
      String place = "%s row %d token %d".formatted(name, r, v);
      float wanted = expected[r * V + v];
      assertEquals(wanted == Float.NEGATIVE_INFINITY, !scores.isPossible(v), place + " is forbidden");
      if (scores.isPossible(v)) assertEquals(wanted, scores.get(v), 2e-7 * (1 + Math.abs(wanted)), place);
      assertEquals(probs[r * V + v], Math.exp(scores.get(v) - max) / sum, 1e-6, place + " probability");
    }
  }

  private static float[] read(Safetensors golden, String name) {
    Floats target = Device.scope().floats(golden.shape(name).size());
    golden.read(name, target);
    return target.toArray();
  }

  private static LogitsProcessor processor(String name, JsonNode value) {
    return switch (name) {
      case "temperature" -> new Temperature((float) value.asDouble());
      case "top_k" -> new TopK(value.asInt());
      case "top_p" -> new TopP(value.asDouble());
      case "min_p" -> new MinP(value.asDouble());
      case "typical" -> new Typical(value.asDouble());
      case "epsilon" -> new Epsilon(value.asDouble());
      case "repetition" -> new RepetitionPenalty((float) value.asDouble());
      case "no_repeat_ngram" -> new NoRepeatNgram(value.asInt());
      default -> throw new AssertionError("no processor is called " + name);
    };
  }
}
