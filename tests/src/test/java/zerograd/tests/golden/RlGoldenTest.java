package zerograd.tests.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import zerograd.models.checkpoint.Safetensors;
import zerograd.tensor.Device;
import zerograd.tests.Fixtures;

/// Advantages, KL estimates, losses, their gradients and metrics against what verl, TRL and OpenRLHF compute.
///
/// The fixtures are padded rows. Here their tokens lie end to end, and a token outside `response_mask` is one that is not
/// learned from. Arguments are read from `cases.json`, so fixtures made with other numbers are compared as well.
class RlGoldenTest {

  private static final Path CASES = Fixtures.golden("rl/cases.json");

  @Test void everyPublishedNumberIsOurs() throws IOException {
    JsonNode cases = new JsonMapper().readTree(Files.readString(CASES)).get("cases");
    int tensors = 0;
    List<String> wrong = new ArrayList<>();
    for (String name : cases.propertyNames()) {
      try (Safetensors file = Safetensors.open(CASES.resolveSibling(name + ".safetensors"));
          Device device = Device.cpu(1, "reference", 1 << 30)) {
        tensors += device.call("fixture",
            () -> new RlFixture(name, file, cases.get(name).get("outputs"), wrong).compareAll());
      }
    }
    System.out.println("compared " + cases.size() + " fixtures, " + tensors + " tensors");
    assertTrue(tensors > 0, "no reinforcement learning fixtures in " + CASES.toAbsolutePath());
    assertEquals(List.of(), wrong);
  }
}
