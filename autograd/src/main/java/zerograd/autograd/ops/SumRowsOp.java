package zerograd.autograd.ops;

import java.util.Arrays;
import zerograd.autograd.Op;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.core.Shape;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;

/// The sum of each row, in the contract's sixteen virtual lanes.
///
///     y[n] = Σᵢ x[n, i]
///     dx[n, i] = dy[n]
///
/// Shapes: `x` (…, D); `y` (…).
public record SumRowsOp(Variable x) implements Op {

  /// @throws IllegalArgumentException if `x` is a single number, which has no rows
  public static Variable of(Variable x) {
    if (x.shape().rank() == 0)
      throw new IllegalArgumentException("sumRows: x () has no dimension to sum along");
    int[] dims = x.shape().dims();
    Tensor y = Tensor.empty(new Shape(Arrays.copyOf(dims, dims.length - 1)));
    Device.kernels().reduce().sumRows(y.data(), x.value().data(), x.shape().rows(), x.shape().columns());
    return Tape.record(y, new SumRowsOp(x), x);
  }

  @Override public void backward(Tensor dy) {
    Device.kernels().reduce().sumRowsBackward(x.gradient().data(), dy.data(), x.shape().rows(),
        x.shape().columns());
  }
}
