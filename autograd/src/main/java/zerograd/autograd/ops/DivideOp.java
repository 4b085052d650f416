package zerograd.autograd.ops;

import zerograd.autograd.Op;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;

/// The quotient of two variables, number by number.
///
///     y = a / b
///     da = dy / b        db = −(dy / b) y
///
/// Shapes: `a`, `b`, `y` the same, after broadcasting.
public record DivideOp(Variable a, Variable b, Tensor y) implements Op {

  /// @throws IllegalArgumentException if the shapes cannot be broadcast to a common one
  public static Variable of(Variable a, Variable b) {
    Pair p = Pair.of("over", a, b);
    Tensor y = Tensor.empty(p.shape());
    Device.kernels().elementwise().divide(y.data(), p.a().value().data(), p.b().value().data(),
        p.shape().size());
    return Tape.record(y, new DivideOp(p.a(), p.b(), y), p.a(), p.b());
  }

  @Override public void backward(Tensor dy) {
    Device.kernels().elementwise().divideBackward(a.gradientOrScratch().data(), b.gradientOrScratch().data(),
        dy.data(), y.data(), b.value().data(), dy.shape().size());
  }
}
