package zerograd.autograd.ops;

import zerograd.autograd.Op;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.core.Shape;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;

/// The sum of all numbers, added first to last in double and rounded once.
///
///     y = Σ x
///     dx = dy, everywhere
///
/// Shapes: `x` any; `y` ().
public record SumOp(Variable x) implements Op {

  public static Variable of(Variable x) {
    Tensor y = Tensor.empty(new Shape());
    y.data().set(0, (float) Device.kernels().reduce().sum(x.value().data(), x.shape().size()));
    return Tape.record(y, new SumOp(x), x);
  }

  @Override public void backward(Tensor dy) {
    int n = Math.toIntExact(x.shape().size());
    Device.kernels().reduce().sumRowsBackward(x.gradient().data(), dy.data(), 1, n);
  }
}
