package zerograd.autograd.ops;

import java.util.Optional;
import zerograd.autograd.Op;
import zerograd.autograd.Param;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.core.Floats;
import zerograd.core.Shape;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;

/// A matrix product with an optional bias.
///
///     y = x wᵀ + b
///     dx = dy w        dw = dyᵀ x        db = Σ over rows of dy
///
/// Each element of `y` is one fma chain that starts at the bias, or at +0.
///
/// Shapes: `x` (…, K); `w` (M, K), as checkpoints store it; `bias` (M); `y` (…, M).
///
/// A weight that is a [zerograd.tensor.FrozenMatrix] gives `y` and `dx`; in int8 the chains of `y` are those of rule 8 of the
/// numeric contract, and `dx` is that of the numbers that the integers stand for.
public record LinearOp(Variable x, Variable w, Optional<Variable> bias) implements Op {

  /// Up to so many rows, as in decoding, reading the weight costs more than the arithmetic; see
  /// [Param#packed].
  static final int FEW_ROWS = 64;

  /// `x wᵀ`.
  ///
  /// @throws IllegalArgumentException if the shapes do not fit
  public static Variable of(Variable x, Variable w) {
    checkProduct("linear", x.shape(), w.shape());
    Tensor y = Tensor.empty(x.shape().withColumns(w.shape().dim(0)));
    product(y.data(), x.value().data(), w, x.shape().rows(), false);
    return Tape.record(y, new LinearOp(x, w, Optional.empty()), x, w);
  }

  /// `x wᵀ + bias`.
  ///
  /// @throws IllegalArgumentException if the shapes do not fit
  public static Variable of(Variable x, Variable w, Variable bias) {
    checkProduct("linear", x.shape(), w.shape());
    int N = x.shape().rows(), M = w.shape().dim(0);
    if (!bias.shape().equals(new Shape(M))) {
      throw new IllegalArgumentException(
          "linear: w %s needs a bias of shape (%d), got %s".formatted(w.shape(), M, bias.shape()));
    }
    Tensor y = Tensor.empty(x.shape().withColumns(M));
    Device.kernels().reduce().broadcast(y.data(), bias.value().data(), new int[]{N, M}, new int[]{0, 1});
    product(y.data(), x.value().data(), w, N, true);
    return Tape.record(y, new LinearOp(x, w, Optional.of(bias)), x, w, bias);
  }

  static void checkProduct(String operation, Shape x, Shape w) {
    if (w.rank() != 2) {
      throw new IllegalArgumentException(
          "%s: w needs a shape (outputs, inputs), got %s".formatted(operation, w));
    }
    if (x.rank() == 0 || x.columns() != w.dim(1)) {
      throw new IllegalArgumentException(
          "%s: x %s has %d columns but w %s has %d".formatted(operation, x, x.columns(), w, w.dim(1)));
    }
  }

  /// `y (N, M) = x wᵀ`, or added to `y`, from the packed weight where that is faster: the same bits.
  static void product(Floats y, Floats x, Variable w, int N, boolean accumulate) {
    if (N <= FEW_ROWS && !Tape.isRecording() && w instanceof Param weight && weight.matrix().isEmpty()) {
      int M = w.shape().dim(0), K = w.shape().dim(1);
      Device.kernels().linear().forwardPacked(y, x, weight.packed(), N, M, K, accumulate);
    } else {
      forward(y, x, w, N, accumulate);
    }
  }

  /// `y (N, M) = x wᵀ`, or added to `y`, from the weight as it is.
  static void forward(Floats y, Floats x, Variable w, int N, boolean accumulate) {
    if (w instanceof Param weight && weight.matrix().isPresent()) {
      Device.kernels().frozenLinear().forward(y, x, weight.matrix().get().weight(), N, accumulate);
    } else {
      int M = w.shape().dim(0), K = w.shape().dim(1);
      Device.kernels().linear().forward(y, x, w.value().data(), N, M, K, accumulate);
    }
  }

  /// `dx (N, K) = dy w`, or added to `dx`.
  static void backwardInput(Floats dx, Floats dy, Variable w, int N, boolean accumulate) {
    if (w instanceof Param weight && weight.matrix().isPresent()) {
      Device.kernels().frozenLinear().backwardInput(dx, dy, weight.matrix().get().weight(), N, accumulate);
    } else {
      int M = w.shape().dim(0), K = w.shape().dim(1);
      Device.kernels().linear().backwardInput(dx, dy, w.value().data(), N, M, K, accumulate);
    }
  }

  @Override public void backward(Tensor dy) {
    int N = x.shape().rows(), M = w.shape().dim(0), K = w.shape().dim(1);
    if (x.needsGradient()) {
      boolean more = x.hasGradient();
      backwardInput(x.gradientToFill().data(), dy.data(), w, N, more);
    }
    if (w.needsGradient()) {
      boolean more = w.hasGradient();
      Device.kernels().linear().backwardWeight(w.gradientToFill().data(), dy.data(), x.value().data(), N, M,
          K,
          more);
    }
    if (bias.isPresent() && bias.get().needsGradient()) {
      Device.kernels().reduce().addColumnSums(bias.get().gradient().data(), dy.data(), N, M);
    }
  }
}
