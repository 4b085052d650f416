package zerograd.rl;

import zerograd.rl.rollout.RolloutBatch;

/// How much better each token was than expected: what algorithms differ in most.
///
/// A record of hyperparameters whose one method reads like the paper's equation. All is computed in double and rounded
/// once.
public sealed interface AdvantageEstimator
    permits Grpo, ReinforcePlusPlus, Rloo, ReMax, Ppo, Opo, Gpg, PassAtK {

  /// The advantages and returns (N) of a step's responses; `kl` may take its part off the rewards first.
  Advantages advantages(RolloutBatch batch, KlPenalty kl);

  /// Whether values V (N) of every token are needed, which a critic gives.
  default boolean needsCritic() { return false; }

  /// Whether the score of a greedy response to each prompt is needed.
  default boolean needsGreedy() { return false; }
}
