package zerograd.autograd.ops;

import java.util.Arrays;
import zerograd.autograd.Op;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.core.Ints;
import zerograd.core.Shape;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;

/// One number of each row.
///
///     y[n] = x[n, ids[n]]
///     dx[n, ids[n]] = dy[n]
///
/// Shapes: `x` (…, V); `ids` one number in [0, V) for each row; `y` (…).
public record PickOp(Variable x, Ints ids) implements Op {

  /// @throws IllegalArgumentException if there is not one id a row, or one is outside the row
  public static Variable of(Variable x, Ints ids) {
    Shape shape = x.shape();
    if (shape.rank() == 0 || ids.length() != shape.rows()) {
      throw new IllegalArgumentException(
          "pick: x %s needs one number a row, %d in all, got %d".formatted(shape,
              shape.rows(), ids.length()));
    }
    Ids.check("pick", ids, shape.columns());
    Tensor y = Tensor.empty(new Shape(Arrays.copyOf(shape.dims(), shape.rank() - 1)));
    Device.kernels().logSoftmax().pick(y.data(), x.value().data(), ids, shape.rows(), shape.columns());
    return Tape.record(y, new PickOp(x, ids), x);
  }

  @Override public void backward(Tensor dy) {
    Device.kernels().logSoftmax().pickBackward(x.gradient().data(), dy.data(), ids, x.shape().rows(),
        x.shape().columns());
  }
}
