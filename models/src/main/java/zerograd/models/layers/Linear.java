package zerograd.models.layers;

import java.util.Optional;
import zerograd.autograd.Param;
import zerograd.autograd.Variable;

/// A matrix, and an offset or none.
///
///     y = x wᵀ + b
///
/// Shapes: `x` (N, K), `weight` (M, K), `bias` (M), `y` (N, M). With a bias, each chain of the product starts from it.
public record Linear(Param weight, Optional<Param> bias) implements Layer {

  /// A matrix without offset.
  public Linear(Param weight) { this(weight, Optional.empty()); }

  public Variable forward(Variable x) {
    return bias.isPresent() ? x.linear(weight, bias.get()) : x.linear(weight);
  }
}
