package zerograd.autograd.ops;

import zerograd.autograd.Op;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;

/// The sigmoid linear unit, also called swish.
///
///     y = x σ(x)
///     dx = dy ⊙ σ(x) (1 + x (1 − σ(x)))
///
/// Shapes: `x`, `y` the same.
///
/// Elfwing et al. 2017, *Sigmoid-Weighted Linear Units*, arXiv:1702.03118, section 2.
public record SiluOp(Variable x) implements Op {

  public static Variable of(Variable x) {
    Tensor y = Tensor.empty(x.shape());
    Device.kernels().elementwise().silu(y.data(), x.value().data(), x.shape().size());
    return Tape.record(y, new SiluOp(x), x);
  }

  @Override public void backward(Tensor dy) {
    Device.kernels().elementwise().siluBackward(x.gradient().data(), dy.data(), x.value().data(),
        dy.shape().size());
  }
}
