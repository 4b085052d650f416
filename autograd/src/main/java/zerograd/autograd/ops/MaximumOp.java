package zerograd.autograd.ops;

import zerograd.autograd.Op;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;

/// The larger of two variables, number by number.
///
///     y = a where a ≥ b, else b
///     da = dy where a ≥ b, else db = dy
///
/// Where both are equal the gradient goes to `a` alone.
///
/// Shapes: `a`, `b`, `y` the same, after broadcasting.
public record MaximumOp(Variable a, Variable b) implements Op {

  /// @throws IllegalArgumentException if the shapes cannot be broadcast to a common one
  public static Variable of(Variable a, Variable b) {
    Pair p = Pair.of("maximum", a, b);
    Tensor y = Tensor.empty(p.shape());
    Device.kernels().elementwise().maximum(y.data(), p.a().value().data(), p.b().value().data(),
        p.shape().size());
    return Tape.record(y, new MaximumOp(p.a(), p.b()), p.a(), p.b());
  }

  @Override public void backward(Tensor dy) {
    Device.kernels().elementwise().maximumBackward(a.gradientOrScratch().data(), b.gradientOrScratch().data(),
        dy.data(), a.value().data(), b.value().data(), dy.shape().size());
  }
}
