package zerograd.tensor.kernels;

import java.util.List;
import zerograd.core.Floats;

/// Matrix products, each element one fma chain in ascending order (rule 1 of the numeric contract).
///
/// `w (M, K)`: M outputs of K inputs, as checkpoints store it. With `accumulate` the chain starts from the number already
/// in the result, else from +0.
public interface LinearKernel {

  /// `y (N, M) = x (N, K) wᵀ`: for k = 0, 1, …: `y[n,m] = fma(x[n,k], w[m,k], y[n,m])`.
  void forward(Floats y, Floats x, Floats w, int N, int M, int K, boolean accumulate);

  /// `dx (N, K) += dy (N, M) w`: for m = 0, 1, …: `dx[n,k] = fma(dy[n,m], w[m,k], dx[n,k])`.
  void backwardInput(Floats dx, Floats dy, Floats w, int N, int M, int K, boolean accumulate);

  /// `dw (M, K) += dyᵀ x`: for n = 0, 1, …: `dw[m,k] = fma(dy[n,m], x[n,k], dw[m,k])`.
  void backwardWeight(Floats dw, Floats dy, Floats x, int N, int M, int K, boolean accumulate);

  /// How many floats [#pack] needs for a weight of shape `(M, K)`.
  long packedLength(int M, int K);

  /// Arranges `w (M, K)` the way this kernel reads it fastest, for weights that are used many times unchanged.
  void pack(Floats packed, Floats w, int M, int K);

  /// [#forward] with a weight arranged by [#pack]: the same bits.
  void forwardPacked(Floats y, Floats x, Floats packed, int N, int M, int K, boolean accumulate);

  /// An argument of [#forwardPacked(List,Floats,int,int)]: `y (N, M)` and a weight (M, K) arranged by [#pack].
  record Product(Floats y, Floats packed, int M, boolean accumulate) {}

  /// [#forwardPacked] for several weights and the same rows. What it is for: threads wait for each other only once.
  default void forwardPacked(List<Product> products, Floats x, int N, int K) {
    for (Product one : products) forwardPacked(one.y, x, one.packed, N, one.M, K, one.accumulate);
  }
}
