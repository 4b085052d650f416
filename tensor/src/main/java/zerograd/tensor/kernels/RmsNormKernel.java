package zerograd.tensor.kernels;

import zerograd.core.Floats;

/// Root-mean-square normalisation over rows of length `D`.
///
/// Zhang & Sennrich 2019, *Root Mean Square Layer Normalization*, arXiv:1910.07467, eq. 4.
public interface RmsNormKernel {

  /// `y = x · rstd ⊙ w` with `rstd (N) = 1 / √(mean(x²) + ε)`, kept for the backward pass.
  void forward(Floats y, Floats rstd, Floats x, Floats w, int N, int D, float eps);

  /// `dx (N, D) += rstd · (g − x̂ · mean(g ⊙ x̂))` with `g = dy ⊙ w`, `x̂ = x · rstd`;  `dw (D) += Σ dy ⊙ x̂`.
  void backward(Floats dx, Floats dw, Floats dy, Floats x, Floats w, Floats rstd, int N, int D);
}
