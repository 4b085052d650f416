package zerograd.tests.fuzz;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import zerograd.rl.reward.RewardCatalog;
import zerograd.rl.reward.RewardException;
import zerograd.rl.reward.RewardRunner;
import zerograd.rl.reward.Sample;
import zerograd.testkit.fuzz.FuzzTarget;

/// A response and, behind a tab, the ground truth of a data set, scored by each reward that has a name, within the steps of a
/// sample.
///
/// A response scores whatever it says; a ground truth may be refused.
public final class RewardsTarget implements FuzzTarget {

  private static final List<RewardRunner> REWARDS = RewardCatalog.names().stream()
      .map(name -> RewardCatalog.find(name).orElseThrow())
      .map(named -> new RewardRunner(named.reward(), 1, 100_000, Duration.ofSeconds(30), named.fallback()))
      .toList();
  private static final Map<String, Object> GAME = Map.of("target", 24, "numbers", List.of(3, 8));

  @Override public boolean parse(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    int tab = text.indexOf('\t');
    String response = tab < 0 ? text : text.substring(0, tab), truth = tab < 0 ? "" : text.substring(tab + 1);
    int scored = 0;
    for (RewardRunner reward : REWARDS) {
      for (Object known : List.of(truth, GAME)) {
        try {
          reward.score(List.of(new Sample("", response, known)));
          scored++;
        } catch (RewardException thrown) {
          if (!(thrown.getCause() instanceof IllegalArgumentException refusal)) throw thrown;
          Refusals.refused(refusal);
        }
      }
    }
    return scored > REWARDS.size();
  }

  @Override public List<String> words() {
    return List.of("\t", "Assistant:", "<|im_start|>assistant", "<think>", "</think>", "<answer>",
        "</answer>", "Emma is a knight",
        "Liam is a knave", "(1) ", "knight", "####", "#### 12", "12", "$", ",", "1+2", "(3*4)", "**", "//",
        "(", ")", "A", "B",
        "{\"target\": 5, \"numbers\": [1, 4]}", "[", "]", ".", "\n", " ");
  }
}
