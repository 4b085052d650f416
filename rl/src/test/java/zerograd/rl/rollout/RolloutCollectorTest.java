package zerograd.rl.rollout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import zerograd.models.generate.Completion;
import zerograd.models.generate.FinishReason;
import zerograd.models.generate.GenerationSettings;
import zerograd.models.generate.RandomKey;
import zerograd.models.generate.Sampler;
import zerograd.models.transformer.Pretrained;
import zerograd.models.transformer.TransformerConfig;
import zerograd.rl.reward.Reward;
import zerograd.rl.reward.RewardRunner;
import zerograd.rl.reward.Sample;
import zerograd.rl.reward.Scored;
import zerograd.rl.reward.TokenReward;
import zerograd.tensor.Device;

class RolloutCollectorTest {

  private static final List<Prompt> PROMPTS = List.of(new Prompt("p", new int[]{1, 2}, "x", "test"),
      new Prompt("q", new int[]{3}, Map.of("answer", "y"), "test"));

  /// Two responses to each prompt: of 2, 1, 3 and 1 tokens.
  private static final List<Completion> COMPLETIONS = List.of(completion(0, 5, 0), completion(0, 0),
      completion(1, 4, 4, 4), completion(1, 0));

  private static Completion completion(int prompt, int... ids) {
    return new Completion(prompt, ids, new float[ids.length],
        ids[ids.length - 1] == 0 ? FinishReason.STOP_TOKEN : FinishReason.LENGTH);
  }

  private static List<Rollout> score(RewardRunner rewards, List<RolloutRow> kept) {
    return new RolloutCollector(null, null, rewards, Arrays::toString).score(PROMPTS, 2, COMPLETIONS, kept);
  }

  private static RewardRunner runner(Reward reward) { return RewardRunner.of(reward, -7).withThreads(2); }

  @Test void anOutcomeRewardStandsAtTheLastToken() {
    List<Rollout> rollouts = score(runner(sample -> sample.text().length()), List.of());
    assertArrayEquals(new float[]{0, "p[5, 0]".length()}, rollouts.get(0).rewards());
    assertArrayEquals(new float[]{0, 0, "q[4, 4, 4]".length()}, rollouts.get(2).rewards());
    assertEquals(List.of(0, 0, 1, 1), rollouts.stream().map(Rollout::group).toList());
    assertEquals(List.of(0, 1, 0, 1), rollouts.stream().map(Rollout::sample).toList());
    assertEquals(List.of("stop_token", "stop_token", "length", "stop_token"),
        rollouts.stream().map(Rollout::finishReason).toList());
  }

  /// What each token is worth: its place, from 1; the second and the fourth response are the same text.
  private record Places() implements TokenReward {
    @Override public float[] tokenScores(Sample sample, int tokens) {
      float[] scores = new float[tokens];
      for (int t = 0; t < tokens; t++) scores[t] = t + 1;
      return scores;
    }

    @Override public double score(Sample sample) {
      throw new AssertionError("the tokens' scores are asked for");
    }
  }

  @Test void aTokenRewardStandsWhereItPutsIt() {
    List<Rollout> rollouts = score(runner(new Places()), List.of());
    assertArrayEquals(new float[]{1, 2}, rollouts.get(0).rewards());
    assertArrayEquals(new float[]{1, 2, 3}, rollouts.get(2).rewards());
    assertEquals(List.of(3.0, 1.0, 6.0, 1.0), rollouts.stream().map(Rollout::score).toList());
  }

  @Test void whatTheClockDecidedOnceIsNotDecidedAgain() {
    RewardRunner slow = runner(sample -> {
      if (sample.response().equals("[4, 4, 4]")) {
        try {
          Thread.sleep(10_000);
        } catch (InterruptedException stopped) {
          Thread.currentThread().interrupt();
        }
      }
      return 1;
    }).withLimits(1000, Duration.ofMillis(50));
    List<Rollout> first = score(slow, List.of());
    assertEquals(Scored.Ending.TIME_LIMIT, first.get(2).scored().ending());
    assertArrayEquals(new float[]{0, 0, -7}, first.get(2).rewards());

    List<RolloutRow> kept = new ArrayList<>();
    for (Rollout r : first) {
      kept.add(
          new RolloutRow(1, r.group(), r.sample(), r.prompt().text(), r.text(), r.prompt().ids(), r.ids(),
              r.logProbs(), r.score(), 0, "", r.finishReason(), r.scored().ending().name().toLowerCase()));
    }
    List<Rollout> again = score(runner(_ -> 1), kept);
    assertEquals(-7, again.get(2).score());
    assertEquals(1, again.get(0).score());
  }

  /// What is asked in one go and in parts, many at once or one at a time, comes out the same.
  @Test void responsesDependOnTheirKeyAlone() {
    Map<String, Object> json = Map.of("model_type", "llama", "vocab_size", 9, "hidden_size", 12,
        "intermediate_size", 20,
        "num_hidden_layers", 1, "num_attention_heads", 2, "num_key_value_heads", 1, "max_position_embeddings",
        32,
        "initializer_range", 0.3, "rms_norm_eps", 1e-6);
    try (Device device = Device.cpu(1, "reference", 1 << 28)) {
      device.run("model", () -> {
        var policy = Pretrained.random(TransformerConfig.of(json), 1).model();
        GenerationSettings settings = GenerationSettings.greedy(6).withSampler(Sampler.temperature(1))
            .withStopIds(Set.of(0));
        var collector = new RolloutCollector(policy, settings, runner(_ -> 0), Arrays::toString);
        var single = new RolloutCollector(policy, settings.withMaxSequences(1), runner(_ -> 0),
            Arrays::toString);
        List<Rollout> together = collector.collect(PROMPTS, 3, new RandomKey(5, 2, 0));
        List<Rollout> parts = new ArrayList<>(
            single.collect(PROMPTS.subList(0, 1), 3, new RandomKey(5, 2, 0)));
        parts.addAll(single.collect(PROMPTS.subList(1, 2), 3, new RandomKey(5, 2, 3)));
        for (int i = 0; i < together.size(); i++) {
          assertArrayEquals(together.get(i).ids(), parts.get(i).ids());
          assertArrayEquals(together.get(i).logProbs(), parts.get(i).logProbs());
        }
      });
    }
  }
}
