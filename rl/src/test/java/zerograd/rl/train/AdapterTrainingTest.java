package zerograd.rl.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerograd.autograd.optim.Schedule;
import zerograd.models.checkpoint.Fingerprint;
import zerograd.models.checkpoint.StorageType;
import zerograd.models.layers.LoraConfig;
import zerograd.models.lora.Adapter;
import zerograd.models.lora.AdapterFolder;
import zerograd.models.train.Batches;
import zerograd.models.train.Example;
import zerograd.models.train.LanguageModelTrainer;
import zerograd.models.transformer.Pretrained;
import zerograd.rl.Algorithm;
import zerograd.rl.Grpo;
import zerograd.rl.Ppo;
import zerograd.rl.rollout.RolloutSink;
import zerograd.tensor.Device;
import zerograd.tensor.kernels.FrozenFormat;

/// Training of an adapter, its base frozen in bf16 or int8: by reward and by examples, killed and gone on with.
class AdapterTrainingTest {

  private static final LoraConfig CONFIG = LoraConfig.of(2, 8);

  @TempDir
  private Path folder;

  private interface Body<T> {
    T run(Pretrained model) throws IOException;
  }

  /// Calls `body` with a frozen model and a new adapter on it.
  private <T> T with(FrozenFormat format, LoraConfig config, Body<T> body) {
    try (Device device = Device.cpu(1)) {
      return device.call("model", () -> {
        try {
          Path base = folder.resolve("base");
          TinyTask.model(7).save(base, StorageType.BF16);
          Pretrained frozen = Pretrained.loadFrozen(base, format);
          return body.run(frozen.with(Adapter.random(frozen.model(), config, 1).on(frozen.model())));
        } catch (IOException failed) {
          throw new AssertionError(failed);
        }
      });
    }
  }

  private static RlSettings settings(int steps) {
    RlSettings settings = RlSettings.small(steps, TinyTask.sampling(4, 4, 5), 5);
    return settings.withUpdates(settings.updates().withLearningRate(5e-2, new Schedule.Constant()))
        .withIntervals(new RlSettings.Intervals(0, 2, 2));
  }

  private static Algorithm withReference() { return Grpo.paper(); }

  @Test void aPolicyWithAnAdapterIsOnPolicyBitForBit() {
    for (FrozenFormat format : List.of(FrozenFormat.BF16, FrozenFormat.INT8)) {
      with(format, CONFIG, policy -> {
        String base = Fingerprint.of(Adapter.baseOf(policy.model()).parameters());
        String adapter = Fingerprint.of(Adapter.of(policy.model()).orElseThrow().parameters());
        List<StepReport> reports = new ArrayList<>();
        new RlTrainer(policy, withReference(), settings(3), TinyTask.task(TinyTask.ANSWER))
            .tell(new RlListener() {
              @Override public void onStep(StepReport report) {
                if (report.step() > 0) reports.add(report);               // 0 is an examination
              }
            }).train();
        assertEquals(3, reports.size());
        for (StepReport report : reports) assertEquals(0, report.metric("rollout/logprob_diff_max"));
        assertEquals(0, reports.getFirst().metric("actor/kl_loss"),
            "the reference is the policy as it began");
        assertTrue(reports.getLast().metric("actor/kl_loss") > 0, "and stays that");
        assertEquals(base, Fingerprint.of(Adapter.baseOf(policy.model()).parameters()));
        assertNotEquals(adapter, Fingerprint.of(Adapter.of(policy.model()).orElseThrow().parameters()));
        return null;
      });
    }
  }

  @Test void aRunByRewardGoesOnToTheSameBits() {
    String whole = byReward("whole", 4);
    byReward("parts", 2);
    assertEquals(whole, byReward("parts", 4));
  }

  private String byReward(String name, int steps) {
    return with(FrozenFormat.INT8, CONFIG, policy -> {
      Path run = folder.resolve(name);
      try (RunDirectory directory = Files.exists(run)
          ? RunDirectory.resume(run, Map.of(), Set.of())
          : RunDirectory.create(run, Map.of())) {
        new RlTrainer(policy, withReference(), settings(steps), TinyTask.task(TinyTask.ANSWER))
            .keepIn(directory, RolloutSink.NONE).train();
        assertTrue(AdapterFolder.isAt(run.resolve("checkpoints/step-" + steps)),
            "a checkpoint is an adapter");
      }
      return Fingerprint.of(policy.model().parameters());
    });
  }

  @Test void aRunByExamplesGoesOnToTheSameBits() {
    String whole = byExamples("whole", 6);
    byExamples("parts", 2);
    assertEquals(whole, byExamples("parts", 6));
  }

  /// With dropout, which is drawn by the step.
  private String byExamples(String name, int steps) {
    return with(FrozenFormat.BF16, CONFIG.withDropout(0.2), model -> {
      List<Example> examples = new ArrayList<>();
      for (int i = 0; i < 9; i++) examples.add(Example.of(1 + i % 5, 2 + i % 3, 3, 1 + i % 4));
      Path run = folder.resolve(name);
      try (RunDirectory directory = Files.exists(run)
          ? RunDirectory.resume(run, Map.of(), Set.of())
          : RunDirectory.create(run, Map.of())) {
        new SupervisedTrainer(model, LanguageModelTrainer.Settings.of(0.05), examples,
            Batches.ofExamples(9, 4, 3),
            new SupervisedTrainer.Settings(steps, 3, new RlSettings.Intervals(0, 2, 2), false))
            .keepIn(directory).train();
      }
      return Fingerprint.of(model.model().parameters());
    });
  }

  @Test void whatCannotBeTrainedByRewardIsRefused() {
    with(FrozenFormat.BF16, CONFIG.withDropout(0.1), policy -> {
      assertEquals(
          "lora: dropout 0.1 would train another policy than the one that samples; set it to 0 for reinforcement "
              + "learning",
          assertThrows(IllegalArgumentException.class,
              () -> new RlTrainer(policy, withReference(), settings(1), TinyTask.task(TinyTask.ANSWER)))
              .getMessage());
      return null;
    });
    with(FrozenFormat.BF16, CONFIG, policy -> {
      assertEquals(
          "lora: a critic is a trained copy of the whole model; use an algorithm without one, such as grpo",
          assertThrows(IllegalArgumentException.class,
              () -> new RlTrainer(policy, Ppo.verl(), settings(1), TinyTask.task(TinyTask.ANSWER)))
              .getMessage());
      return null;
    });
  }
}
