package zerograd.models.generate;

import zerograd.core.Ints;
import zerograd.tensor.kernels.TokenLogProbsKernel.Draws;

/// What the draws of a run are keyed by (contract, rule 7): with the number of the sequence and the position of the token in
/// it, this decides every draw, whatever else is in the batch.
///
/// @param seed of the run
/// @param step of the training, in [0, 2²⁴)
/// @param firstSequence number of the first sequence, for a batch that is generated in parts
public record RandomKey(long seed, int step, int firstSequence) {

  /// The key of a run on its own.
  public static RandomKey of(long seed) { return new RandomKey(seed, 0, 0); }

  /// The draws for the tokens that follow those at `positions` of `sequences`.
  Draws draws(Ints sequences, Ints positions) {
    return new Draws(seed, step, firstSequence, sequences, positions);
  }
}
