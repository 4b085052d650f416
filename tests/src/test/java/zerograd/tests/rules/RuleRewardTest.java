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
import zerograd.rl.reward.CountdownReward;
import zerograd.rl.reward.Gsm8kReward;
import zerograd.rl.reward.KnightsAndKnavesReward;
import zerograd.rl.reward.MultiplyReward;
import zerograd.rl.reward.Reward;
import zerograd.rl.reward.Sample;
import zerograd.rl.reward.SocialIqaReward;

/// The rule rewards against scores recorded from the published programs: every case of `rule_rewards.json`.
///
/// `-Dzerograd.rules=DIR` reads them from another folder.
class RuleRewardTest {

  private static final Path ROOT = Path.of(System.getProperty("zerograd.rules", "src/test/resources/rules"));
  private static final Map<String, Reward> REWARDS = Map.of("kk", KnightsAndKnavesReward.paper(),
      "social_iqa",
      SocialIqaReward.published(), "gsm8k_flexible", new Gsm8kReward(true), "gsm8k_strict",
      new Gsm8kReward(false),
      "countdown", new CountdownReward(), "multiply", new MultiplyReward());

  @Test void everyRecordedScoreIsOurs() throws IOException {
    JsonMapper json = new JsonMapper();
    int compared = 0;
    List<String> differences = new ArrayList<>();
    for (JsonNode recorded : json.readTree(Files.readString(ROOT.resolve("rule_rewards.json")))) {
      compared++;
      Object truth = json.convertValue(recorded.get("ground_truth"), Object.class);
      double score = REWARDS.get(recorded.get("task").asString())
          .score(new Sample("", recorded.get("text").asString(), truth));
      if (score != recorded.get("score").asDouble()) differences.add(score + " for " + recorded);
    }
    System.out.println("compared " + compared + " cases, " + (compared - differences.size()) + " agree");
    assertTrue(compared > 0, "no case in " + ROOT.toAbsolutePath());
    assertEquals(List.of(), differences);
  }
}
