package zerograd.autograd.ops;

import zerograd.autograd.Op;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;

/// The sum of two variables.
///
///     y = a + b
///     da = dy        db = dy
///
/// Shapes: `a`, `b`, `y` the same, after broadcasting.
public record AddOp(Variable a, Variable b) implements Op {

  /// @throws IllegalArgumentException if the shapes cannot be broadcast to a common one
  public static Variable of(Variable a, Variable b) {
    Pair p = Pair.of("plus", a, b);
    Tensor y = Tensor.empty(p.shape());
    Device.kernels().elementwise().add(y.data(), p.a().value().data(), p.b().value().data(),
        p.shape().size());
    return Tape.record(y, new AddOp(p.a(), p.b()), p.a(), p.b());
  }

  @Override public void backward(Tensor dy) {
    if (a.needsGradient()) a.addGradient(dy);
    if (b.needsGradient()) b.addGradient(dy);
  }
}
