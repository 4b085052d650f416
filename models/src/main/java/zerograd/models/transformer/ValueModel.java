package zerograd.models.transformer;

import java.util.Map;
import java.util.Optional;
import zerograd.autograd.Param;
import zerograd.autograd.Variable;
import zerograd.core.Ints;
import zerograd.core.Shape;
import zerograd.models.layers.Layer;
import zerograd.models.layers.Linear;
import zerograd.tensor.Tensor;

/// A critic: a transformer whose head gives one number a token, the reward that it expects from there on.
///
///     V = transformer(ids) wᵀ + b
///
/// Its weights have the names of a token classifier with one label: `model.…`, `score.weight` (1, D), `score.bias` (1).
public record ValueModel(Transformer model, Linear score) implements Layer {

  /// A critic that sees the world as `policy` does: with a copy of its transformer and a random head, drawn as
  /// [Initialisation] draws matrices.
  public static ValueModel like(CausalLm policy, TransformerConfig config, long seed) {
    Transformer transformer = CausalLm.emptyTransformer(config);
    Map<String, Param> theirs = policy.model().parameters();
    transformer.parameters().forEach((name, param) -> {
      param.value().data().copyFrom(theirs.get(name).value().data());
      param.touch();
    });
    Param weight = new Param(Tensor.empty(new Shape(1, config.hiddenSize())));
    Initialisation.fillMatrix(weight, config.initializerRange(), "score.weight", seed);
    return new ValueModel(transformer,
        new Linear(weight, Optional.of(new Param(Tensor.zeros(new Shape(1))))));
  }

  /// The values of some rows of a batch: (M) for `rows` (M).
  public Variable values(TokenBatch batch, Ints rows) {
    Variable hidden = model.forward(batch).rows(rows); // (M, D)
    return score.forward(hidden).reshape(new Shape(Math.toIntExact(rows.length())));
  }
}
