package zerograd.tensor.kernels;

import zerograd.core.Floats;

/// Sums, and their opposite, broadcasting.
public interface ReduceKernel {

  /// The sum of `x (n)`: one double accumulator, first to last.
  double sum(Floats x, long n);

  /// `y (N)`: the sum of each row of `x (N, D)` in the contract's sixteen virtual lanes.
  void sumRows(Floats y, Floats x, int N, int D);

  /// `dx (N, D) += dy (N)`, each number along its row.
  void sumRowsBackward(Floats dx, Floats dy, int N, int D);

  /// `sums (D) += Σ rows of x (N, D)`: one chain a column, rows ascending.
  void addColumnSums(Floats sums, Floats x, int N, int D);

  /// `y[i] = x[place of i]`, where `y` has sizes `dims` and `x` the element strides `strides` (0 along a repeated dimension).
  void broadcast(Floats y, Floats x, int[] dims, int[] strides);

  /// `dx[place of i] += dy[i]`, `i` ascending.
  void broadcastBackward(Floats dx, Floats dy, int[] dims, int[] strides);

  /// Σ x², for the gradient norm: each row of `x (N, D)` by sixteen virtual lanes in double, rows added ascending.
  double sumOfSquares(Floats x, int N, int D);
}
