package zerograd.rl.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import zerograd.autograd.optim.Schedule;
import zerograd.models.checkpoint.AtomicFiles;
import zerograd.models.checkpoint.Fingerprint;
import zerograd.models.transformer.Pretrained;
import zerograd.rl.Algorithm;
import zerograd.rl.Grpo;
import zerograd.rl.rollout.RolloutRow;
import zerograd.rl.rollout.RolloutSink;
import zerograd.tensor.Device;

/// A short run in a directory, begun or gone on with; a program of its own, so that it can be killed.
///
///     ResumedRun DIRECTORY MILLISECONDS       halts after so many milliseconds of training; 0 for never
final class ResumedRun {

  static final int STEPS = 8;

  private ResumedRun() {}

  public static void main(String... arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    long patience = Long.parseLong(arguments[1]);
    System.out.println(train(folder, patience));
    System.exit(0);
  }

  /// Trains to the end and returns the fingerprint of the weights.
  static String train(Path folder, long patience) throws IOException {
    return train(folder, patience, Grpo.paper());
  }

  static String train(Path folder, long patience, Algorithm algorithm) throws IOException {
    Map<String, Object> config = Map.of("steps", STEPS, "learning_rate", 5e-3);
    try (RunDirectory run = Files.exists(folder.resolve(RunDirectory.CONFIG))
        ? RunDirectory.resume(folder, config, Set.of())
        : RunDirectory.create(folder, config); Device device = Device.cpu(1, "reference", 1 << 30)) {
      return device.call("model", () -> {
        Pretrained policy = TinyTask.model(7);
        RlTrainer trainer = new RlTrainer(policy, algorithm, settings(), TinyTask.task(TinyTask.ANSWER),
            TinyTask.CRITIC)
            .keepIn(run, new TextFiles(run.rollouts()));
        if (patience > 0) haltAfter(patience);
        try {
          trainer.train();
        } catch (IOException failed) {
          throw new UncheckedIOException(failed);
        }
        return Fingerprint.of(policy.model().parameters());
      });
    }
  }

  /// Two updates a step, two checkpoints kept, epochs of prompts that end within steps, a schedule that moves.
  private static RlSettings settings() {
    RlSettings settings = RlSettings.small(STEPS, TinyTask.sampling(9, 4, 4), 5);
    return settings.withIntervals(new RlSettings.Intervals(3, 1, 2)).withUpdates(settings.updates()
        .withBatches(18, 1, 7, false).withLearningRate(5e-3, new Schedule.Cosine(1, STEPS)));
  }

  /// Ends the process as `kill -9` does: nothing is flushed, closed or tidied.
  private static void haltAfter(long milliseconds) {
    Thread.ofPlatform().daemon().start(() -> {
      try {
        Thread.sleep(milliseconds);
      } catch (InterruptedException never) {
        throw new AssertionError(never);
      }
      Runtime.getRuntime().halt(137);
    });
  }

  /// Rollouts as text, a file a step.
  record TextFiles(Path folder) implements RolloutSink {
    @Override public void write(int step, List<RolloutRow> rows) throws IOException {
      Files.createDirectories(folder);
      String text = rows.stream().map(row -> row.prompt() + " " + Arrays.toString(row.responseIds()) + " "
          + Arrays.toString(row.logProbs()) + " " + row.reward() + " " + row.advantage())
          .collect(Collectors.joining("\n"));
      AtomicFiles.write(folder.resolve("step-" + step + ".txt"), text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
