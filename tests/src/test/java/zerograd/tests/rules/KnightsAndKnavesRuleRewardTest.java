package zerograd.tests.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import zerograd.rl.reward.KnightsAndKnavesReward;
import zerograd.rl.reward.Sample;

/// The reward against scores recorded from Logic-RL's own code: the cases of `rule_rewards.json` with the
/// task `kk`.
///
/// `-Dzerograd.rules=DIR` reads them from another folder.
class KnightsAndKnavesRuleRewardTest {

  private static final Path ROOT = Path.of(System.getProperty("zerograd.rules", "src/test/resources/rules"));

  @Test void everyRecordedScoreIsOurs() throws IOException {
    JsonMapper json = new JsonMapper();
    int compared = 0;
    List<String> differences = new ArrayList<>();
    for (JsonNode recorded : json.readTree(Files.readString(ROOT.resolve("rule_rewards.json")))) {
      if (!recorded.get("task").asString().equals("kk")) continue;
      compared++;
      Map<?, ?> truth = json.convertValue(recorded.get("ground_truth"), Map.class);
      double score = KnightsAndKnavesReward.paper()
          .score(new Sample("", recorded.get("text").asString(), truth));
      if (score != recorded.get("score").asDouble()) differences.add(score + " for " + recorded);
    }
    System.out.println("compared " + compared + " cases, " + (compared - differences.size()) + " agree");
    assertTrue(compared > 0, "no case with the task kk in " + ROOT.toAbsolutePath());
    assertEquals(List.of(), differences);
  }
}
