package zerograd.tensor.kernels;

import zerograd.core.Floats;
import zerograd.core.Ints;

/// Rows of a table, by number.
public interface EmbeddingKernel {

  /// `y[n] = w[ids[n]]`; `y` (N, D), `w` (V, D).
  void gather(Floats y, Floats w, Ints ids, int N, int D);

  /// `dw[ids[n]] += dy[n]`, n ascending.
  void scatterAdd(Floats dw, Floats dy, Ints ids, int N, int D);
}
