package zerograd.autograd.ops;

import zerograd.core.Shape;
import zerograd.tensor.Tensor;

/// The cosines and sines of rotary position embedding, a row for each position.
///
///     cos[p, i] = cos(p · frequency[i])        sin[p, i] = sin(p · frequency[i])
///
/// Computed in double and rounded once. Shapes: `cos`, `sin` (P, d/2).
///
/// Su et al. 2021, *RoFormer*, arXiv:2104.09864, section 3.2.2.
public record RopeTable(Tensor cos, Tensor sin) {

  /// @throws IllegalArgumentException if the two have different shapes, or are not matrices
  public RopeTable {
    if (cos.shape().rank() != 2 || !cos.shape().equals(sin.shape())) {
      throw new IllegalArgumentException(
          "ropeTable: cos %s and sin %s need one shape (positions, half a head)"
              .formatted(cos.shape(), sin.shape()));
    }
  }

  /// The table of positions 0 … `positions` − 1, in the innermost scope.
  ///
  /// @param inverseFrequencies radians per position, one for each pair of a head: usually `θ^(−2i/d)`
  public static RopeTable of(int positions, double[] inverseFrequencies) {
    int half = inverseFrequencies.length;
    Tensor cos = Tensor.empty(new Shape(positions, half)), sin = Tensor.empty(new Shape(positions, half));
    for (int p = 0; p < positions; p++) {
      for (int i = 0; i < half; i++) {
        double angle = p * inverseFrequencies[i];
        cos.data().set((long) p * half + i, (float) StrictMath.cos(angle));
        sin.data().set((long) p * half + i, (float) StrictMath.sin(angle));
      }
    }
    return new RopeTable(cos, sin);
  }

  /// P: positions are below this.
  public int positions() { return cos.shape().dim(0); }

  /// d: the size of the heads this table turns.
  public int headDim() { return 2 * cos.shape().dim(1); }
}
