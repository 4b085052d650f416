package zerograd.tensor.kernels;

import zerograd.core.Floats;
import zerograd.core.Ints;

/// Log-softmax over rows of length `V`.
///
///     y = (x − max x) − log Σ exp(x − max x)
public interface LogSoftmaxKernel {

  /// `y` (N, V) from `x` (N, V).
  void forward(Floats y, Floats x, int N, int V);

  /// `dx += dy − exp(y) · Σ dy`, the sum along the row.
  void backward(Floats dx, Floats dy, Floats y, int N, int V);

  /// `y[n] = x[n, ids[n]]`; `y` (N).
  void pick(Floats y, Floats x, Ints ids, int N, int V);

  /// `dx[n, ids[n]] += dy[n]`.
  void pickBackward(Floats dx, Floats dy, Ints ids, int N, int V);
}
