package zerograd.cli.bench;

import zerograd.models.transformer.CausalLm;
import zerograd.tensor.kernels.FrozenFormat;

/// One cell of the matrix: what to measure, of which size.
///
/// @param model which model
/// @param dtype how its weights are stored
/// @param threads that compute
/// @param batch sequences
/// @param seq tokens of a sequence before the first new one; all its tokens in training
/// @param newTokens tokens that are added to each sequence
/// @param group sequences that answer the same prompt
/// @param microBatch sequences whose activations are held at once; 0 for what is usual
/// @param recompute whether activations are computed again on the way back
/// @param repeats how many samples the median is of
/// @param warmUp seconds of work before the first sample, counted from when all kernels are compiled
/// @param pace when samples are taken
public record Cell(BenchModel model, FrozenFormat dtype, int threads, int batch, int seq, int newTokens,
    int group,
    int microBatch, boolean recompute, int repeats, double warmUp, Pace pace) {

  /// A model that is only asked, its weights as asked for.
  CausalLm frozen() { return model.frozen(dtype).model(); }

  /// Prompts that differ.
  int prompts() { return Math.ceilDiv(batch, group); }
}
