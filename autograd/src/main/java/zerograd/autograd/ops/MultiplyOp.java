package zerograd.autograd.ops;

import zerograd.autograd.Op;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;
import zerograd.tensor.kernels.ElementwiseKernel;

/// The product of two variables, number by number.
///
///     y = a ⊙ b
///     da = dy ⊙ b        db = dy ⊙ a
///
/// Shapes: `a`, `b`, `y` the same, after broadcasting.
public record MultiplyOp(Variable a, Variable b) implements Op {

  /// @throws IllegalArgumentException if the shapes cannot be broadcast to a common one
  public static Variable of(Variable a, Variable b) {
    Pair p = Pair.of("times", a, b);
    Tensor y = Tensor.empty(p.shape());
    Device.kernels().elementwise().multiply(y.data(), p.a().value().data(), p.b().value().data(),
        p.shape().size());
    return Tape.record(y, new MultiplyOp(p.a(), p.b()), p.a(), p.b());
  }

  @Override public void backward(Tensor dy) {
    ElementwiseKernel kernel = Device.kernels().elementwise();
    long n = dy.shape().size();
    if (a.needsGradient()) kernel.addProduct(a.gradient().data(), dy.data(), b.value().data(), n);
    if (b.needsGradient()) kernel.addProduct(b.gradient().data(), dy.data(), a.value().data(), n);
  }
}
