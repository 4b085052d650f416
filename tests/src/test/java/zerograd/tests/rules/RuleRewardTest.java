package zerograd.tests.rules;

import static zerograd.tests.rules.Recorded.text;

import java.util.Map;
import org.junit.jupiter.api.Test;
import zerograd.rl.reward.CountdownReward;
import zerograd.rl.reward.Gsm8kReward;
import zerograd.rl.reward.KnightsAndKnavesReward;
import zerograd.rl.reward.MultiplyReward;
import zerograd.rl.reward.Reward;
import zerograd.rl.reward.Sample;
import zerograd.rl.reward.SocialIqaReward;

/// The rule rewards against scores recorded from the published programs: every case of `rule_rewards.json`.
class RuleRewardTest {

  private static final Map<String, Reward> REWARDS = Map.of("kk", KnightsAndKnavesReward.paper(),
      "social_iqa",
      SocialIqaReward.published(), "gsm8k_flexible", new Gsm8kReward(true), "gsm8k_strict",
      new Gsm8kReward(false),
      "countdown", new CountdownReward(), "multiply", new MultiplyReward());

  @Test void everyRecordedScoreIsOurs() {
    Recorded.compare("rule rewards", Recorded.array("rule_rewards.json"), recorded -> {
      Object truth = Recorded.JSON.convertValue(recorded.get("ground_truth"), Object.class);
      double score = REWARDS.get(text(recorded, "task")).score(new Sample("", text(recorded, "text"), truth));
      return score == recorded.get("score").asDouble();
    }, 1);
  }
}
