package zerograd.rl.train;

import java.nio.file.Path;
import java.util.List;
import zerograd.rl.rollout.Rollout;

/// Whoever wants to know how a run goes: a console, a plot, a test. The library itself prints nothing.
public interface RlListener {

  /// Nobody.
  RlListener NONE = new RlListener() {
  };

  /// A stage of a [StagedTrainer] begins, or goes on: its steps are those after `first` up to `last`.
  default void onStage(Stage stage, int first, int last) {}

  /// A step is done; also called once before the first step if the policy was validated then.
  default void onStep(StepReport report) {}

  /// The responses of a step are sampled and scored, the policy is not yet changed.
  default void onRollouts(int step, List<Rollout> rollouts) {}

  /// The policy was validated after `step` steps.
  default void onValidation(int step, List<Rollout> greedy) {}

  /// A checkpoint is complete.
  default void onCheckpoint(int step, Path folder) {}

  /// The run goes on from a checkpoint; `passedOver` says in a sentence each why newer ones could not be used.
  default void onResume(int step, Path folder, List<String> passedOver) {}
}
