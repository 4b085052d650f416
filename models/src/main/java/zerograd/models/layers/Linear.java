package zerograd.models.layers;

import java.util.Optional;
import zerograd.autograd.Param;
import zerograd.autograd.Variable;

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

  /// This matrix with another correction, or none.
  public Linear with(Optional<LowRank> lora) { return new Linear(weight, bias, lora); }
}
