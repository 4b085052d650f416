package zerograd.models.layers;

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

  /// The attention of `q` (N, H, d), given the keys and values `k`, `v` (N, Hkv, d) of the same rows, in layer `layer`.
  Variable attention(int layer, Variable q, Variable k, Variable v, Heads heads);
}
