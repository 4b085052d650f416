package zerograd.rl;

import zerograd.autograd.Variable;
import zerograd.rl.rollout.RolloutBatch;
import zerograd.tensor.Tensor;

/// What a loss needs to know of some responses: constants (N), one number a token.
///
/// Made in the innermost scope and used there.
///
/// @param batch where each response begins, and which tokens are learned from
public record Responses(Variable oldLogProbs, Variable referenceLogProbs, Variable advantages,
    Variable weights,
    RolloutBatch batch) {

  /// From the numbers of responses, what their tokens were worth, and what weight each has in the update's loss.
  ///
  /// Without a reference policy `referenceLogProbs` is empty, and reading on is the error of adding shapes that differ.
  public static Responses of(RolloutBatch batch, float[] advantages, float[] weights) {
    if (advantages.length != batch.tokens() || weights.length != batch.tokens()) {
      throw new IllegalArgumentException(
          "responses: %d tokens need as many advantages and weights, got %d and %d"
              .formatted(batch.tokens(), advantages.length, weights.length));
    }
    return new Responses(constant(batch.logProbs()), constant(batch.referenceLogProbs()),
        constant(advantages), constant(weights), batch);
  }

  private static Variable constant(float[] numbers) { return Variable.constant(Tensor.of(numbers)); }
}
