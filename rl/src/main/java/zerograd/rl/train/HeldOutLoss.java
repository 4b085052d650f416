package zerograd.rl.train;

import java.util.List;
import java.util.Map;
import zerograd.models.train.Example;
import zerograd.models.train.LanguageModelTrainer;

/// The loss of examples that are not learned from: the mean over all their tokens that count.
///
/// @param trainer whose loss it is
record HeldOutLoss(LanguageModelTrainer trainer, List<Example> examples) implements Evaluation {

  /// The metric's name.
  static final String NAME = "val/loss";

  @Override public Map<String, Double> hold(int step, RlListener listener) {
    return Map.of(NAME, trainer.loss(examples));
  }
}
