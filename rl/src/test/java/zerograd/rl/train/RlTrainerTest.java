package zerograd.rl.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zerograd.autograd.optim.AdamW;
import zerograd.autograd.optim.Schedule;
import zerograd.models.checkpoint.Fingerprint;
import zerograd.models.generate.Sampler;
import zerograd.models.transformer.Pretrained;
import zerograd.models.transformer.TokenBatch;
import zerograd.rl.Algorithm;
import zerograd.rl.Cispo;
import zerograd.rl.Dapo;
import zerograd.rl.Gmpo;
import zerograd.rl.Gpg;
import zerograd.rl.Grpo;
import zerograd.rl.Gspo;
import zerograd.rl.Kl;
import zerograd.rl.KlPenalty;
import zerograd.rl.Opo;
import zerograd.rl.PassAtK;
import zerograd.rl.Ppo;
import zerograd.rl.ReMax;
import zerograd.rl.ReinforcePlusPlus;
import zerograd.rl.Rloo;
import zerograd.rl.Sapo;
import zerograd.rl.ValueLoss;
import zerograd.rl.reward.Reward;
import zerograd.rl.reward.RewardRunner;
import zerograd.tensor.Device;

class RlTrainerTest {

  /// What a run came to: the fingerprint of its weights, and its rows.
  record Outcome(String fingerprint, List<StepReport> reports) {

    double last(String metric) { return reports.getLast().metric(metric); }

    /// All numbers that the clock has no part in.
    List<Map<String, Double>> timeless() {
      return reports.stream().map(report -> {
        Map<String, Double> metrics = new TreeMap<>(report.metrics());
        metrics.keySet().removeIf(name -> name.startsWith("timing") || name.startsWith("perf/"));
        return metrics;
      }).toList();
    }
  }

  private static Outcome run(Algorithm algorithm, RlSettings settings, RlTask task, int threads,
      String kernels) {
    try (Device device = Device.cpu(threads, kernels, 1 << 30)) {
      return device.call("model", () -> {
        Pretrained policy = TinyTask.model(7);
        List<StepReport> reports = new ArrayList<>();
        RlTrainer trainer = new RlTrainer(policy, algorithm, settings, task, TinyTask.CRITIC)
            .tell(new RlListener() {
              @Override public void onStep(StepReport report) { reports.add(report); }
            });
        try {
          trainer.train();
        } catch (IOException impossible) {
          throw new AssertionError(impossible);
        }
        return new Outcome(Fingerprint.of(policy.model().parameters()), reports);
      });
    }
  }

  private static Outcome run(Algorithm algorithm, RlSettings settings) {
    return run(algorithm, settings, TinyTask.task(TinyTask.ANSWER), 1, "reference");
  }

  private static RlSettings short_(UnaryOperator<RlSettings.Updates> change) {
    RlSettings settings = RlSettings.small(3, TinyTask.sampling(4, 4, 5), 5);
    return settings
        .withUpdates(change.apply(settings.updates().withLearningRate(5e-3, new Schedule.Constant())));
  }

  /// Four arms, one of which pays: the first token after the prompt. 60 steps of 32 pulls.
  @Test void aBanditLearnsItsArm() {
    Reward pays = sample -> sample.response().equals("c") ? 1 : 0;
    RlTask task = new RlTask(TinyTask.prompts(false).subList(0, 1), List.of(),
        RewardRunner.of(pays, 0).withThreads(1), TinyTask::text, 1);
    RlSettings settings = RlSettings.small(60, TinyTask.sampling(1, 32, 1), 1);
    settings = settings.withUpdates(settings.updates().withLearningRate(2e-2, new Schedule.Constant()));
    RlSettings bandit = settings;
    try (Device device = Device.cpu(1, "reference", 1 << 30)) {
      device.run("model", () -> {
        Pretrained policy = TinyTask.model(3);
        try {
          new RlTrainer(policy, Grpo.trl(), bandit, task).train();
        } catch (IOException impossible) {
          throw new AssertionError(impossible);
        }
        TokenBatch pull = TokenBatch.of(List.of(new int[]{1, 1, 3}));
        double probability = Math.exp(policy.model().logProbs(pull, 1).value().get(0, 1));
        assertTrue(probability >= 0.99, "π of the arm that pays is " + probability);
      });
    }
  }

  @Test void equalRewardsMoveNothing() {
    RlTask flat = TinyTask.task(_ -> 0.1);
    Outcome moved = run(Grpo.trl(), short_(updates -> updates), flat, 1, "reference");
    String untouched;
    try (Device device = Device.cpu(1, "reference", 1 << 30)) {
      untouched = device.call("model", () -> Fingerprint.of(TinyTask.model(7).model().parameters()));
    }
    assertEquals(untouched, moved.fingerprint());
    assertEquals(List.of("the policy loss is 0: in each of the 4 groups all rewards are equal, "
        + "so no response is better than another"), moved.reports().getLast().notes());
    assertEquals(1, moved.last("rollout/frac_reward_zero_std"));
  }

  @Test void samplerAndTrainerAgreeToTheLastBit() {
    for (float temperature : new float[]{1, 0.7f}) {
      RlSettings settings = short_(updates -> updates);
      var sampling = settings.sampling();
      settings = settings.withSampling(
          new RlSettings.Sampling(4, 4, sampling.generation().withSampler(Sampler.temperature(temperature))));
      for (StepReport report : run(Grpo.trl(), settings).reports()) {
        if (report.step() == 0)
          continue;
        assertEquals(0, report.metric("rollout/logprob_diff_max"), "at step " + report.step());
        assertEquals(1, report.metric("actor/ratio_min"));
        assertEquals(1, report.metric("actor/ratio_max"));
      }
    }
  }

  @Test void aLaterUpdateIsOffPolicyAndClips() {
    RlSettings settings = short_(
        updates -> updates.withBatches(8, 3, 3, false).withLearningRate(0.05, new Schedule.Constant()));
    Outcome outcome = run(Grpo.paper(), settings);
    assertEquals(6, outcome.last("actor/updates"));
    assertEquals(0, outcome.last("rollout/logprob_diff_max"), "the first update is still on-policy");
    assertTrue(outcome.last("actor/ratio_max") > 1.2, "some ratio leaves the band");
    assertTrue(outcome.last("actor/pg_clipfrac") > 0, "and is clipped");
    assertTrue(outcome.last("actor/kl_loss") > 0, "and the policy has left the reference");
  }

  /// One recipe, and everything that may not matter: micro-batches, recomputation, threads, kernels, sequences at once.
  @Test void whatOnlyChangesSpeedChangesNoBit() {
    Algorithm algorithm = Grpo.paper().withEntropyWeight(0.01);
    RlTask task = TinyTask.task(TinyTask.ANSWER);
    RlSettings plain = short_(updates -> updates.withBatches(9, 2, 16, false));
    Outcome expected = run(algorithm, plain, task, 1, "reference");
    var generation = plain.sampling().generation().withMaxSequences(3);
    List<Outcome> others = List.of(
        run(algorithm, short_(updates -> updates.withBatches(9, 2, 1, false)), task, 1, "reference"),
        run(algorithm, short_(updates -> updates.withBatches(9, 2, 4, true)), task, 2, "reference"),
        run(algorithm, plain, task, 2, "vector"),
        run(algorithm, plain.withSampling(new RlSettings.Sampling(4, 4, generation)), task, 1, "vector"));
    for (Outcome other : others) {
      assertEquals(expected.fingerprint(), other.fingerprint());
      assertEquals(expected.timeless(), other.timeless());
    }
  }

  @Test void anotherSeedIsAnotherRun() {
    RlSettings settings = short_(updates -> updates);
    RlSettings other = new RlSettings(settings.steps(), 6, settings.sampling(), settings.updates(),
        settings.intervals());
    assertNotEquals(run(Grpo.trl(), settings).fingerprint(), run(Grpo.trl(), other).fingerprint());
  }

  @Test void grpoLearnsToTellLettersApart() { assertLearns(Grpo.trl(), 1.3); }

  @Test void reinforcePlusPlusLearnsToTellLettersApart() {
    assertLearns(ReinforcePlusPlus.verl().with(new KlPenalty.InReward(Kl.K1, 1e-3)), 1.3);
  }

  @Test void ppoLearnsToTellLettersApart() { assertLearns(Ppo.verl().with(new KlPenalty.None()), 1); }

  @Test void remaxLearnsToTellLettersApart() { assertLearns(ReMax.verl(), 1.3); }

  @ParameterizedTest
  @MethodSource("algorithms") void onPolicyEveryAlgorithmSeesTheSampledLogProbs(Algorithm algorithm) {
    for (StepReport report : run(algorithm, short_(updates -> updates)).reports()) {
      if (report.step() > 0) assertEquals(0, report.metric("rollout/logprob_diff_max"));
      if (report.step() > 0) assertEquals(1, report.metric("actor/ratio_max"));
    }
  }

  static List<Algorithm> algorithms() {
    return List.of(Ppo.verl(), ReMax.verl(), Rloo.paper(), Opo.verl(), Gpg.verl(), PassAtK.verl(),
        Gspo.paper(),
        Cispo.scaleRl(), Gmpo.paper(), Sapo.paper(), Dapo.paper(), ReinforcePlusPlus.verlBaseline());
  }

  @Test void aCriticsMicroBatchesAndThreadsChangeNoBit() {
    Outcome one = run(Ppo.verl(), short_(updates -> updates.withBatches(8, 2, 8, false)),
        TinyTask.task(TinyTask.ANSWER), 1, "reference");
    Outcome other = run(Ppo.verl(), short_(updates -> updates.withBatches(8, 2, 3, true)),
        TinyTask.task(TinyTask.ANSWER), 2, "vector");
    assertEquals(one.fingerprint(), other.fingerprint());
    assertEquals(one.timeless(), other.timeless());
  }

  @Test void thePolicyWaitsForTheCritic() {
    var waiting = new Critic.Settings(1e-2, new Schedule.Constant(), AdamW.Settings.decaying(0), 1,
        new ValueLoss(0.5), 3);
    try (Device device = Device.cpu(1, "reference", 1 << 30)) {
      device.run("model", () -> {
        Pretrained policy = TinyTask.model(7);
        String before = Fingerprint.of(policy.model().parameters());
        try {
          new RlTrainer(policy, Ppo.verl(), short_(updates -> updates), TinyTask.task(TinyTask.ANSWER),
              waiting).train();
        } catch (IOException impossible) {
          throw new AssertionError(impossible);
        }
        assertEquals(before, Fingerprint.of(policy.model().parameters()));
      });
    }
  }

  /// Held-out prompts are answered that were never seen.
  private static void assertLearns(Algorithm algorithm, double score) {
    RlSettings settings = RlSettings.small(60, TinyTask.sampling(16, 16, 2), 2);
    settings = settings.withUpdates(settings.updates().withLearningRate(5e-3, new Schedule.Constant()))
        .withIntervals(new RlSettings.Intervals(20, 0, 1));
    Outcome outcome = run(algorithm, settings, TinyTask.task(TinyTask.ANSWER), 1, "vector");
    double before = outcome.reports().getFirst().metric("val/accuracy"), after = outcome.last("val/accuracy");
    assertTrue(after >= before + 0.3, "held-out accuracy went from " + before + " to " + after);
    double first = outcome.reports().get(1).metric("critic/score/mean"),
        last = outcome.last("critic/score/mean");
    assertTrue(first <= 0.5 && last >= score, "the mean score went from " + first + " to " + last);
    List<Integer> validated = outcome.reports().stream()
        .filter(report -> report.metrics().containsKey("val/accuracy")).map(StepReport::step).toList();
    assertEquals(List.of(0, 20, 40, 60), validated);
  }
}
