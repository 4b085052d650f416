package zerograd.autograd.ops;

import zerograd.autograd.Op;
import zerograd.autograd.Param;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.core.Ints;
import zerograd.core.Shape;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;

/// Rows of a table, by number.
///
///     y[n] = w[ids[n]]
///     dw[ids[n]] += dy[n], n ascending
///
/// The gradient rows of a parameter wait until all micro-batches are through ([Param#later]), so that a
/// weight that is both embedding and head receives the head's products first.
///
/// Shapes: `w` (V, D); `ids` (N), each in [0, V); `y` (N, D).
public record EmbeddingOp(Variable w, Ints ids) implements Op {

  /// @throws IllegalArgumentException if `w` is not a matrix, or a number is not one of its rows
  public static Variable of(Variable w, Ints ids) {
    if (w.shape().rank() != 2) {
      throw new IllegalArgumentException("embedding: w needs a shape (rows, columns), got " + w.shape());
    }
    Ids.check("embedding", ids, w.shape().dim(0));
    int N = Math.toIntExact(ids.length()), D = w.shape().dim(1);
    Tensor y = Tensor.empty(new Shape(N, D));
    if (w instanceof Param weight && weight.matrix().isPresent()) {
      Device.kernels().frozenLinear().gather(y.data(), weight.matrix().get().weight(), ids, N);
    } else {
      Device.kernels().embedding().gather(y.data(), w.value().data(), ids, N, D);
    }
    return Tape.record(y, new EmbeddingOp(w, ids), w);
  }

  @Override public void backward(Tensor dy) {
    if (w instanceof Param param) {
      param.later(ids, dy);
    } else {
      int N = dy.shape().dim(0), D = dy.shape().dim(1);
      Device.kernels().embedding().scatterAdd(w.gradient().data(), dy.data(), ids, N, D);
    }
  }
}
