package zerograd.tensor.kernels.vector;

import java.util.Arrays;

/// Where the elements of a broadcast run stand in the small one, row by row.
///
/// Neighbouring dimensions that are walked as one are merged, so that rows are as long as they can be.
final class Places {

  /// Elements of a row, and the step between two of them in the small run.
  final int length, step;
  /// How many rows there are.
  final int rows;
  /// The outer dimensions, and their steps in the small run.
  private final int[] dims, strides;

  private Places(int[] dims, int[] strides, int count) {
    length = dims[count - 1];
    step = strides[count - 1];
    this.dims = Arrays.copyOf(dims, count - 1);
    this.strides = Arrays.copyOf(strides, count - 1);
    int rows = 1;
    for (int dim : this.dims) rows = Math.multiplyExact(rows, dim);
    this.rows = length == 0 ? 0 : rows;
  }

  static Places of(int[] dims, int[] strides) {
    int[] merged = new int[dims.length + 1], steps = new int[dims.length + 1];
    merged[0] = 1;
    int count = 1;
    for (int k = 0; k < dims.length; k++) {
      if (dims[k] == 1) continue;
      long together = (long) merged[count - 1] * dims[k];
      boolean one = merged[count - 1] == 1
          || steps[count - 1] == (long) dims[k] * strides[k] && together <= Integer.MAX_VALUE;
      if (!one) count++;
      merged[count - 1] = one ? (int) together : dims[k];
      steps[count - 1] = strides[k];
    }
    return new Places(merged, steps, count);
  }

  /// Whether every row is the same row of the small run: its sums are column sums.
  boolean isOneRowRepeated() { return step == 1 && dims.length == 1 && strides[0] == 0; }

  /// Counts rows from `row` on.
  Odometer from(int row) {
    Odometer odometer = new Odometer(new int[dims.length]);
    int rest = row;
    for (int k = dims.length - 1; k >= 0; k--) {
      odometer.digits[k] = rest % dims[k];
      odometer.place += (long) odometer.digits[k] * strides[k];
      rest /= dims[k];
    }
    return odometer;
  }

  /// A row's digits in the outer dimensions and its place in the small run.
  final class Odometer {
    private final int[] digits;
    long place;

    private Odometer(int[] digits) { this.digits = digits; }

    /// Goes on to the next row.
    void advance() {
      for (int k = digits.length - 1; k >= 0; k--) {
        place += strides[k];
        if (++digits[k] < dims[k]) return;
        place -= (long) dims[k] * strides[k];
        digits[k] = 0;
      }
    }
  }
}
