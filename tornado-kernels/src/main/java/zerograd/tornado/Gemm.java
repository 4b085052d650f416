package zerograd.tornado;

import uk.ac.manchester.tornado.api.common.Access;
import uk.ac.manchester.tornado.api.common.LibraryTaskDescriptor;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/// A product as a BLAS library takes it, whose matrices lie column by column.
///
/// What lies row by row as `c (I, J)` lies column by column as `cᵀ (J, I)`, and `cᵀ = bᵀ aᵀ`: the library gets b first, then a, and
/// neither is copied. A factor is transposed if its numbers lie the other way.
///
///     C (m, n) = op(A) op(B) + β C        m = J, n = I, k = P
///
/// @param opA 1 to transpose A, else 0
/// @param a place of A, which is b
/// @param lda how far apart its columns are
/// @param computeType in what numbers, see [CuBlas]
public record Gemm(int opA, int opB, int m, int n, int k, int a, int lda, int b, int ldb, int c, int ldc,
    boolean accumulate, int computeType) {

  /// The name by which TornadoVM finds what computes it.
  public static final String LIBRARY = "zerograd/cublas";

  /// `c (I, J) = a (I, P) b (P, J)`, or added to it.
  static Gemm of(int c, Products.Matrix a, Products.Matrix b, int I, int J, int P, boolean accumulate,
      int computeType) {
    boolean asIsB = liesByRows(b, J), asIsA = liesByRows(a, P);
    return new Gemm(asIsB ? 0 : 1, asIsA ? 0 : 1, J, I, P, b.place(), asIsB ? b.row() : b.column(), a.place(),
        asIsA ? a.row() : a.column(), c, J, accumulate, computeType);
  }

  /// Whether rows of so many numbers lie one after the other; of a single column, or row, both are true.
  private static boolean liesByRows(Products.Matrix matrix, int columns) {
    return matrix.column() == 1 && matrix.row() >= columns;
  }

  /// The numbers of this product, as [#read] takes them.
  int[] places() {
    return new int[]{opA, opB, m, n, k, a, lda, b, ldb, c, ldc, accumulate ? 1 : 0, computeType};
  }

  /// The product that a call's whole numbers describe, from the second on.
  public static Gemm read(IntArray p) {
    return new Gemm(p.get(1), p.get(2), p.get(3), p.get(4), p.get(5), p.get(6), p.get(7), p.get(8), p.get(9),
        p.get(10), p.get(11), p.get(12) != 0, p.get(13));
  }

  /// Has it computed, in a [Memory] whose arrays begin at these addresses.
  public void run(CuBlas cuBlas, long low, long high) {
    cuBlas.gemm(opA, opB, m, n, k, at(low, high, a), lda, at(low, high, b), ldb, accumulate, at(low, high, c),
        ldc, computeType);
  }

  private static long at(long low, long high, int place) {
    return (place < 0 ? high : low) + Float.BYTES * (long) (place & Integer.MAX_VALUE);
  }

  /// The task that a graph has for all products: what is to be multiplied is read from `p` when it runs.
  static LibraryTaskDescriptor task(FloatArray low, FloatArray high, IntArray p) {
    return new LibraryTaskDescriptor().withLibrary(LIBRARY).withFunction("gemm")
        .withParameters(new Object[]{low, high, p})
        .withAccess(new Access[]{Access.READ_WRITE, Access.READ_WRITE, Access.READ_ONLY});
  }
}
