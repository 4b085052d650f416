package zerograd.autograd;

import java.util.List;
import zerograd.autograd.ops.AddOp;
import zerograd.autograd.ops.AffineOp;
import zerograd.autograd.ops.BroadcastOp;
import zerograd.autograd.ops.ClampOp;
import zerograd.autograd.ops.ConcatenateOp;
import zerograd.autograd.ops.DivideOp;
import zerograd.autograd.ops.EmbeddingOp;
import zerograd.autograd.ops.ExpOp;
import zerograd.autograd.ops.LinearOp;
import zerograd.autograd.ops.LogOp;
import zerograd.autograd.ops.LogSoftmaxOp;
import zerograd.autograd.ops.MaximumOp;
import zerograd.autograd.ops.MeanOp;
import zerograd.autograd.ops.MinimumOp;
import zerograd.autograd.ops.MultiplyOp;
import zerograd.autograd.ops.PickOp;
import zerograd.autograd.ops.ReshapeOp;
import zerograd.autograd.ops.RmsNormOp;
import zerograd.autograd.ops.SigmoidOp;
import zerograd.autograd.ops.SiluOp;
import zerograd.autograd.ops.SliceOp;
import zerograd.autograd.ops.SubtractOp;
import zerograd.autograd.ops.SumOp;
import zerograd.autograd.ops.SumRowsOp;
import zerograd.core.Ints;
import zerograd.core.Scope;
import zerograd.core.Shape;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;
import zerograd.tensor.kernels.ElementwiseKernel;

/// A tensor that remembers the operation it came from, so that a gradient can be sent back to it and through
/// it.
///
/// A variable is a constant, the result of a recorded operation, or a [Param]. Two operands of one operation
/// are broadcast to a common shape as in NumPy: sizes are compared from the right, and a missing size or a 1
/// is repeated.
public sealed class Variable permits Param {

  private final Shape shape;
  private final Tensor value;   // null for a weight that is a frozen matrix
  private final boolean needsGradient;
  private final Op op; // null for constants and parameters
  private final Tape tape; // likewise
  private final Scope scope; // where the gradient is made, even if an inner scope touches it first
  private Tensor gradient;
  private Tensor spare;         // the gradient's memory, after it was cleared
  private boolean borrowed;     // the gradient's memory is somebody else's
  private boolean sent;         // the gradient was sent on, and its memory given back

  /// A leaf.
  Variable(Tensor value, boolean needsGradient) {
    shape = value.shape();
    this.value = value;
    this.needsGradient = needsGradient;
    op = null;
    tape = null;
    scope = value.scope();
  }

  /// A leaf without a float32 value, which nothing flows to.
  Variable(Shape shape, Scope scope) {
    this.shape = shape;
    this.scope = scope;
    value = null;
    needsGradient = false;
    op = null;
    tape = null;
  }

  /// A recorded result.
  Variable(Tensor value, Op op, Tape tape, Scope scope) {
    shape = value.shape();
    this.value = value;
    this.op = op;
    this.tape = tape;
    this.scope = scope;
    needsGradient = true;
  }

  /// A variable through which no gradient flows.
  public static Variable constant(Tensor value) { return new Variable(value, false); }

  /// @throws IllegalStateException if this is a weight kept as a [zerograd.tensor.FrozenMatrix]
  public final Tensor value() {
    if (value == null) {
      throw new IllegalStateException(
          "weight %s is frozen and has no float32 value; products and rows of it are what there is"
              .formatted(this));
    }
    return value;
  }

  public final Shape shape() { return shape; }

  /// True if a gradient is to be computed: for trainable parameters, and recorded results that depend on one.
  public final boolean needsGradient() { return needsGradient; }

  /// True if something asked for the gradient, usually to add to it, since it was last cleared.
  public final boolean hasGradient() { return gradient != null; }

  /// The derivative of the loss by this variable, of the same shape; zeros until something adds to it.
  ///
  /// A parameter's gradient lives as long as its value, another's until its operation has sent it on.
  ///
  /// @throws IllegalStateException if this variable needs no gradient, or has sent it on
  public final Tensor gradient() {
    boolean first = gradient == null;
    Tensor memory = gradientToFill();
    if (first) memory.data().fill(0);
    return memory;
  }

  /// As [#gradient], but of arbitrary content if [#hasGradient] was false: for an operation that then assigns all of it what it
  /// would have added to +0, and spares memory a pass of zeros.
  ///
  /// @throws IllegalStateException as [#gradient]
  public final Tensor gradientToFill() {
    if (!needsGradient) {
      throw new IllegalStateException(
          "variable %s is a constant and has no gradient; make it a Param".formatted(shape()));
    }
    if (sent) {
      throw new IllegalStateException(
          "variable %s is a result and has sent its gradient on; look at a Param's".formatted(shape()));
    }
    if (gradient == null) gradient = spare == null ? Tensor.emptyIn(scope, shape()) : spare;
    return gradient;
  }

  /// Adds `dy`, of the same size, to the gradient.
  public final void addGradient(Tensor dy) {
    ElementwiseKernel kernel = Device.kernels().elementwise();
    if (hasGradient()) kernel.addTo(gradient.data(), dy.data(), shape().size());
    else
      kernel.affine(gradientToFill().data(), dy.data(), 1, 0, shape().size());       // dy + 0: never -0, as a sum from +0
  }

  /// The gradient; for a variable that needs none, zeros in the innermost scope that nobody reads. For
  /// kernels that add to several gradients at once.
  public final Tensor gradientOrScratch() { return needsGradient ? gradient() : Tensor.zeros(shape()); }

  /// Starts the backward pass of a tape: `dy` becomes the gradient.
  final void begin(Tensor dy) {
    if (gradient == null && op != null) {
      gradient = dy;
      borrowed = true;
    } else {
      addGradient(dy);
    }
  }

  /// Has the operation send the gradient on to its inputs, if there is one, and then gives its memory back.
  final void sendBack() {
    if (!hasGradient()) return;
    op.backward(gradient);
    if (!borrowed) gradient.scope().giveBack(gradient.data());
    gradient = null;
    sent = true;
  }

  /// Forgets the gradient and keeps its memory.
  final void clearGradient() {
    if (gradient != null) spare = gradient;
    gradient = null;
  }

  final Tape tape() { return tape; }

  // arithmetic

  public final Variable plus(Variable other) { return AddOp.of(this, other); }

  public final Variable plus(float number) { return AffineOp.of(this, 1, number); }

  public final Variable minus(Variable other) { return SubtractOp.of(this, other); }

  public final Variable minus(float number) { return AffineOp.of(this, 1, -number); }

  public final Variable times(Variable other) { return MultiplyOp.of(this, other); }

  public final Variable times(float number) { return AffineOp.scale(this, number); }

  public final Variable over(Variable other) { return DivideOp.of(this, other); }

  /// Divided by a number; a true division, not a product with `1 / number`.
  public final Variable over(float number) {
    return DivideOp.of(this, constant(Tensor.of(new Shape(), number)));
  }

  public final Variable negate() { return AffineOp.scale(this, -1); }

  // functions

  public final Variable exp() { return ExpOp.of(this); }

  public final Variable log() { return LogOp.of(this); }

  public final Variable sigmoid() { return SigmoidOp.of(this); }

  public final Variable silu() { return SiluOp.of(this); }

  /// `max(x, 0)`; the derivative at 0 is 1, as that of [#clamp].
  public final Variable relu() { return ClampOp.of(this, 0, Float.POSITIVE_INFINITY); }

  public final Variable square() { return MultiplyOp.of(this, this); }

  public final Variable clamp(float low, float high) { return ClampOp.of(this, low, high); }

  public final Variable minimum(Variable other) { return MinimumOp.of(this, other); }

  public final Variable maximum(Variable other) { return MaximumOp.of(this, other); }

  // reductions

  public final Variable sum() { return SumOp.of(this); }

  public final Variable mean() { return MeanOp.of(this); }

  /// The sum along the last dimension, which disappears.
  public final Variable sumRows() { return SumRowsOp.of(this); }

  /// The mean along the last dimension, which disappears.
  public final Variable meanRows() { return SumRowsOp.of(this).over(shape().columns()); }

  // shape

  public final Variable reshape(Shape shape) { return ReshapeOp.of(this, shape); }

  public final Variable broadcastTo(Shape shape) { return BroadcastOp.of(this, shape); }

  /// Entries `from` (inclusive) to `to` (exclusive) of the first dimension.
  public final Variable slice(int from, int to) { return SliceOp.of(this, from, to); }

  /// One after the other along the first dimension.
  public static Variable concatenate(Variable... parts) { return ConcatenateOp.of(List.of(parts)); }

  /// The rows of the given numbers, in that order.
  public final Variable rows(Ints ids) { return EmbeddingOp.of(this, ids); }

  /// One number of each row.
  public final Variable pick(Ints ids) { return PickOp.of(this, ids); }

  /// The same value as a constant: no gradient flows back through it.
  public final Variable detach() { return constant(value); }

  // matrix and transformer

  /// `x wᵀ`, with `w` of shape (outputs, inputs).
  public final Variable linear(Variable w) { return LinearOp.of(this, w); }

  /// `x wᵀ + bias`.
  public final Variable linear(Variable w, Variable bias) { return LinearOp.of(this, w, bias); }

  public final Variable rmsNorm(Variable w, float eps) { return RmsNormOp.of(this, w, eps); }

  public final Variable logSoftmax() { return LogSoftmaxOp.of(this); }

  @Override public String toString() { return value().toString(); }
}
