package zerograd.tensor.kernels.reference;

/// A sum along a row, in the contract's sixteen virtual lanes (rule 2).
///
/// Lane l takes the elements l, l + 16, l + 32, … in ascending order; then the lanes are combined pairwise, 8 apart, 4, 2, 1.
/// A machine with 4, 8 or 16 lanes can do exactly this.
final class Lanes16 {

  private final float[] lanes = new float[16];

  /// Adds `a · b`, the element at `index`, with one rounding.
  void fma(int index, float a, float b) { lanes[index & 15] = Math.fma(a, b, lanes[index & 15]); }

  /// Adds the element at `index`.
  void add(int index, float a) { lanes[index & 15] += a; }

  float combine() {
    for (int apart = 8; apart > 0; apart /= 2) {
      for (int l = 0; l < apart; l++) lanes[l] += lanes[l + apart];
    }
    return lanes[0];
  }
}
