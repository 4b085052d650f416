package zerograd.autograd.ops;

import zerograd.autograd.Op;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.core.Shape;
import zerograd.tensor.Tensor;

/// The same numbers under another shape; no copy.
///
///     y = x        dx = dy
///
/// Shapes: `x`, `y` of the same size.
public record ReshapeOp(Variable x) implements Op {

  /// @throws IllegalArgumentException if the sizes differ
  public static Variable of(Variable x, Shape shape) {
    if (x.shape().equals(shape)) return x;
    return Tape.record(x.value().reshape(shape), new ReshapeOp(x), x);
  }

  @Override public void backward(Tensor dy) { x.addGradient(dy); }
}
