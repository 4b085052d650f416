package zerograd.tensor.kernels;

import zerograd.core.Floats;
import zerograd.core.Ints;

/// Rotary position embedding: each pair `(x[i], x[i + d/2])` of a head is turned by `position · frequency[i]`.
///
/// `x`, `y` (N, H, d); `positions` (N); `cos`, `sin` (P, d/2), a row for every position below P.
///
/// Su et al. 2021, *RoFormer*, arXiv:2104.09864, eq. 34, with the pairing of GPT-NeoX (halves, not neighbours) that
/// Llama and Qwen checkpoints use.
public interface RopeKernel {

  /// `y₁ = x₁ cos − x₂ sin,  y₂ = x₂ cos + x₁ sin`
  void forward(Floats y, Floats x, Ints positions, Floats cos, Floats sin, int N, int H, int d);

  /// The opposite turn, added: `dx₁ += dy₁ cos + dy₂ sin,  dx₂ += dy₂ cos − dy₁ sin`
  void backward(Floats dx, Floats dy, Ints positions, Floats cos, Floats sin, int N, int H, int d);
}
