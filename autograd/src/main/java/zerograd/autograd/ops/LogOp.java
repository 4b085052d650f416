package zerograd.autograd.ops;

import zerograd.autograd.Op;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;

/// The natural logarithm.
///
///     y = ln x
///     dx = dy / x
///
/// Shapes: `x`, `y` the same.
public record LogOp(Variable x) implements Op {

  public static Variable of(Variable x) {
    Tensor y = Tensor.empty(x.shape());
    Device.kernels().elementwise().log(y.data(), x.value().data(), x.shape().size());
    return Tape.record(y, new LogOp(x), x);
  }

  @Override public void backward(Tensor dy) {
    Device.kernels().elementwise().logBackward(x.gradient().data(), dy.data(), x.value().data(),
        dy.shape().size());
  }
}
