package zerograd.autograd.ops;

import zerograd.autograd.Op;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;

/// The logistic function.
///
///     y = 1 / (1 + e⁻ˣ)
///     dx = dy ⊙ y (1 − y)
///
/// Shapes: `x`, `y` the same.
public record SigmoidOp(Variable x, Tensor y) implements Op {

  public static Variable of(Variable x) {
    Tensor y = Tensor.empty(x.shape());
    Device.kernels().elementwise().sigmoid(y.data(), x.value().data(), x.shape().size());
    return Tape.record(y, new SigmoidOp(x, y), x);
  }

  @Override public void backward(Tensor dy) {
    Device.kernels().elementwise().sigmoidBackward(x.gradient().data(), dy.data(), y.data(),
        dy.shape().size());
  }
}
