package zerograd.autograd.ops;

import zerograd.autograd.Op;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;

/// The logarithm of the softmax of each row.
///
///     y = (x − max x) − ln Σ exp(x − max x)
///     dx = dy − exp(y) · Σ dy
///
/// Shapes: `x`, `y` (…, V). For a head over a large vocabulary see [TokenLogProbsOp], which never holds all
/// rows.
public record LogSoftmaxOp(Variable x, Tensor y) implements Op {

  public static Variable of(Variable x) {
    Tensor y = Tensor.empty(x.shape());
    Device.kernels().logSoftmax().forward(y.data(), x.value().data(), x.shape().rows(), x.shape().columns());
    return Tape.record(y, new LogSoftmaxOp(x, y), x);
  }

  @Override public void backward(Tensor dy) {
    Device.kernels().logSoftmax().backward(x.gradient().data(), dy.data(), y.data(), x.shape().rows(),
        x.shape().columns());
  }
}
