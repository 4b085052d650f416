package zerograd.rl.train;

import java.util.List;
import zerograd.models.train.Batches;
import zerograd.models.train.Example;
import zerograd.models.train.LanguageModelTrainer;
import zerograd.rl.Algorithm;

/// A stretch of a run with settings of its own: data, sampling, learning rate, algorithm, anything but the model.
///
/// Steps, prompts and draws are counted over the whole run, so that two stages with the same data do not see the same; a
/// schedule of the learning rate or the temperature goes over the steps of its stage.
///
/// @param name for the report
/// @param work what is done
/// @param keepsMoments whether the optimizer goes on with the moments of the stage before; otherwise it begins anew
/// @param keepsReference whether the reference policy stays that of the stages before, if they had one; otherwise it is the
///   policy as the stage begins
public record Stage(String name, Work work, boolean keepsMoments, boolean keepsReference) {

  /// What is done in a stage.
  public sealed interface Work {
    RlSettings settings();

    RlTask task();
  }

  /// Learning from rewards; see [RlTrainer].
  ///
  /// @param critic how a critic learns, if the algorithm has one; it is made when the first stage needs it
  public record ByRewards(Algorithm algorithm, RlSettings settings, RlTask task,
      Critic.Settings critic) implements Work {}

  /// Learning from examples; see [SupervisedTrainer].
  ///
  /// @param learning how a step learns
  /// @param batches which of `examples` a step takes
  public record ByExamples(LanguageModelTrainer.Settings learning, List<Example> examples, Batches batches,
      RlSettings settings, RlTask task) implements Work {}

  /// How many steps the stage has.
  public int steps() { return work.settings().steps(); }

  /// Where a stage stands in its run.
  ///
  /// @param first how many steps the stages before have
  /// @param total how many steps the run has
  record Place(int first, int total) {}
}
