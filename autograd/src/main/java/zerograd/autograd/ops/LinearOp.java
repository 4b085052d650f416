package zerograd.autograd.ops;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import zerograd.autograd.Op;
import zerograd.autograd.Param;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.core.Floats;
import zerograd.core.Shape;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;
import zerograd.tensor.kernels.FrozenLinearKernel;
import zerograd.tensor.kernels.LinearKernel;

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
    Tensor y = started(x, w, Optional.empty());
    product(y.data(), x.value().data(), w, x.shape().rows(), false);
    return Tape.record(y, new LinearOp(x, w, Optional.empty()), x, w);
  }

  /// `x wᵀ + bias`.
  ///
  /// @throws IllegalArgumentException if the shapes do not fit
  public static Variable of(Variable x, Variable w, Variable bias) {
    Tensor y = started(x, w, Optional.of(bias));
    product(y.data(), x.value().data(), w, x.shape().rows(), true);
    return Tape.record(y, new LinearOp(x, w, Optional.of(bias)), x, w, bias);
  }

  /// A weight and a bias or none.
  public record Operand(Param weight, Optional<Param> bias) {}

  /// `x wᵀ + bias` for several weights, where nothing is recorded. Weights that are read as they are packed share a call of
  /// the kernel, whose threads then wait for each other once.
  ///
  /// @throws IllegalArgumentException if the shapes do not fit
  public static List<Variable> unrecorded(Variable x, List<Operand> operands) {
    int N = x.shape().rows();
    List<Tensor> results = new ArrayList<>();
    for (Operand operand : operands) results.add(started(x, operand.weight, operand.bias));
    Floats rows = x.value().data();
    if (operands.stream().allMatch(operand -> operand.weight.matrix().isPresent())) {
      List<FrozenLinearKernel.Product> products = new ArrayList<>();
      for (int i = 0; i < operands.size(); i++) {
        Operand operand = operands.get(i);
        products
            .add(new FrozenLinearKernel.Product(results.get(i).data(), operand.weight.matrix().get().weight(),
                operand.bias.isPresent()));
      }
      Device.kernels().frozenLinear().forward(products, rows, N);
    } else if (operands.stream().allMatch(operand -> readsPacked(operand.weight, N))) {
      List<LinearKernel.Product> products = new ArrayList<>();
      for (int i = 0; i < operands.size(); i++) {
        Operand operand = operands.get(i);
        products.add(new LinearKernel.Product(results.get(i).data(), operand.weight.packed(),
            operand.weight.shape().dim(0), operand.bias.isPresent()));
      }
      Device.kernels().linear().forwardPacked(products, rows, N, x.shape().columns());
    } else {
      for (int i = 0; i < operands.size(); i++) {
        product(results.get(i).data(), rows, operands.get(i).weight, N, operands.get(i).bias.isPresent());
      }
    }
    return results.stream().map(Variable::constant).toList();
  }

  /// The result before the product: the bias in each row, or anything.
  private static Tensor started(Variable x, Variable w, Optional<? extends Variable> bias) {
    checkProduct("linear", x.shape(), w.shape());
    int N = x.shape().rows(), M = w.shape().dim(0);
    if (bias.isPresent() && !bias.get().shape().equals(new Shape(M))) {
      throw new IllegalArgumentException(
          "linear: w %s needs a bias of shape (%d), got %s".formatted(w.shape(), M, bias.get().shape()));
    }
    Tensor y = Tensor.empty(x.shape().withColumns(M));
    if (bias.isPresent()) {
      Device.kernels().reduce().broadcast(y.data(), bias.get().value().data(), new int[]{N, M},
          new int[]{0, 1});
    }
    return y;
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
    if (w instanceof Param weight && readsPacked(weight, N)) {
      int M = w.shape().dim(0), K = w.shape().dim(1);
      Device.kernels().linear().forwardPacked(y, x, weight.packed(), N, M, K, accumulate);
    } else {
      forward(y, x, w, N, accumulate);
    }
  }

  private static boolean readsPacked(Param weight, int N) {
    return N <= FEW_ROWS && !Tape.isRecording() && weight.matrix().isEmpty();
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
