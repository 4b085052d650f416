package zerograd.tensor.kernels;

import zerograd.core.Floats;

/// Arithmetic on numbers at the same place of runs of `n`.
///
/// Results are assigned; the methods named after a derivative add to theirs. A result may be the same run as an input.
public interface ElementwiseKernel {

  /// `y = a + b`
  void add(Floats y, Floats a, Floats b, long n);

  /// `y = a − b`
  void subtract(Floats y, Floats a, Floats b, long n);

  /// `y = a · b`
  void multiply(Floats y, Floats a, Floats b, long n);

  /// `y = a / b`
  void divide(Floats y, Floats a, Floats b, long n);

  /// `y = a` where `a ≤ b`, else `b`
  void minimum(Floats y, Floats a, Floats b, long n);

  /// `y = a` where `a ≥ b`, else `b`
  void maximum(Floats y, Floats a, Floats b, long n);

  /// `y = fma(x, factor, offset)`
  void affine(Floats y, Floats x, float factor, float offset, long n);

  /// `y = low` where `x < low`, `high` where `x > high`, else `x`
  void clamp(Floats y, Floats x, float low, float high, long n);

  /// `y = eˣ`, by [Elementary#exp]
  void exp(Floats y, Floats x, long n);

  /// `y = ln x`, by [Elementary#log]
  void log(Floats y, Floats x, long n);

  /// `y = 1 / (1 + e⁻ˣ)`, by [Elementary#sigmoid]
  void sigmoid(Floats y, Floats x, long n);

  /// `y = x · sigmoid(x)`
  void silu(Floats y, Floats x, long n);

  /// `y = silu(gate) · up`
  void swiGlu(Floats y, Floats gate, Floats up, long n);

  /// `dx = dx + dy`
  void addTo(Floats dx, Floats dy, long n);

  /// `dx = fma(dy, factor, dx)`
  void addScaled(Floats dx, Floats dy, float factor, long n);

  /// `dx = fma(dy, y, dx)`: the derivative of a product, and of exp
  void addProduct(Floats dx, Floats dy, Floats y, long n);

  /// `da = da + dy / b;  db = fma(−(dy / b), y, db)` with `y = a / b`
  void divideBackward(Floats da, Floats db, Floats dy, Floats y, Floats b, long n);

  /// `da = da + dy` where `a ≤ b`, else `db = db + dy`
  void minimumBackward(Floats da, Floats db, Floats dy, Floats a, Floats b, long n);

  /// `da = da + dy` where `a ≥ b`, else `db = db + dy`
  void maximumBackward(Floats da, Floats db, Floats dy, Floats a, Floats b, long n);

  /// `dx = dx + dy` where `low ≤ x ≤ high`
  void clampBackward(Floats dx, Floats dy, Floats x, float low, float high, long n);

  /// `dx = dx + dy / x`
  void logBackward(Floats dx, Floats dy, Floats x, long n);

  /// `dx = fma(dy, y · (1 − y), dx)`
  void sigmoidBackward(Floats dx, Floats dy, Floats y, long n);

  /// `dx = fma(dy, siluSlope(x), dx)`
  void siluBackward(Floats dx, Floats dy, Floats x, long n);

  /// `dgate = fma(dy · up, siluSlope(gate), dgate);  dup = fma(dy, silu(gate), dup)`; without `accumulate`, with +0 for `dgate` and
  /// `dup` on the right.
  void swiGluBackward(Floats dgate, Floats dup, Floats dy, Floats gate, Floats up, long n,
      boolean accumulate);
}
