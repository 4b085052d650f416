package zerograd.autograd.ops;

import zerograd.autograd.Op;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.core.Shape;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;

/// The mean of all `n` numbers, added first to last and divided in double, rounded once.
///
///     y = (Σ x) / n
///     dx = dy / n, everywhere
///
/// Shapes: `x` any; `y` ().
public record MeanOp(Variable x) implements Op {

  public static Variable of(Variable x) {
    long n = x.shape().size();
    Tensor y = Tensor.empty(new Shape());
    y.data().set(0, (float) (Device.kernels().reduce().sum(x.value().data(), n) / n));
    return Tape.record(y, new MeanOp(x), x);
  }

  @Override public void backward(Tensor dy) {
    int n = Math.toIntExact(x.shape().size());
    Tensor share = Tensor.of(dy.data().get(0) / n);
    Device.kernels().reduce().sumRowsBackward(x.gradient().data(), share.data(), 1, n);
  }
}
