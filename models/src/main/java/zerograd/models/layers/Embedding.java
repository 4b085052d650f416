package zerograd.models.layers;

import zerograd.autograd.Param;
import zerograd.autograd.Variable;
import zerograd.core.Ints;

/// A vector for every token: row `id` of a table.
///
/// Shapes: `weight` (V, D), `ids` (N), result (N, D).
public record Embedding(Param weight) implements Layer {

  /// @throws IllegalArgumentException if an id is outside the vocabulary
  public Variable forward(Ints ids) { return weight.rows(ids); }
}
