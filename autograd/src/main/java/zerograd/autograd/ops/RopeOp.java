package zerograd.autograd.ops;

import zerograd.autograd.Op;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.core.Ints;
import zerograd.core.Shape;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;

/// Rotary position embedding: the two halves of each head are turned, pair by pair, by an angle that grows
/// with position.
///
///     y₁ = x₁ cos − x₂ sin        y₂ = x₂ cos + x₁ sin
///     dx₁ = dy₁ cos + dy₂ sin     dx₂ = dy₂ cos − dy₁ sin
///
/// Shapes: `x`, `y` (N, H, d); `positions` (N), each below the table's.
///
/// Su et al. 2021, *RoFormer*, arXiv:2104.09864, eq. 34. Differs from the paper: pairs are `(i, i + d/2)`,
/// not neighbours, as in the checkpoints of GPT-NeoX, Llama and Qwen.
public record RopeOp(Variable x, Ints positions, RopeTable table) implements Op {

  /// @throws IllegalArgumentException if the shapes do not fit, or a position is not in the table
  public static Variable of(Variable x, Ints positions, RopeTable table) {
    Shape shape = x.shape();
    if (shape.rank() != 3 || shape.dim(2) != table.headDim() || shape.dim(0) != positions.length()) {
      throw new IllegalArgumentException(
          "rope: x %s needs a shape (%d, heads, %d): %d positions were given, and a table for heads of %d"
              .formatted(shape, positions.length(), table.headDim(), positions.length(),
                  table.headDim()));
    }
    Ids.check("rope", positions, table.positions());
    Tensor y = Tensor.empty(shape);
    Device.kernels().rope().forward(y.data(), x.value().data(), positions, table.cos().data(),
        table.sin().data(), shape.dim(0), shape.dim(1), shape.dim(2));
    return Tape.record(y, new RopeOp(x, positions, table), x);
  }

  @Override public void backward(Tensor dy) {
    Shape shape = x.shape();
    Device.kernels().rope().backward(x.gradient().data(), dy.data(), positions, table.cos().data(),
        table.sin().data(), shape.dim(0), shape.dim(1), shape.dim(2));
  }
}
