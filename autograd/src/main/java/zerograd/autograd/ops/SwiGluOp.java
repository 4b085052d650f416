package zerograd.autograd.ops;

import zerograd.autograd.Op;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;

/// The gate of the feed-forward layer: one branch, through a sigmoid linear unit, times the other.
///
///     y = silu(gate) ⊙ up
///     dgate = dy ⊙ up ⊙ silu′(gate)        dup = dy ⊙ silu(gate)
///
/// Shapes: `gate`, `up`, `y` the same.
///
/// Shazeer 2020, *GLU Variants Improve Transformer*, arXiv:2002.05202, eq. 5.
public record SwiGluOp(Variable gate, Variable up) implements Op {

  /// @throws IllegalArgumentException if the shapes differ
  public static Variable of(Variable gate, Variable up) {
    if (!gate.shape().equals(up.shape())) {
      throw new IllegalArgumentException(
          "swiGlu: gate %s and up %s need one shape".formatted(gate.shape(), up.shape()));
    }
    Tensor y = Tensor.empty(gate.shape());
    Device.kernels().elementwise().swiGlu(y.data(), gate.value().data(), up.value().data(), y.shape().size());
    return Tape.record(y, new SwiGluOp(gate, up), gate, up);
  }

  @Override public void backward(Tensor dy) {
    boolean assign = gate != up && isFresh(gate) && isFresh(up);
    Tensor dgate = assign ? gate.gradientToFill() : gate.gradientOrScratch();
    Tensor dup = assign ? up.gradientToFill() : up.gradientOrScratch();
    Device.kernels().elementwise().swiGluBackward(dgate.data(), dup.data(), dy.data(), gate.value().data(),
        up.value().data(), dy.shape().size(), !assign);
  }

  private static boolean isFresh(Variable x) { return x.needsGradient() && !x.hasGradient(); }
}
