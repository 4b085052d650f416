package zerograd.rl.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import zerograd.autograd.Param;
import zerograd.autograd.optim.Optimizer;
import zerograd.models.checkpoint.Fingerprint;
import zerograd.models.checkpoint.OptimizerFile;
import zerograd.models.json.JsonFiles;
import zerograd.models.lora.TrainedWeights;
import zerograd.models.transformer.Pretrained;
import zerograd.rl.Advantages;
import zerograd.rl.rollout.Rollout;
import zerograd.rl.rollout.RolloutBatch;
import zerograd.rl.rollout.RolloutRow;
import zerograd.rl.rollout.RolloutSink;
import zerograd.tensor.Device;

/// What a trainer leaves on the disk, and how it finds its way back.
///
/// Order matters: the row of a step is on the disk before its checkpoint, so a checkpoint never lacks a row, and rows beyond
/// the checkpoint are cut when a run goes on, since their steps are made again.
interface RunFiles {

  /// Leaves nothing.
  RunFiles NONE = new RunFiles() {
  };

  /// Goes on from the newest usable checkpoint; returns how many steps were made, 0 for a new run.
  default int resume(RlListener listener) throws IOException { return 0; }

  /// The rollouts that an earlier attempt at a step left.
  default List<RolloutRow> kept(int step) throws IOException { return List.of(); }

  default void keep(int step, List<Rollout> rollouts, RolloutBatch batch, Advantages advantages)
      throws IOException {}

  default void append(StepReport report) throws IOException {}

  /// The rows of the steps made so far.
  default List<Map<String, Object>> rows() throws IOException { return List.of(); }

  /// Makes a checkpoint, and deletes the oldest.
  ///
  /// @param position in the data, for the reader: nothing is read from it
  /// @param best the step of a checkpoint that is not deleted
  default void checkpoint(int step, Map<String, ?> position, OptionalInt best, RlListener listener)
      throws IOException {}

  /// Gives the policy the weights of a checkpoint.
  default void takeWeights(int step) throws IOException {
    throw new IllegalStateException(
        "the weights after step %d were not kept; keep the run in a directory".formatted(step));
  }

  /// What a run goes on with.
  ///
  /// @param keep how many checkpoints, the newest ones
  record Frame(int steps, long seed, int keep) {}

  /// Files in a run directory.
  static RunFiles in(RunDirectory run, RolloutSink sink, Pretrained policy, Optimizer optimizer,
      Optional<Critic> critic, Frame frame) {
    return new InDirectory(run, sink, policy, optimizer, critic, frame,
        Fingerprint.of(policy.model().parameters()));
  }

  /// @param base the fingerprint of the weights that the run begins with
  record InDirectory(RunDirectory run, RolloutSink sink, Pretrained policy, Optimizer optimizer,
      Optional<Critic> critic, Frame frame, String base) implements RunFiles {

    private static final String OPTIMIZER = "optimizer.safetensors";

    @Override public int resume(RlListener listener) throws IOException {
      List<String> passedOver = new ArrayList<>();
      for (int step : run.checkpoints().steps()) {
        Map<String, Object> state;
        try {
          state = run.checkpoints().read(step);
        } catch (IOException damaged) {
          passedOver.add(damaged.getMessage());
          continue;
        }
        restore(step, state);
        run.metrics().cutAfter(step);
        listener.onResume(step, run.checkpoints().of(step), passedOver);
        return step;
      }
      run.metrics().cutAfter(-1);
      if (!passedOver.isEmpty()) listener.onResume(0, run.folder(), passedOver);
      return 0;
    }

    private void restore(int step, Map<String, Object> state) throws IOException {
      if (step > frame.steps()) {
        throw new IllegalArgumentException(
            "resume: the run in %s has made %d steps already, more than the %d asked for"
                .formatted(run.folder(), step, frame.steps()));
      }
      requireSame("seed", state.get("seed"), frame.seed());
      requireSame("base_sha256", state.get("base_sha256"), base);
      Path folder = run.checkpoints().of(step);
      Map<String, Param> parameters = new TrainedWeights(policy).parameters();
      reading(() -> {
        new TrainedWeights(policy).readFrom(folder);
        OptimizerFile.read(folder.resolve(OPTIMIZER), optimizer, parameters);
        if (critic.isPresent()) critic.get().readFrom(folder);
      });
      requireSame("weights_sha256", state.get("weights_sha256"), Fingerprint.of(parameters));
    }

    private void requireSame(String key, Object stored, Object now) {
      if (!String.valueOf(stored).equals(String.valueOf(now))) {
        throw new IllegalArgumentException(
            "resume: the run in %s has %s = %s, not %s; a run goes on as it began"
                .formatted(run.folder(), key, stored, now));
      }
    }

    @Override public List<RolloutRow> kept(int step) throws IOException { return sink.read(step); }

    @Override public void keep(int step, List<Rollout> rollouts, RolloutBatch batch, Advantages advantages)
        throws IOException {
      List<RolloutRow> rows = new ArrayList<>();
      for (int i = 0; i < rollouts.size(); i++)
        rows.add(row(step, rollouts.get(i), mean(batch, advantages, i)));
      sink.write(step, rows);
    }

    private static RolloutRow row(int step, Rollout r, double advantage) {
      return new RolloutRow(step, r.group(), r.sample(), r.prompt().text(), r.text(), r.prompt().ids(),
          r.ids(),
          r.logProbs(), r.score(), advantage, text(r.prompt().groundTruth()), r.finishReason(),
          r.scored().ending().name().toLowerCase(Locale.ROOT));
    }

    private static double mean(RolloutBatch batch, Advantages advantages, int i) {
      Summary mean = new Summary();
      for (int t = batch.starts()[i]; t < batch.starts()[i + 1]; t++) mean.add(advantages.advantages()[t]);
      return mean.mean();
    }

    private static String text(Object groundTruth) {
      if (!(groundTruth instanceof Map<?, ?> struct)) return String.valueOf(groundTruth);
      Map<String, Object> json = new LinkedHashMap<>();
      struct.forEach((key, value) -> json.put(String.valueOf(key), value));
      return new String(JsonFiles.line(json), StandardCharsets.UTF_8);
    }

    @Override public void append(StepReport report) throws IOException {
      run.metrics().append(report.step(), report.metrics());
    }

    @Override public List<Map<String, Object>> rows() throws IOException { return run.metrics().rows(); }

    @Override public void takeWeights(int step) throws IOException {
      Map<String, Object> state = run.checkpoints().read(step);
      TrainedWeights weights = new TrainedWeights(policy);
      reading(() -> weights.readFrom(run.checkpoints().of(step)));
      requireSame("weights_sha256", state.get("weights_sha256"), Fingerprint.of(weights.parameters()));
    }

    private interface Reading {
      void run() throws IOException;
    }

    /// Reads in a scope of its own.
    private static void reading(Reading body) throws IOException {
      try {
        Device.current().run("restore", () -> {
          try {
            body.run();
          } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
          }
        });
      } catch (UncheckedIOException unreadable) {
        throw unreadable.getCause();
      }
    }

    @Override public void checkpoint(int step, Map<String, ?> position, OptionalInt best, RlListener listener)
        throws IOException {
      Map<String, Param> parameters = new TrainedWeights(policy).parameters();
      Map<String, Object> state = new LinkedHashMap<>();
      state.put("step", step);
      state.putAll(position);
      state.put("seed", frame.seed());
      state.put("base_sha256", base);
      state.put("weights_sha256", Fingerprint.of(parameters));
      Path folder = run.checkpoints().write(step, state, target -> {
        new TrainedWeights(policy).writeInto(target);
        OptimizerFile.write(target.resolve(OPTIMIZER), optimizer, parameters);
        if (critic.isPresent()) critic.get().writeInto(target);
      });
      run.checkpoints().keepNewest(frame.keep(), best);
      listener.onCheckpoint(step, folder);
    }
  }
}
