package zerograd.autograd.ops;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import zerograd.autograd.Op;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.core.Scope;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;

/// A block of a model whose inner values are not kept but computed again in the backward pass.
///
///     y = block(x)
///
/// Forward runs in a scope of its own and copies the result out; backward runs the block once more, now
/// recording, and sends `dy` through. Since the block is the same code on the same numbers, and gradients
/// continue in the same order in the same places, values and gradients have the bits of a plain call. The
/// block must be a function of `x`, parameters and constants: no side effects.
///
/// Shapes: `x`, `y` whatever the block takes and gives.
///
/// Chen et al. 2016, *Training Deep Nets with Sublinear Memory Cost*, arXiv:1604.06174, section 4.
public record RecomputeOp(Variable x, UnaryOperator<Variable> block) implements Op {

  public static Variable of(Variable x, UnaryOperator<Variable> block) {
    Scope outer = Device.scope();
    Set<Variable> inputs = new LinkedHashSet<>();
    Tensor y = Device.current().call("recompute",
        () -> Tape.trial(() -> block.apply(x), inputs).value().copyIn(outer));
    return Tape.record(y, new RecomputeOp(x, block), inputs.toArray(Variable[]::new));
  }

  @Override public void backward(Tensor dy) {
    Device.current().run("recompute", () -> Tape.replay(() -> block.apply(x), dy));
  }
}
