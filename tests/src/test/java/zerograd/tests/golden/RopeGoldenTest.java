package zerograd.tests.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import zerograd.core.Floats;
import zerograd.models.checkpoint.Safetensors;
import zerograd.models.layers.RopeParameters;
import zerograd.tensor.Device;
import zerograd.tests.Fixtures;

/// Inverse frequencies at the settings of released models.
class RopeGoldenTest {

  /// The golden values were computed in float32: a power, a division, and for scaled ones four more roundings.
  static void compare(String name, float[] expected, double[] actual) {
    assertEquals(expected.length, actual.length, name);
    for (int i = 0; i < expected.length; i++) {
      double relative = Math.abs(actual[i] - expected[i]) / expected[i];
      if (!(relative <= 1e-6)) {
        throw new AssertionError("%s, frequency %d: expected %s, got %s, relative difference %.2g, bound 1e-6"
            .formatted(name, i, expected[i], actual[i], relative));
      }
    }
  }

  @Test void frequenciesOfReleasedModels() throws IOException {
    JsonNode settings = new JsonMapper()
        .readTree(Files.readString(Fixtures.golden("models/rope_inv_freq.json")));
    Path file = Fixtures.golden("models/rope_inv_freq.safetensors");
    try (Safetensors golden = Safetensors.open(file);
        Device device = Device.cpu(1)) {
      device.run("rope", () -> {
        for (String name : golden.names()) {
          Floats expected = Device.scope().floats(golden.shape(name).size());
          golden.read(name, expected);
          JsonNode setting = settings.get(name);
          compare(name, expected.toArray(),
              parameters(setting).inverseFrequencies(setting.get("head_dim").asInt()));
        }
      });
      assertTrue(golden.names().size() > 0);
      System.out.println("rope: compared 1 fixtures, " + golden.names().size() + " tensors");
    }
  }

  private static RopeParameters parameters(JsonNode setting) {
    double theta = setting.get("rope_theta").asDouble();
    if (setting.get("rope_type").asString().equals("default"))
      return new RopeParameters.Default(theta);
    return new RopeParameters.Llama3(theta, setting.get("factor").asDouble(),
        setting.get("low_freq_factor").asDouble(), setting.get("high_freq_factor").asDouble(),
        setting.get("original_max_position_embeddings").asInt());
  }
}
