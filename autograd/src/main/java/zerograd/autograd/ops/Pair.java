package zerograd.autograd.ops;

import zerograd.autograd.Variable;
import zerograd.core.Shape;

/// Two operands brought to a common shape.
record Pair(Variable a, Variable b) {

  /// Repeats sizes of 1 where the other operand is larger.
  ///
  /// @throws IllegalArgumentException if the shapes do not fit
  static Pair of(String operation, Variable a, Variable b) {
    if (a.shape().equals(b.shape())) return new Pair(a, b);
    Shape common = common(operation, a.shape(), b.shape());
    return new Pair(BroadcastOp.of(a, common), BroadcastOp.of(b, common));
  }

  Shape shape() { return a.shape(); }

  private static Shape common(String operation, Shape a, Shape b) {
    int rank = Math.max(a.rank(), b.rank());
    int[] dims = new int[rank];
    for (int fromRight = 1; fromRight <= rank; fromRight++) {
      int p = fromRight <= a.rank() ? a.dim(-fromRight) : 1,
          q = fromRight <= b.rank() ? b.dim(-fromRight) : 1;
      if (p != q && p != 1 && q != 1) {
        throw new IllegalArgumentException(
            "%s: shapes %s and %s do not fit; sizes, compared from the right, must be equal or 1"
                .formatted(operation, a, b));
      }
      dims[rank - fromRight] = p == 1 ? q : p;
    }
    return new Shape(dims);
  }
}
