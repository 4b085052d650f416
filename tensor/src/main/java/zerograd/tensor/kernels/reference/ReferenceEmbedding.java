package zerograd.tensor.kernels.reference;

import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.tensor.kernels.EmbeddingKernel;

/// Rows of a table, one after the other.
public final class ReferenceEmbedding implements EmbeddingKernel {

  @Override public void gather(Floats y, Floats w, Ints ids, int N, int D) {
    for (int n = 0; n < N; n++) {
      for (int i = 0; i < D; i++) y.set((long) n * D + i, w.get((long) ids.get(n) * D + i));
    }
  }

  @Override public void scatterAdd(Floats dw, Floats dy, Ints ids, int N, int D) {
    for (int n = 0; n < N; n++) {
      long row = (long) ids.get(n) * D;
      for (int i = 0; i < D; i++) dw.set(row + i, dw.get(row + i) + dy.get((long) n * D + i));
    }
  }
}
