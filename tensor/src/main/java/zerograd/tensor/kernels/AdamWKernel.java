package zerograd.tensor.kernels;

import zerograd.core.Floats;

/// One step of AdamW on a run of `n` weights, with the gradient's clipping fused in.
///
/// Loshchilov & Hutter 2017, *Decoupled Weight Decay Regularization*, arXiv:1711.05101, algorithm 2; bias corrections from
/// Kingma & Ba 2014, arXiv:1412.6980, algorithm 1.
public interface AdamWKernel {

  /// The numbers of one step, computed in double and rounded once.
  ///
  /// @param clip factor on the gradient
  /// @param decay `1 − lr · weightDecay`
  /// @param oneMinusBeta1 `1 − β₁`
  /// @param beta2 decay of the second moment
  /// @param oneMinusBeta2 `1 − β₂`
  /// @param stepSize `lr / (1 − β₁ᵗ)`
  /// @param correction `√(1 − β₂ᵗ)`
  /// @param eps ε
  record Step(float clip, float decay, float oneMinusBeta1, float beta2, float oneMinusBeta2, float stepSize,
      float correction, float eps) {}

  /// `g = clip · gradient`, then
  ///
  ///     m = m + (1−β₁)(g − m)        v = β₂ v + (1−β₂) g²
  ///     w = w · decay − stepSize · m / (√v / correction + ε)
  void step(Floats w, Floats m, Floats v, Floats gradient, long n, Step step);
}
