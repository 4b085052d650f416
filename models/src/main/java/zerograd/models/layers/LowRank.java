package zerograd.models.layers;

import zerograd.autograd.Param;
import zerograd.autograd.Variable;
import zerograd.core.Floats;
import zerograd.tensor.Device;

/// What LoRA adds to the product with a matrix that does not change: a product with one of low rank.
///
///     y  = s · drop(x) Aᵀ Bᵀ
///     dB = dyᵀ (s · drop(x) Aᵀ)        du = s · dy B        dA = duᵀ drop(x)        dx += drop(du A)
///
/// Shapes: `x` (N, K); `a` (r, K); `b` (M, r); `y` (N, M). The scale is applied to the r numbers of a row between the two
/// products.
///
/// Hu et al. 2021, *LoRA: Low-Rank Adaptation of Large Language Models*, arXiv:2106.09685, eq. 3; s = α / r there, and
/// α / √r in Kalajdzievski 2023, *A Rank Stabilization Scaling Factor for Fine-Tuning with LoRA*, arXiv:2312.03732.
///
/// @param config what the adapter that this belongs to is
public record LowRank(Param a, Param b, LoraConfig config, Dropout dropout) implements Layer {

  public Variable forward(Variable x, Pass pass) {
    return dropout.forward(x, pass).linear(a).times(config.scale()).linear(b);
  }

  /// Adds `s · B A` to rows [first, first + count) of a matrix (M, K):
  ///
  ///     w[m, k] = fma(s · B[m, i], A[i, k], w[m, k])   for i = 0 … r − 1
  public void addTo(Floats rows, int first, int count) {
    int r = a.shape().dim(0), K = a.shape().dim(1);
    Device.current().run("merge", () -> {
      Floats scaled = Device.scope().floats((long) count * r);
      Floats some = b.value().data().slice((long) first * r, scaled.length());
      Device.kernels().elementwise().affine(scaled, some, config.scale(), 0, scaled.length());
      Device.kernels().linear().backwardInput(rows, scaled, a.value().data(), count, r, K, true);
    });
  }
}
