package zerograd.tests;

import zerograd.testkit.Bound;

/// How far numbers may be from what they are compared with, each with its reason.
///
/// What the numeric contract promises to be equal is compared with `assertSameBits` and has no tolerance.
public final class Tolerance {

  /// A few roundings of 6·10⁻⁸ each.
  public static final Bound ELEMENTWISE = Bound.of(1e-6);

  /// The float32 rounding of a gradient; the error of the derivative it is compared with is 10⁻⁹.
  public static final Bound GRADIENT = Bound.of(1e-5);

  private Tolerance() {}

  /// A sum of `K` terms: its rounding walks at random.
  public static Bound sum(int K) { return Bound.of(1e-6 * Math.sqrt(K)); }

  /// A result of a whole model against one of another implementation: eight times the error that one states, and two
  /// millionths of the tensor's largest number for our own.
  public static Bound model(double statedNoise, double scale) {
    return Bound.absolute(8 * statedNoise + 2e-6 * scale);
  }
}
