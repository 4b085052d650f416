package zerograd.models.lora;

import zerograd.autograd.Param;
import zerograd.core.Floats;
import zerograd.core.Shape;
import zerograd.models.layers.Linear;
import zerograd.models.layers.LowRank;
import zerograd.models.transformer.CausalLm;
import zerograd.tensor.Device;
import zerograd.tensor.FrozenMatrix;
import zerograd.tensor.Tensor;

/// Adds the corrections of an adapter to the matrices they belong to, and takes them out again.
///
///     W' = W + s · B A:   W'[m, k] = fma(s B[m, i], A[i, k], …) for i = 0 … r − 1, starting from W[m, k]
///
/// A merged model does not cost more than its base. Its log-probabilities are those of the model with the adapter but for
/// the order of rounding. Where W has few bits they are widened first, and W' is float32: rounded to bf16, weights would lose
/// most of a small correction.
///
/// Hu et al. 2021, *LoRA*, arXiv:2106.09685, section 4.1.
public final class Merge {

  private Merge() {}

  /// `base` with the corrections of `adapter` in its matrices; the changed ones are new, frozen, in the innermost scope, all
  /// others are shared.
  ///
  /// @throws IllegalArgumentException as [Adapter#on]
  public static CausalLm into(CausalLm base, Adapter adapter) { return change(base, adapter, 1); }

  /// The base of a merged model: `W = W' − s · B A`, as [#into] with the opposite sign.
  ///
  /// @throws IllegalArgumentException as [Adapter#on]
  public static CausalLm outOf(CausalLm merged, Adapter adapter) { return change(merged, adapter, -1); }

  private static CausalLm change(CausalLm model, Adapter adapter, float sign) {
    return adapter.on(model)
        .withProjections((_, linear) -> linear.lora().isPresent() ? changed(linear, sign) : linear);
  }

  private static Linear changed(Linear linear, float sign) {
    Shape shape = linear.weight().shape();
    Tensor w = linear.weight().matrix().map(FrozenMatrix::widened)
        .orElseGet(() -> linear.weight().value().copy());
    add(w.data(), linear.lora().orElseThrow(), sign, 0, shape.dim(0));
    return new Linear(Param.frozen(w), linear.bias());
  }

  /// Adds `sign · s · B A` to rows [first, first + count) of a matrix.
  static void add(Floats rows, LowRank lora, float sign, int first, int count) {
    int r = lora.a().shape().dim(0), K = lora.a().shape().dim(1);
    Device.current().run("merge", () -> {
      Floats scaled = Device.scope().floats((long) count * r);
      Floats b = lora.b().value().data().slice((long) first * r, (long) count * r);
      Device.kernels().elementwise().affine(scaled, b, sign * lora.config().scale(), 0, scaled.length());
      Device.kernels().linear().backwardInput(rows, scaled, lora.a().value().data(), count, r, K, true);
    });
  }
}
