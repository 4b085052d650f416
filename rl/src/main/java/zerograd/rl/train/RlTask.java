package zerograd.rl.train;

import java.util.List;
import java.util.function.Function;
import zerograd.rl.reward.RewardRunner;
import zerograd.rl.rollout.Prompt;

/// What a policy is to learn: prompts, and what makes a response good.
///
/// @param prompts to train on
/// @param heldOut to validate on; may be empty
/// @param rewards scores responses
/// @param decode turns the tokens of a response into the text that a reward sees, special tokens kept
/// @param fullReward the score from which on a response counts as right
public record RlTask(List<Prompt> prompts, List<Prompt> heldOut, RewardRunner rewards,
    Function<int[], String> decode, double fullReward) {

  /// @throws IllegalArgumentException if there is nothing to train on
  public RlTask {
    prompts = List.copyOf(prompts);
    heldOut = List.copyOf(heldOut);
    if (prompts.isEmpty())
      throw new IllegalArgumentException("task: needs at least one prompt to train on, got none");
  }

  /// The same prompts with other rewards.
  public RlTask with(RewardRunner rewards, double fullReward) {
    return new RlTask(prompts, heldOut, rewards, decode, fullReward);
  }

  /// Whether a score is that of a right response.
  public boolean isRight(double score) { return score >= fullReward; }
}
