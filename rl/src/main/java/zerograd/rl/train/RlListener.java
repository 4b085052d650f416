package zerograd.rl.train;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import zerograd.rl.rollout.Rollout;

/// Whoever wants to know how a run goes: a console, a plot, a test. The library itself prints nothing.
public interface RlListener {

  /// Nobody.
  RlListener NONE = new RlListener() {
  };

  /// A stage of a [StagedTrainer] begins, or goes on: its steps are those after `first` up to `last`.
  default void onStage(Stage stage, int first, int last) {}

  /// What this listener measures of the policy after `step` steps, for the row of that step; asked before the first step of a run
  /// and after each, and told of by [#onStep]. It must change nothing.
  default Map<String, Double> measured(int step) { return Map.of(); }

  /// A step is done; also called once before the first step if something was measured then.
  default void onStep(StepReport report) {}

  /// The responses of a step are sampled and scored, the policy is not yet changed.
  default void onRollouts(int step, List<Rollout> rollouts) {}

  /// The policy was validated after `step` steps.
  default void onValidation(int step, List<Rollout> greedy) {}

  /// A checkpoint is complete.
  default void onCheckpoint(int step, Path folder) {}

  /// The run goes on from a checkpoint; `passedOver` says in a sentence each why newer ones could not be used.
  default void onResume(int step, Path folder, List<String> passedOver) {}

  /// This listener, and after it `other`.
  default RlListener and(RlListener other) {
    RlListener first = this;
    return new RlListener() {
      @Override public void onStage(Stage stage, int from, int last) {
        first.onStage(stage, from, last);
        other.onStage(stage, from, last);
      }

      @Override public Map<String, Double> measured(int step) {
        Map<String, Double> all = new LinkedHashMap<>(first.measured(step));
        all.putAll(other.measured(step));
        return all;
      }

      @Override public void onStep(StepReport report) {
        first.onStep(report);
        other.onStep(report);
      }

      @Override public void onRollouts(int step, List<Rollout> rollouts) {
        first.onRollouts(step, rollouts);
        other.onRollouts(step, rollouts);
      }

      @Override public void onValidation(int step, List<Rollout> greedy) {
        first.onValidation(step, greedy);
        other.onValidation(step, greedy);
      }

      @Override public void onCheckpoint(int step, Path folder) {
        first.onCheckpoint(step, folder);
        other.onCheckpoint(step, folder);
      }

      @Override public void onResume(int step, Path folder, List<String> passedOver) {
        first.onResume(step, folder, passedOver);
        other.onResume(step, folder, passedOver);
      }
    };
  }
}
