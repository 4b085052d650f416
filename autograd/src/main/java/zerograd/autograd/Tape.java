package zerograd.autograd;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import zerograd.core.Shape;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;

/// The operations of one computation in order of execution, and the loop over them in reverse.
///
///     float y = Tape.backward(() -> model.loss(batch));      // gradients are now in the parameters
///
/// Outside [#backward] nothing is recorded, so the same forward code serves inference.
///
/// Baydin et al. 2018, *Automatic Differentiation in Machine Learning: a Survey*,
/// arXiv:1502.05767, section 3.2.
public final class Tape {

  /*
   * A list in order of execution is already sorted topologically: there is no graph type and no sort. What an
   * operation takes from outside the tape (parameters, and variables of an enclosing tape) is a leaf; leaves
   * collect gradients and nothing is sent back beyond them. That is all RecomputeOp needs: it runs its block on
   * a tape of its own, and the gradients of the outer variables continue where the outer tape left them.
   */
  private static final ScopedValue<Tape> CURRENT = ScopedValue.newInstance();

  private final List<Variable> recorded = new ArrayList<>();
  private final Set<Variable> leaves = new LinkedHashSet<>();

  private Tape() {}

  /// Runs `loss`, adds to the gradient of every parameter it depends on, and returns the loss.
  ///
  /// @throws IllegalArgumentException if the result is not a single number, or depends on no
  /// trainable parameter
  public static float backward(Supplier<Variable> loss) {
    Tape tape = new Tape();
    float value = tape.run(loss);
    for (Variable leaf : tape.leaves) {
      if (leaf instanceof Param param) param.settle();
    }
    return value;
  }

  /// As [#backward], for one of several micro-batches: the gradients of embedding rows wait for
  /// [Param#settle].
  ///
  /// An optimizer and the gradient norm settle first. With that, micro-batches that follow each other give
  /// the bits of one batch, even when the embedding is also the head: the head's products of all
  /// micro-batches come before its rows.
  public static float accumulate(Supplier<Variable> loss) { return new Tape().run(loss); }

  private float run(Supplier<Variable> loss) {
    Variable y = ScopedValue.where(CURRENT, this).call(loss::get);
    if (y.shape().size() != 1) {
      throw new IllegalArgumentException(
          "a loss is one number, got shape " + y.shape() + "; reduce it with mean() or sum()");
    }
    if (!y.needsGradient()) {
      throw new IllegalArgumentException("a loss must depend on a trainable parameter, got a constant");
    }
    sendBack(y, Tensor.full(y.shape(), 1));
    return y.value().data().get(0);
  }

  private void sendBack(Variable y, Tensor dy) {
    y.begin(dy);
    for (Variable v : recorded.reversed()) v.sendBack();
  }

  /// True while operations are being recorded on this thread.
  public static boolean isRecording() { return CURRENT.isBound() && CURRENT.get() != null; }

  /// Runs `body` without recording: its results are constants.
  public static <T> T withoutRecording(Supplier<T> body) {
    return ScopedValue.where(CURRENT, null).call(body::get);
  }

  /// The result `y` of `op`, which took `inputs`; recorded if a tape is running and one of the inputs needs a
  /// gradient, and otherwise a constant.
  public static Variable record(Tensor y, Op op, Variable... inputs) {
    if (!isRecording()) return Variable.constant(y);
    Tape tape = CURRENT.get();
    boolean needed = false;
    for (Variable input : inputs) {
      needed |= input.needsGradient();
      if (input.needsGradient() && input.tape() != tape) tape.leaves.add(input);
    }
    if (!needed) return Variable.constant(y);
    Variable result = new Variable(y, op, tape, Device.scope());
    tape.recorded.add(result);
    return result;
  }

  /// Runs `block` on a tape of its own that is then thrown away, and adds to `leaves` the variables from
  /// outside that its gradient would reach. Used by operations that run their forward again in the backward
  /// pass.
  public static Variable trial(Supplier<Variable> block, Collection<Variable> leaves) {
    if (!isRecording()) return block.get();
    Tape tape = new Tape();
    Variable y = ScopedValue.where(CURRENT, tape).call(block::get);
    if (y.needsGradient() && y.tape() != tape) leaves.add(y);
    leaves.addAll(tape.leaves);
    return y;
  }

  /// Runs `block` on a tape of its own and sends `dy`, the gradient of its result, back through it.
  ///
  /// @throws IllegalArgumentException if the result has another shape than `dy`
  public static void replay(Supplier<Variable> block, Tensor dy) {
    Tape tape = new Tape();
    Variable y = ScopedValue.where(CURRENT, tape).call(block::get);
    Shape shape = y.shape();
    if (!shape.equals(dy.shape())) {
      throw new IllegalArgumentException(
          "replay: the block gave shape %s, its gradient has %s".formatted(shape, dy.shape()));
    }
    if (!y.needsGradient()) return;
    if (y.tape() == tape) {
      tape.sendBack(y, dy);
    } else {
      y.addGradient(dy);
    }
  }
}
