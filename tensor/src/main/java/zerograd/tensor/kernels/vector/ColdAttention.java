package zerograd.tensor.kernels.vector;

import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.core.Workers;
import zerograd.tensor.kernels.AttentionKernel;
import zerograd.tensor.kernels.reference.ReferenceAttention;

/// Attention while the vector code is not compiled yet: the reference, a sequence or a row for each worker at a time.
final class ColdAttention implements AttentionKernel {

  private final Workers workers;
  private final AttentionKernel reference = new ReferenceAttention();

  ColdAttention(Workers workers) { this.workers = workers; }

  @Override public void forward(Floats out, Floats rowMax, Floats rowSum, Floats q, Floats k, Floats v,
      Ints starts, int B,
      Heads heads) {
    workers.pieces(B,
        (b, worker) -> reference.forward(out, rowMax, rowSum, q, k, v, starts.slice(b, 2), 1, heads));
  }

  @Override public void backward(Floats dq, Floats dk, Floats dv, Floats dout, Floats out, Floats rowMax,
      Floats rowSum,
      Floats q, Floats k, Floats v, Ints starts, int B, Heads heads) {
    workers.pieces(B, (b, worker) -> reference.backward(dq, dk, dv, dout, out, rowMax, rowSum, q, k, v,
        starts.slice(b, 2), 1, heads));
  }

  @Override public void append(Floats keys, Floats values, Floats k, Floats v, Ints slots, Ints positions,
      int N,
      int capacity, Heads heads) {
    reference.append(keys, values, k, v, slots, positions, N, capacity, heads);
  }

  @Override public void cached(Floats out, Floats q, Floats keys, Floats values, Ints slots, Ints positions,
      int N,
      int capacity, Heads heads) {
    long row = (long) heads.H() * heads.d();
    workers.pieces(N,
        (n, worker) -> reference.cached(out.slice(n * row, row), q.slice(n * row, row), keys, values,
            slots.slice(n, 1), positions.slice(n, 1), 1, capacity, heads));
  }
}
