package zerograd.rl.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.IntConsumer;
import zerograd.models.checkpoint.Fingerprint;
import zerograd.models.checkpoint.OptimizerFile;
import zerograd.models.checkpoint.WeightsFile;
import zerograd.models.json.JsonFiles;
import zerograd.models.lora.TrainedWeights;
import zerograd.rl.rollout.Rollout;
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
  ///
  /// @param beforeReading makes what the checkpoint after so many steps is to be read into
  default int resume(RlListener listener, IntConsumer beforeReading) throws IOException { return 0; }

  /// The rollouts that an earlier attempt at a step left.
  default List<RolloutRow> kept(int step) throws IOException { return List.of(); }

  /// @param advantages the mean advantage of each response
  default void keep(int step, List<Rollout> rollouts, double[] advantages) throws IOException {}

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
  static RunFiles in(RunDirectory run, RolloutSink sink, TrainingState state, Frame frame) {
    return new InDirectory(run, sink, state, frame, Fingerprint.of(state.parameters));
  }

  /// @param base the fingerprint of the weights that the run begins with
  record InDirectory(RunDirectory run, RolloutSink sink, TrainingState state, Frame frame,
      String base) implements RunFiles {

    private static final String OPTIMIZER = "optimizer.safetensors", REFERENCE = "reference.safetensors";

    @Override public int resume(RlListener listener, IntConsumer beforeReading) throws IOException {
      List<String> passedOver = new ArrayList<>();
      for (int step : run.checkpoints().steps()) {
        Map<String, Object> stored;
        try {
          stored = run.checkpoints().read(step);
        } catch (IOException damaged) {
          passedOver.add(damaged.getMessage());
          continue;
        }
        restore(step, stored, beforeReading);
        run.metrics().cutAfter(step);
        listener.onResume(step, run.checkpoints().of(step), passedOver);
        return step;
      }
      run.metrics().cutAfter(-1);
      if (!passedOver.isEmpty()) listener.onResume(0, run.folder(), passedOver);
      return 0;
    }

    private void restore(int step, Map<String, Object> stored, IntConsumer beforeReading) throws IOException {
      if (step > frame.steps()) {
        throw new IllegalArgumentException(
            "resume: the run in %s has made %d steps already, more than the %d asked for"
                .formatted(run.folder(), step, frame.steps()));
      }
      requireSame("seed", stored.get("seed"), frame.seed());
      requireSame("base_sha256", stored.get("base_sha256"), base);
      beforeReading.accept(step);
      Path folder = run.checkpoints().of(step);
      reading(() -> {
        new TrainedWeights(state.policy).readFrom(folder);
        OptimizerFile.read(folder.resolve(OPTIMIZER), state.optimizer, state.parameters);
        if (state.critic().isPresent()) state.critic().get().readFrom(folder);
      });
      Path reference = folder.resolve(REFERENCE);   // outside the scope above, which ends
      if (Files.exists(reference)) WeightsFile.read(reference, state.emptyReference());
      state.promptsVisited = number(stored, "prompts_visited").longValue();
      state.klWeight = number(stored, "kl_weight").doubleValue();
      requireSame("weights_sha256", stored.get("weights_sha256"), Fingerprint.of(state.parameters));
    }

    private Number number(Map<String, Object> stored, String key) {
      if (stored.get(key) instanceof Number number) return number;
      throw new IllegalArgumentException(
          "resume: the checkpoint in %s has no %s".formatted(run.folder(), key));
    }

    private void requireSame(String key, Object stored, Object now) {
      if (!String.valueOf(stored).equals(String.valueOf(now))) {
        throw new IllegalArgumentException(
            "resume: the run in %s has %s = %s, not %s; a run goes on as it began"
                .formatted(run.folder(), key, stored, now));
      }
    }

    @Override public List<RolloutRow> kept(int step) throws IOException { return sink.read(step); }

    @Override public void keep(int step, List<Rollout> rollouts, double[] advantages) throws IOException {
      List<RolloutRow> rows = new ArrayList<>();
      for (int i = 0; i < rollouts.size(); i++) rows.add(row(step, rollouts.get(i), advantages[i]));
      sink.write(step, rows);
    }

    private static RolloutRow row(int step, Rollout r, double advantage) {
      return new RolloutRow(step, r.group(), r.sample(), r.prompt().text(), r.text(), r.prompt().ids(),
          r.ids(),
          r.logProbs(), r.score(), advantage, text(r.prompt().groundTruth()), r.finishReason(),
          r.scored().ending().name().toLowerCase(Locale.ROOT));
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
      Map<String, Object> stored = run.checkpoints().read(step);
      reading(() -> new TrainedWeights(state.policy).readFrom(run.checkpoints().of(step)));
      requireSame("weights_sha256", stored.get("weights_sha256"), Fingerprint.of(state.parameters));
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
      Map<String, Object> described = new LinkedHashMap<>();
      described.put("step", step);
      described.putAll(position);
      described.put("prompts_visited", state.promptsVisited);
      described.put("kl_weight", state.klWeight);
      described.put("seed", frame.seed());
      described.put("base_sha256", base);
      described.put("weights_sha256", Fingerprint.of(state.parameters));
      Path folder = run.checkpoints().write(step, described, target -> {
        new TrainedWeights(state.policy).writeInto(target);
        OptimizerFile.write(target.resolve(OPTIMIZER), state.optimizer, state.parameters);
        if (state.critic().isPresent()) state.critic().get().writeInto(target);
        if (state.reference().isPresent() && !state.referenceIsBase())
          WeightsFile.write(target.resolve(REFERENCE), state.referenceParameters());
      });
      run.checkpoints().keepNewest(frame.keep(), best);
      listener.onCheckpoint(step, folder);
    }
  }
}
