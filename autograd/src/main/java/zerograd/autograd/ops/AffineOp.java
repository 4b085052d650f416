package zerograd.autograd.ops;

import zerograd.autograd.Op;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;

/// A variable times a number plus a number.
///
///     y = factor · x + offset, rounded once
///     dx = factor · dy
///
/// Shapes: `x`, `y` the same.
public record AffineOp(Variable x, float factor) implements Op {

  /// `y = factor · x`, with the sign that IEEE gives a product that is zero: −0 is what can be added to it
  /// unseen.
  public static Variable scale(Variable x, float factor) { return of(x, factor, -0f); }

  public static Variable of(Variable x, float factor, float offset) {
    Tensor y = Tensor.empty(x.shape());
    Device.kernels().elementwise().affine(y.data(), x.value().data(), factor, offset, x.shape().size());
    return Tape.record(y, new AffineOp(x, factor), x);
  }

  @Override public void backward(Tensor dy) {
    Device.kernels().elementwise().addScaled(x.gradient().data(), dy.data(), factor, dy.shape().size());
  }
}
