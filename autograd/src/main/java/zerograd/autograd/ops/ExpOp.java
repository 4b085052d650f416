package zerograd.autograd.ops;

import zerograd.autograd.Op;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;

/// The exponential function.
///
///     y = eˣ
///     dx = dy ⊙ y
///
/// Shapes: `x`, `y` the same.
public record ExpOp(Variable x, Tensor y) implements Op {

  public static Variable of(Variable x) {
    Tensor y = Tensor.empty(x.shape());
    Device.kernels().elementwise().exp(y.data(), x.value().data(), x.shape().size());
    return Tape.record(y, new ExpOp(x, y), x);
  }

  @Override public void backward(Tensor dy) {
    Device.kernels().elementwise().addProduct(x.gradient().data(), dy.data(), y.data(), dy.shape().size());
  }
}
