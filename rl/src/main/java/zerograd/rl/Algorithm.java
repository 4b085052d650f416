package zerograd.rl;

import zerograd.autograd.Variable;
import zerograd.rl.rollout.RolloutBatch;

/// How rewards change a policy: a record of hyperparameters with two methods, as papers have two equations.
public sealed interface Algorithm permits Grpo, ReinforcePlusPlus {

  /// What each token of a step's responses was worth.
  Advantages advantages(RolloutBatch batch);

  /// The loss to minimise, one number, given log π and the entropy of π at every token of some responses.
  ///
  /// Shapes: `logProbs`, `entropies` (N). Summed over the micro-batches of an update it is the loss of the update: the
  /// weights that `responses` carries were normalised before the first one ([Averaging]).
  Variable loss(Variable logProbs, Variable entropies, Responses responses);

  /// How far one update may move the policy.
  Clip clip();

  /// What keeps the policy near the reference.
  KlPenalty kl();

  /// How the tokens' losses become one number.
  Averaging averaging();

  /// The weight of the entropy bonus; 0 for none.
  double entropyWeight();
}
