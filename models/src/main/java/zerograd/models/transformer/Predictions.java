package zerograd.models.transformer;

import zerograd.core.Ints;
import zerograd.tensor.Device;

/// Which rows of a batch predict which tokens: row `rows[m]` predicts `targets[m]`, usually the token after it.
///
/// Rows that are not listed cost nothing in the head, which is where a large vocabulary is expensive.
///
/// Shapes: `rows`, ascending, and `targets` (M).
public record Predictions(Ints rows, Ints targets) {

  /// The given rows and targets, in the innermost scope.
  ///
  /// @throws IllegalArgumentException if there are more of one than of the other
  public static Predictions of(int[] rows, int[] targets) {
    if (rows.length != targets.length) {
      throw new IllegalArgumentException(
          "predictions: %d rows need as many targets, got %d".formatted(rows.length, targets.length));
    }
    Ints rowsThere = Device.scope().ints(rows.length), targetsThere = Device.scope().ints(targets.length);
    rowsThere.copyFrom(rows);
    targetsThere.copyFrom(targets);
    return new Predictions(rowsThere, targetsThere);
  }

  /// M.
  public int count() { return Math.toIntExact(rows.length()); }
}
