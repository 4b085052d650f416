package zerograd.tensor.kernels;

import zerograd.core.Floats;
import zerograd.core.Ints;

/// The log-probability of one token a row, and the entropy of the row, from logits over the whole vocabulary.
///
///     z = logits / T        c = z − max z        S = Σ exp c
///     logProb = c[target] − log S
///     entropy = log S − (Σ exp(c) c) / S
///
/// Shapes: `logits` (N, V); `targets`, `logProbs`, `entropy`, and the kept `rowMax`, `rowSum` (N). Sampler, scorer and
/// trainer all call this kernel, so that they agree.
public interface TokenLogProbsKernel {

  /// Also keeps `rowMax = max z` and `rowSum = S`.
  void forward(Floats logProbs, Floats entropy, Floats rowMax, Floats rowSum, Floats logits, Ints targets,
      int N, int V,
      float temperature);

  /// Turns `logits` into the gradient of the logits, in place:
  ///
  ///     p = exp(c) / S
  ///     dz = dlogProb (1[target] − p) − dentropy · p (c − log S + entropy)        dlogits = dz / T
  void backward(Floats logits, Floats dLogProbs, Floats dEntropy, Floats entropy, Floats rowMax,
      Floats rowSum,
      Ints targets, int N, int V, float temperature);
}
