package zerograd.autograd.optim;

import java.util.List;
import zerograd.autograd.Param;
import zerograd.tensor.Device;

/// The length of the gradient of all parameters together, and clipping to it.
///
/// Pascanu et al. 2012, *On the Difficulty of Training Recurrent Neural Networks*, arXiv:1211.5063, algorithm
/// 1.
public final class GradientNorm {

  private GradientNorm() {}

  /// `√(Σ g²)` over all parameters, settled first; those without a gradient count as 0.
  ///
  /// In double: each row in the contract's sixteen virtual lanes, then rows and parameters in order.
  public static double of(List<Param> params) {
    double sum = 0;
    for (Param param : params) {
      param.settle();
      if (!param.hasGradient()) continue;
      sum += Device.kernels().reduce().sumOfSquares(param.gradient().data(), param.shape().rows(),
          param.shape().columns());
    }
    return Math.sqrt(sum);
  }

  /// What to multiply gradients of that norm with, so that it is at most `maximum`: `min(1, maximum / (norm +
  /// 10⁻⁶))`.
  ///
  /// NaN for a norm that is NaN: a step with it makes every weight NaN, so look at the norm first.
  ///
  /// @throws IllegalArgumentException if `maximum` is not positive
  public static double clipFactor(double norm, double maximum) {
    if (!(maximum > 0)) {
      throw new IllegalArgumentException("clip: the largest norm must be positive, got " + maximum);
    }
    return Math.min(1, maximum / (norm + 1e-6));
  }
}
