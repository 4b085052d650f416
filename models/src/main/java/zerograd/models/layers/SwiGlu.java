package zerograd.models.layers;

import zerograd.autograd.Variable;
import zerograd.autograd.ops.SwiGluOp;

/// The gated feed-forward layer.
///
///     y = down(silu(gate(x)) ⊙ up(x))
///
/// Shapes: `x`, `y` (N, D); inside, (N, F).   Shazeer 2020, *GLU Variants Improve Transformer*, arXiv:2002.05202, eq. 6.
public record SwiGlu(Linear gateProj, Linear upProj, Linear downProj) implements Layer {

  public Variable forward(Variable x) {
    return downProj.forward(SwiGluOp.of(gateProj.forward(x), upProj.forward(x)));
  }
}
