package zerograd.testkit;

/// How far a number may be from the expected one.
@FunctionalInterface
public interface Bound {

  /// The largest allowed difference from `expected`.
  double around(double expected);

  /// `size · (1 + |expected|)`: absolute for small numbers, relative for large ones.
  static Bound of(double size) { return expected -> size * (1 + Math.abs(expected)); }

  /// `size`, whatever the number.
  static Bound absolute(double size) { return _ -> size; }
}
