package zerograd.autograd.ops;

import zerograd.autograd.Op;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.core.Shape;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;

/// A variable repeated along its sizes of 1 and along new outer dimensions, as in NumPy.
///
///     y[…, i, …] = x[…, 0, …]   where the size of x is 1
///     dx = Σ dy over the repeats, in the order of y
///
/// Shapes: `x` any; `y` at least as many dimensions, from the right equal to those of `x` or repeating a 1.
public record BroadcastOp(Variable x) implements Op {

  /// `x` itself if it has that shape already.
  ///
  /// @throws IllegalArgumentException if `x` cannot be repeated to that shape
  public static Variable of(Variable x, Shape shape) {
    if (x.shape().equals(shape)) return x;
    int[] strides = strides(x.shape(), shape);
    Tensor y = Tensor.empty(shape);
    Device.kernels().reduce().broadcast(y.data(), x.value().data(), shape.dims(), strides);
    return Tape.record(y, new BroadcastOp(x), x);
  }

  @Override public void backward(Tensor dy) {
    Shape shape = dy.shape();
    Device.kernels().reduce().broadcastBackward(x.gradient().data(), dy.data(), shape.dims(),
        strides(x.shape(), shape));
  }

  /// How far apart neighbours along each dimension of `large` are in `small`: 0 along a repeat.
  private static int[] strides(Shape small, Shape large) {
    int[] strides = new int[large.rank()];
    int stride = 1;
    for (int fromRight = 1; fromRight <= small.rank(); fromRight++) {
      int size = small.dim(-fromRight);
      if (small.rank() > large.rank() || size != 1 && size != large.dim(-fromRight)) {
        throw new IllegalArgumentException(
            "broadcast: shape %s cannot be repeated to %s; sizes, compared from the right, must be equal or 1"
                .formatted(small, large));
      }
      strides[large.rank() - fromRight] = size == 1 ? 0 : stride;
      stride = Math.multiplyExact(stride, size);
    }
    return strides;
  }
}
