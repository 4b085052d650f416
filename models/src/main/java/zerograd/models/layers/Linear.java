package zerograd.models.layers;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import zerograd.autograd.Param;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.autograd.ops.LinearOp;

/// A matrix, and an offset or none; with LoRA, a correction of low rank beside it.
///
///     y = x wᵀ + b  [ + lora(x) ]
///
/// Shapes: `x` (N, K), `weight` (M, K), `bias` (M), `y` (N, M). With a bias, each chain of the product starts from it.
public record Linear(Param weight, Optional<Param> bias, Optional<LowRank> lora) implements Layer {

  /// A matrix without offset.
  public Linear(Param weight) { this(weight, Optional.empty()); }

  /// A matrix, and an offset or none.
  public Linear(Param weight, Optional<Param> bias) { this(weight, bias, Optional.empty()); }

  /// `x wᵀ + b`: all there is in a head, which has no correction.
  public Variable forward(Variable x) {
    return bias.isPresent() ? x.linear(weight, bias.get()) : x.linear(weight);
  }

  /// `x wᵀ + b`, and the correction if there is one.
  public Variable forward(Variable x, Pass pass) {
    return lora.isPresent() ? forward(x).plus(lora.get().forward(x, pass)) : forward(x);
  }

  /// Several matrices with the same rows: where nothing is recorded and none has a correction, in one call of the kernel.
  static List<Variable> forward(Variable x, Pass pass, Linear... matrices) {
    if (Tape.isRecording() || Stream.of(matrices).anyMatch(matrix -> matrix.lora.isPresent())) {
      return Stream.of(matrices).map(matrix -> matrix.forward(x, pass)).toList();
    }
    return LinearOp.unrecorded(x,
        Stream.of(matrices).map(matrix -> new LinearOp.Operand(matrix.weight, matrix.bias)).toList());
  }

  /// This matrix with another correction, or none.
  public Linear with(Optional<LowRank> lora) { return new Linear(weight, bias, lora); }
}
