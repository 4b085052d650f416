package zerograd.models.lora;

import zerograd.autograd.Param;
import zerograd.models.layers.Linear;
import zerograd.models.transformer.CausalLm;
import zerograd.tensor.FrozenMatrix;
import zerograd.tensor.Tensor;

/// Adds the corrections of an adapter to the matrices they belong to, and takes them out again.
///
///     W' = W + s · B A        see LowRank.addTo
///
/// A merged model does not cost more than its base. Its log-probabilities are those of the model with the adapter but for
/// the order of rounding. Where W has few bits they are widened first, and W' is float32: rounded to bf16, weights would lose
/// most of a small correction. A [zerograd.models.transformer.Pretrained] that is saved with an adapter on is merged as it is
/// written.
///
/// Hu et al. 2021, *LoRA*, arXiv:2106.09685, section 4.1.
public final class Merge {

  private Merge() {}

  /// `base` with the corrections of `adapter` in its matrices; the changed ones are new, frozen, in the innermost scope, all
  /// others are shared.
  ///
  /// @throws IllegalArgumentException as [Adapter#on]
  public static CausalLm into(CausalLm base, Adapter adapter) {
    return adapter.on(base)
        .withProjections((_, linear) -> linear.lora().isPresent() ? merged(linear) : linear);
  }

  /// The base of a merged model: `W = W' − s · B A`, as [#into] with the opposite sign.
  ///
  /// @throws IllegalArgumentException as [Adapter#on]
  public static CausalLm outOf(CausalLm merged, Adapter adapter) { return into(merged, adapter.negated()); }

  private static Linear merged(Linear linear) {
    Tensor w = linear.weight().matrix().map(FrozenMatrix::widened)
        .orElseGet(() -> linear.weight().value().copy());
    linear.lora().orElseThrow().addTo(w.data(), 0, w.shape().dim(0));
    return new Linear(Param.frozen(w), linear.bias());
  }
}
