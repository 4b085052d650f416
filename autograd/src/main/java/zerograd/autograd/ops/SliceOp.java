package zerograd.autograd.ops;

import zerograd.autograd.Op;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;

/// A range of the first dimension; no copy.
///
///     y = x[from … to − 1]        dx[from … to − 1] = dy
///
/// Shapes: `x` (N, …); `y` (to − from, …).
public record SliceOp(Variable x, int from, int to) implements Op {

  /// @throws IllegalArgumentException if the range is outside the first dimension
  public static Variable of(Variable x, int from, int to) {
    return Tape.record(x.value().slice(from, to), new SliceOp(x, from, to), x);
  }

  @Override public void backward(Tensor dy) {
    Tensor dx = x.gradient().slice(from, to);
    Device.kernels().elementwise().addTo(dx.data(), dy.data(), dy.shape().size());
  }
}
