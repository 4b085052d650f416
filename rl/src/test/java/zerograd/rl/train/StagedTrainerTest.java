package zerograd.rl.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zerograd.models.checkpoint.Fingerprint;
import zerograd.models.transformer.Pretrained;
import zerograd.rl.Algorithm;
import zerograd.rl.Grpo;
import zerograd.rl.ReinforcePlusPlus;
import zerograd.tensor.Device;

class StagedTrainerTest {

  /// Stops a run as an exception of a listener does.
  private static final class Stop extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /// Stops before (or after) the checkpoint of a step.
  private record Stopping(int step, boolean afterCheckpoint) implements RlListener {
    @Override public void onStep(StepReport report) {
      if (!afterCheckpoint && report.step() == step) throw new Stop();
    }

    @Override public void onCheckpoint(int done, Path folder) {
      if (afterCheckpoint && done == step) throw new Stop();
    }
  }

  /// Trains to the end, or until the listener stops it, and returns the fingerprint of the weights.
  private static String train(Path folder, List<Stage> stages, RlListener listener) throws IOException {
    Map<String, Object> config = Map.of("stages", stages.size());
    try (RunDirectory run = Files.exists(folder.resolve(RunDirectory.CONFIG))
        ? RunDirectory.resume(folder, config, Set.of())
        : RunDirectory.create(folder, config); Device device = Device.cpu(1, "vector", 1 << 30)) {
      return device.call("model", () -> {
        Pretrained policy = TinyTask.model(7);
        try {
          new StagedTrainer(policy, stages).keepIn(run, new ResumedRun.TextFiles(run.rollouts()))
              .tell(listener)
              .train();
        } catch (IOException failed) {
          throw new UncheckedIOException(failed);
        }
        return Fingerprint.of(policy.model().parameters());
      });
    }
  }

  /// The rows without the numbers that the clock has a part in.
  private static List<Map<String, Object>> timeless(Path run) throws IOException {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Map<String, Object> row : new MetricsFile(run.resolve("metrics.jsonl")).rows()) {
      Map<String, Object> kept = new TreeMap<>(row);
      kept.keySet().removeIf(name -> name.startsWith("timing") || name.startsWith("perf/"));
      rows.add(kept);
    }
    return rows;
  }

  @Test void aRunGoesOnAtEveryStepOfEveryStageToTheSameBits(@TempDir Path folder) throws IOException {
    List<Stage> stages = StagedRun.stages();
    String expected = train(folder.resolve("alone"), stages, RlListener.NONE);
    assertEquals(StagedRun.STEPS + 1, timeless(folder.resolve("alone")).size());
    for (int step = 1; step <= StagedRun.STEPS; step++) {
      Path broken = folder.resolve("at-" + step);
      RlListener stopping = new Stopping(step, step % 2 == 0);   // stages end with even steps
      assertThrows(Stop.class, () -> train(broken, stages, stopping));
      assertEquals(expected, train(broken, stages, RlListener.NONE), broken.toString());
      assertEquals(timeless(folder.resolve("alone")), timeless(broken), broken.toString());
    }
  }

  /// The sampler's log-probs are the trainer's, in the first update of each step of each stage of whatever algorithm.
  @ParameterizedTest
  @MethodSource("everyAlgorithm") void everyStageBeginsOnPolicy(
      Algorithm algorithm)
      throws IOException {
    List<Stage> stages = StagedRun.stages().stream().map(stage -> stage.work() instanceof Stage.ByRewards work
        ? new Stage(stage.name(), new Stage.ByRewards(algorithm, work.settings(), work.task(), work.critic()),
            stage.keepsMoments(), stage.keepsReference())
        : stage).toList();
    List<StepReport> reports = run(stages);
    assertEquals(StagedRun.STEPS + 1, reports.size());
    for (StepReport report : reports) {
      if (!report.metrics().containsKey("rollout/logprob_diff_max")) continue;
      assertEquals(0, report.metric("rollout/logprob_diff_max"), "at step " + report.step());
      assertEquals(1, report.metric("actor/ratio_min"), "at step " + report.step());
      assertEquals(1, report.metric("actor/ratio_max"), "at step " + report.step());
    }
  }

  static List<Algorithm> everyAlgorithm() {
    List<Algorithm> all = new ArrayList<>(RlTrainerTest.algorithms());
    all.addAll(List.of(Grpo.paper(), Grpo.verl(), Grpo.drGrpo(4), ReinforcePlusPlus.paper(),
        ReinforcePlusPlus.verl()));
    return all;
  }

  private static List<StepReport> run(List<Stage> stages) throws IOException {
    List<StepReport> reports = new ArrayList<>();
    try (Device device = Device.cpu(1, "vector", 1 << 30)) {
      device.run("model", () -> {
        try {
          new StagedTrainer(TinyTask.model(7), stages).tell(new RlListener() {
            @Override public void onStep(StepReport report) { reports.add(report); }
          }).train();
        } catch (IOException impossible) {
          throw new AssertionError(impossible);
        }
      });
    }
    return reports;
  }

  @Test void oneStageIsAPlainRun(@TempDir Path folder) throws IOException {
    RlSettings settings = StagedRun.settings(3, 1, 4, it -> it);
    RlTask task = TinyTask.task(TinyTask.ANSWER);
    Stage stage = new Stage("all", new Stage.ByRewards(Grpo.verl(), settings, task, TinyTask.CRITIC), true,
        true);
    String plain;
    try (Device device = Device.cpu(1, "vector", 1 << 30)) {
      plain = device.call("model", () -> {
        Pretrained policy = TinyTask.model(7);
        try {
          new RlTrainer(policy, Grpo.verl(), settings, task).train();
        } catch (IOException impossible) {
          throw new AssertionError(impossible);
        }
        return Fingerprint.of(policy.model().parameters());
      });
    }
    assertEquals(plain, train(folder, List.of(stage), RlListener.NONE));
  }

  @Test void whatIsCarriedMatters(@TempDir Path folder) throws IOException {
    RlSettings settings = StagedRun.settings(2, 1, 4, it -> it);
    Stage.ByRewards work = new Stage.ByRewards(Grpo.verl(), settings, TinyTask.task(TinyTask.ANSWER),
        TinyTask.CRITIC);
    Stage first = new Stage("first", work, true, true);
    List<String> ends = new ArrayList<>();
    for (boolean moments : new boolean[]{true, false})
      for (boolean reference : new boolean[]{true, false})
        ends.add(train(folder.resolve(moments + "-" + reference),
            List.of(first, new Stage("second", work, moments, reference)), RlListener.NONE));
    assertEquals(4, ends.stream().distinct().count(), ends.toString());
    RlSettings four = StagedRun.settings(4, 1, 4, it -> it);
    Stage whole = new Stage("whole", new Stage.ByRewards(Grpo.verl(), four, work.task(), work.critic()), true,
        true);
    assertEquals(ends.getFirst(), train(folder.resolve("whole"), List.of(whole), RlListener.NONE),
        "a stage that changes nothing and keeps everything is no stage");
  }

  @Test void temperatureAndRateFallAsTheStageSays() throws IOException {
    List<StepReport> reports = run(StagedRun.stages());
    StepReport last = reports.getLast(), firstOfLast = reports.get(reports.size() - 3);
    assertEquals(5e-3, firstOfLast.metric("actor/lr"));
    assertTrue(last.metric("actor/lr") < 2.5e-3);
    assertTrue(firstOfLast.metrics().containsKey("before/val/accuracy"),
        "examined in the new stage's task first");
    RlSettings settings = StagedRun.stages().getLast().work().settings();
    assertEquals(1.2f, settings.sampling().generation(0, 3).sampler().logProbTemperature());
    assertEquals(0.9f, settings.sampling().generation(2, 3).sampler().logProbTemperature());
    assertEquals(2, settings.sampling().generation(1, 3).sampler().processors().size(), "top-p stays");
  }

  @Test void stagesOfTwoSeedsAreRefused() {
    RlSettings settings = StagedRun.settings(2, 1, 4, it -> it);
    Stage one = StagedRun.stages().getLast();
    RlSettings other = new RlSettings(2, 6, settings.sampling(), settings.updates(), settings.intervals());
    Stage two = new Stage("two", new Stage.ByRewards(Grpo.verl(), other, one.work().task(), TinyTask.CRITIC),
        true, true);
    try (Device device = Device.cpu(1, "reference", 1 << 30)) {
      device.run("model", () -> {
        var refused = assertThrows(IllegalArgumentException.class,
            () -> new StagedTrainer(TinyTask.model(7), List.of(one, two)));
        assertEquals("stages: a run has one seed", refused.getMessage());
      });
    }
  }
}
