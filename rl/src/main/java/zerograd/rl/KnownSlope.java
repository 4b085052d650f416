package zerograd.rl;

import zerograd.autograd.Variable;
import zerograd.tensor.Tensor;

/// Numbers computed off the tape, in double, that enter it with a known derivative.
///
///     y = f(x)        dx = f'(x) · dy
///
/// In float32 an expression such as e⁻ᵈ + d − 1 loses all its digits near d = 0, which is where a policy starts.
final class KnownSlope {

  private KnownSlope() {}

  /// `values` (N) as a function of `x` (N) with derivatives `slopes` (N), number by number.
  static Variable of(Variable x, float[] values, float[] slopes) {
    Variable zero = x.minus(x.detach());
    return zero.times(Variable.constant(Tensor.of(slopes))).plus(Variable.constant(Tensor.of(values)));
  }
}
