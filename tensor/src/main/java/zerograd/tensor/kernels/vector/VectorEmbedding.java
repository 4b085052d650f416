package zerograd.tensor.kernels.vector;

import static zerograd.tensor.kernels.vector.Lanes.*;

import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.core.Workers;
import zerograd.tensor.kernels.EmbeddingKernel;

/// Rows of a table: gathered row by row, scattered column by column, so that tokens that share a row add to it in order.
public final class VectorEmbedding implements EmbeddingKernel {

  private final Workers workers;

  public VectorEmbedding(Workers workers) { this.workers = workers; }

  @Override public void gather(Floats y, Floats w, Ints ids, int N, int D) {
    long bytes = 4L * D;
    workers.rows(N, Runs.rowGrain(D), (from, to, worker) -> {
      for (int n = from; n < to; n++) {
        copy(w.address() + ids.get(n) * bytes, y.address() + n * bytes, bytes);
      }
    });
  }

  @Override public void scatterAdd(Floats dw, Floats dy, Ints ids, int N, int D) {
    Runs.columns(workers, N, D, (from, to) -> {
      for (int n = 0; n < N; n++) {
        addColumns(dw.address() + 4L * ids.get(n) * D, dy.address() + 4L * n * D, 4L * from, 4L * to);
      }
    });
  }

  private static void addColumns(long sum, long row, long at, long end) {
    for (; at <= end - BYTES; at += BYTES) store(load(sum + at).add(load(row + at)), sum + at);
    for (; at < end; at += Float.BYTES) set(sum + at, get(sum + at) + get(row + at));
  }
}
