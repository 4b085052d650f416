package zerograd.autograd.ops;

import zerograd.autograd.Op;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;

/// A variable held between two bounds.
///
///     y = low where x < low, high where x > high, else x
///     dx = dy where low ≤ x ≤ high, else 0
///
/// Shapes: `x`, `y` the same.
public record ClampOp(Variable x, float low, float high) implements Op {

  /// @throws IllegalArgumentException if `low` is above `high`
  public static Variable of(Variable x, float low, float high) {
    if (!(low <= high))
      throw new IllegalArgumentException("clamp: low %s is above high %s".formatted(low, high));
    Tensor y = Tensor.empty(x.shape());
    Device.kernels().elementwise().clamp(y.data(), x.value().data(), low, high, x.shape().size());
    return Tape.record(y, new ClampOp(x, low, high), x);
  }

  @Override public void backward(Tensor dy) {
    Device.kernels().elementwise().clampBackward(x.gradient().data(), dy.data(), x.value().data(), low, high,
        dy.shape().size());
  }
}
