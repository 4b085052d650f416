package zerograd.models.generate;

import zerograd.core.Philox;

/// What the draws of a run are keyed by (contract, rule 7): with the number of the sequence and the position of the token in
/// it, this decides every draw, whatever else is in the batch.
///
/// @param seed of the run
/// @param step of the training, in [0, 2²⁴)
/// @param firstSequence number of the first sequence, for a batch that is generated in parts
public record RandomKey(long seed, int step, int firstSequence) {

  /// The key of a run on its own.
  public static RandomKey of(long seed) { return new RandomKey(seed, 0, 0); }

  /// In [0, 1): the draw for the token at `position` of sequence `sequence`.
  double draw(int sequence, int position) {
    return Philox.uniform(seed, Philox.Stream.SAMPLING, step, firstSequence + sequence, position, 0);
  }
}
