package zerograd.models.layers;

import java.util.Optional;
import zerograd.autograd.Variable;
import zerograd.core.Ints;
import zerograd.tensor.kernels.AttentionKernel.Heads;

/// What the rows of one forward pass are: their positions, and the keys and values they attend to.
///
/// Everything else in a transformer treats rows alike, so this is all that training, prefill and decoding differ in.
public interface Pass {

  /// The position of each row (N) in its own sequence, from 0.
  Ints positions();

  /// One more than the largest position.
  int longest();

  /// True if each block's activations are to be forgotten and computed again on the way back.
  boolean recompute();

  /// Where the rows stand in a training run; empty where nothing is random, as in sampling and scoring.
  default Optional<TrainingRows> training() { return Optional.empty(); }

  /// The attention of `q` (N, H, d), given the keys and values `k`, `v` (N, Hkv, d) of the same rows, in layer `layer`.
  Variable attention(int layer, Variable q, Variable k, Variable v, Heads heads);
}
