package zerograd.autograd;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.core.Scope;
import zerograd.tensor.Device;
import zerograd.tensor.FrozenMatrix;
import zerograd.tensor.Tensor;
import zerograd.tensor.kernels.EmbeddingKernel;
import zerograd.tensor.kernels.LinearKernel;

/// A weight: a variable that no operation made, whose value and gradient outlive the step.
///
/// The gradient grows until [#zeroGradient], which optimizers call at the end of their step.
public final class Param extends Variable {

  private record Rows(Ints ids, Tensor dy) {}

  private final FrozenMatrix matrix;   // null for a weight with a value
  private final List<Rows> waiting = new ArrayList<>();
  private Scope waitingScope;
  private Floats packed;
  private long packedVersion = -1;
  private long version;

  /// A trainable weight; its gradient is made in the scope of `value`.
  public Param(Tensor value) { this(value, true); }

  private Param(Tensor value, boolean trainable) {
    super(value, trainable);
    matrix = null;
  }

  private Param(FrozenMatrix matrix) {
    super(matrix.shape(), matrix.scope());
    this.matrix = matrix;
  }

  /// A weight that no gradient flows to.
  public static Param frozen(Tensor value) { return new Param(value, false); }

  /// A weight that no gradient flows to and that has no float32 value, only products and rows: the operand of
  /// [#linear] and the table of [#rows].
  public static Param frozen(FrozenMatrix matrix) { return new Param(matrix); }

  /// The matrix of a weight that is kept as one.
  public Optional<FrozenMatrix> matrix() { return Optional.ofNullable(matrix); }

  public boolean isTrainable() { return needsGradient(); }

  /// Counts the changes of the value; see [#touch].
  public long version() { return version; }

  /// Says that the value was changed. Whoever writes into `value()` after the first use calls this.
  public void touch() { version++; }

  /// This weight (M, K), arranged by [LinearKernel#pack]; kept, beside the value, until the next [#touch].
  /// Several threads may ask.
  public synchronized Floats packed() {
    LinearKernel linear = Device.kernels().linear();
    int M = shape().dim(0), K = shape().dim(1);
    if (packed == null) packed = value().scope().floats(linear.packedLength(M, K));
    if (packedVersion != version) {
      linear.pack(packed, value().data(), M, K);
      packedVersion = version;
    }
    return packed;
  }

  /// Keeps copies of `ids` (N) and `dy` (N, D) until [#settle], which adds row n of `dy` to row `ids[n]` of
  /// the gradient.
  ///
  /// Why wait: the same weight may also be the head, whose gradient is one chain over the tokens of all
  /// micro-batches.
  public void later(Ints ids, Tensor dy) {
    if (waitingScope == null) waitingScope = new Scope("deferred rows", Device.current().workspace());
    Ints copy = waitingScope.ints(ids.length());
    copy.copyFrom(ids.toArray());
    waiting.add(new Rows(copy, dy.copyIn(waitingScope)));
  }

  /// Adds the rows kept by [#later] to the gradient, in the order of the calls.
  public void settle() {
    EmbeddingKernel embedding = Device.kernels().embedding();
    for (Rows rows : waiting) {
      int N = rows.dy.shape().rows(), D = rows.dy.shape().columns();
      embedding.scatterAdd(gradient().data(), rows.dy.data(), rows.ids, N, D);
    }
    forgetWaiting();
  }

  /// Forgets the gradient, and what waits for [#settle]; the next one starts at zero.
  public void zeroGradient() {
    forgetWaiting();
    clearGradient();
  }

  /// The value, or what kind of matrix it is.
  @Override public String toString() { return matrix == null ? super.toString() : matrix.toString(); }

  private void forgetWaiting() {
    waiting.clear();
    if (waitingScope != null) waitingScope.close();
    waitingScope = null;
  }
}
