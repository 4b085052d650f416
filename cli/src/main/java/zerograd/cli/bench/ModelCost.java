package zerograd.cli.bench;

import zerograd.models.transformer.TransformerConfig;

/// What a model's arithmetic costs at least, in floating-point operations, and what it reads.
///
///     forward         2 · weights of the blocks, a token; 2 · V · D, a token whose logits are made
///     attention       4 · H · d · keys seen, a token and layer
///     adapters        2 × forward, as weights have no gradient
///     training        3 × forward, and the head once more, whose logits are made again on the way back
///
/// Hoffmann et al. 2022, *Training Compute-Optimal Large Language Models*, arXiv:2203.15556, appendix F, without its small terms.
///
/// @param blocks numbers in the matrices of all blocks
/// @param head numbers in the head's matrix
/// @param mixing floating-point operations of attention, in all layers together, for a key that a token sees
/// @param cached numbers that a token leaves in the cache of keys and values
record ModelCost(double blocks, double head, double mixing, double cached) {

  static ModelCost of(TransformerConfig config) {
    double D = config.hiddenSize(), F = config.intermediateSize(), L = config.numHiddenLayers();
    double queries = (double) config.numAttentionHeads() * config.headDim();
    double keys = (double) config.numKeyValueHeads() * config.headDim();
    double block = 2 * D * queries + 2 * D * keys + 3 * D * F;
    return new ModelCost(L * block, D * config.vocabSize(), 4 * L * queries, 2 * L * keys);
  }

  /// A forward pass over whole sequences of `T` tokens, of which `logits` are followed by the head.
  double forward(long sequences, long T, long logits) {
    return sequences * (2 * blocks * T + mixing * T * (T + 1) / 2) + 2 * head * logits;
  }

  /// One more token of each sequence, whose cache then has `length` positions.
  double decode(long sequences, double length) {
    return sequences * (2 * blocks + 2 * head + mixing * length);
  }

  /// A forward and a backward pass over whole sequences of `T` tokens, of which `logits` count in the loss.
  double training(long sequences, long T, long logits) {
    return 3 * forward(sequences, T, logits) + 2 * head * logits;
  }

  /// The same where the weights are frozen, so that they have no gradient; what an adapter costs beside is left out.
  double adapting(long sequences, long T, long logits) { return 2 * forward(sequences, T, logits); }

  /// Prompts of `prompt` tokens, each computed once for `sequences / prompts` sequences, and `added` tokens after them.
  double rollout(long prompts, long sequences, int prompt, int added) {
    return forward(prompts, prompt, prompts) + (added - 1) * decode(sequences, prompt + added / 2.0);
  }

  /// Bytes read to decode a token of each sequence: all weights once, and the caches.
  double decodeBytes(long sequences, double length, double bytesOfAWeight) {
    return (blocks + head) * bytesOfAWeight + sequences * length * cached * Float.BYTES;
  }
}
