package zerograd.models.layers;

import zerograd.autograd.Param;
import zerograd.autograd.Variable;

/// Root-mean-square normalisation of rows.
///
///     y = x / √(mean(x²) + ε) ⊙ w
///
/// Shapes: `x`, `y` (…, D), `weight` (D).   Zhang & Sennrich 2019, arXiv:1910.07467, eq. 4.
public record RmsNorm(Param weight, float eps) implements Layer {

  public Variable forward(Variable x) { return x.rmsNorm(weight, eps); }
}
