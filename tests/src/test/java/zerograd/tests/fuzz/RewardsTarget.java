package zerograd.tests.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import zerograd.rl.reward.CountdownReward;
import zerograd.rl.reward.Gsm8kReward;
import zerograd.rl.reward.KnightsAndKnavesReward;
import zerograd.rl.reward.MultiplyReward;
import zerograd.rl.reward.Reward;
import zerograd.rl.reward.Sample;
import zerograd.rl.reward.SocialIqaReward;
import zerograd.testkit.fuzz.FuzzTarget;

/// A response and, behind a tab, the ground truth of a data set, scored by each of the rule rewards.
///
/// A response scores whatever it says; a ground truth may be refused.
public final class RewardsTarget implements FuzzTarget {

  private static final List<Reward> REWARDS = List.of(KnightsAndKnavesReward.paper(), new CountdownReward(),
      new Gsm8kReward(false), new Gsm8kReward(true), new MultiplyReward(), SocialIqaReward.published());

  @Override public boolean parse(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    int tab = text.indexOf('\t');
    String response = tab < 0 ? text : text.substring(0, tab), truth = tab < 0 ? "" : text.substring(tab + 1);
    int scored = 0;
    for (Reward reward : REWARDS) {
      try {
        Object known = reward instanceof CountdownReward
            ? Map.of("target", 24, "numbers", List.of(3, 8))
            : truth;
        if (!Double.isFinite(reward.score(new Sample("", response, known))))
          throw new AssertionError(reward + " is not finite");
        scored++;
      } catch (IllegalArgumentException refusal) {
        Refusals.refused(refusal);
      }
    }
    return scored > 3;
  }

  @Override public List<String> words() {
    return List.of("\t", "Assistant:", "<|im_start|>assistant", "<think>", "</think>", "<answer>",
        "</answer>", "Emma is a knight",
        "Liam is a knave", "(1) ", "knight", "####", "#### 12", "12", "$", ",", "1+2", "(3*4)", "**", "//",
        "(", ")", "A", "B",
        "{\"target\": 5, \"numbers\": [1, 4]}", "[", "]", ".", "\n", " ");
  }
}
