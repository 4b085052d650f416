package zerograd.autograd.ops;

import zerograd.autograd.Op;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.core.Shape;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;

/// Root-mean-square layer normalisation.
///
///     y = x̂ ⊙ w        x̂ = x · rstd        rstd = 1 / √(mean(x²) + ε)
///
/// Backward, with `g = dy ⊙ w`, row by row:
///
///     dx = rstd · (g − x̂ · mean(g ⊙ x̂))
///     dw = Σ over rows of dy ⊙ x̂
///
/// Shapes: `x`, `y` (…, D); `w` (D); `rstd` one number a row.
///
/// Zhang & Sennrich 2019, *Root Mean Square Layer Normalization*, arXiv:1910.07467, eq. 4.
public record RmsNormOp(Variable x, Variable w, Tensor rstd) implements Op {

  /// @throws IllegalArgumentException if the weight is not as long as a row
  public static Variable of(Variable x, Variable w, float eps) {
    int N = x.shape().rows(), D = x.shape().columns();
    if (!w.shape().equals(new Shape(D))) {
      throw new IllegalArgumentException(
          "rmsNorm: x %s needs a weight of shape (%d), got %s".formatted(x.shape(), D, w.shape()));
    }
    Tensor y = Tensor.empty(x.shape()), rstd = Tensor.empty(new Shape(N));
    Device.kernels().rmsNorm().forward(y.data(), rstd.data(), x.value().data(), w.value().data(), N, D, eps);
    return Tape.record(y, new RmsNormOp(x, w, rstd), x, w);
  }

  @Override public void backward(Tensor dy) {
    int N = x.shape().rows(), D = x.shape().columns();
    Device.kernels().rmsNorm().backward(x.gradientOrScratch().data(), w.gradientOrScratch().data(), dy.data(),
        x.value().data(), w.value().data(), rstd.data(), N, D);
  }
}
