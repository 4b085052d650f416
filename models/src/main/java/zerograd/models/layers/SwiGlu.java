package zerograd.models.layers;

import java.util.List;
import java.util.function.BiFunction;
import zerograd.autograd.Variable;
import zerograd.autograd.ops.SwiGluOp;

/// The gated feed-forward layer.
///
///     y = down(silu(gate(x)) ⊙ up(x))
///
/// Shapes: `x`, `y` (N, D); inside, (N, F).   Shazeer 2020, *GLU Variants Improve Transformer*, arXiv:2002.05202, eq. 6.
public record SwiGlu(Linear gateProj, Linear upProj, Linear downProj) implements Layer {

  public Variable forward(Variable x, Pass pass) {
    List<Variable> inner = Linear.forward(x, pass, gateProj, upProj);
    return downProj.forward(SwiGluOp.of(inner.get(0), inner.get(1)), pass);
  }

  /// This layer with its projections changed one by one; `change` is told their names under `path`.
  public SwiGlu withProjections(String path, BiFunction<String, Linear, Linear> change) {
    return new SwiGlu(change.apply(path + ".gate_proj", gateProj), change.apply(path + ".up_proj", upProj),
        change.apply(path + ".down_proj", downProj));
  }
}
