package zerograd.rl;

import zerograd.autograd.Variable;

/// What a critic minimises: the squared distance of its values to the returns, held near the old values.
///
///     V' = clamp(V, V_old − c, V_old + c)
///     L = Σₜ wₜ · ½ max((Vₜ − Rₜ)², (V'ₜ − Rₜ)²)
///
/// The larger of the two is taken, so that a value gains nothing from moving beyond the band, as in the policy's clip.
/// Infinite `clip` leaves the band out.
///
/// Schulman et al. 2017, arXiv:1707.06347, has the first term (eq. 9); the clip is that of its authors' program. verl clips
/// at 0.5, OpenRLHF at 0.2.
///
/// @param clip c, above 0
public record ValueLoss(double clip) {

  /// @throws IllegalArgumentException if `clip` is not positive
  public ValueLoss {
    if (!(clip > 0))
      throw new IllegalArgumentException("value loss: needs a clip > 0, got " + clip);
  }

  /// The loss, one number. Shapes: all (N); `weights` as [Averaging#weights] makes them.
  public Variable of(Variable values, Variable oldValues, Variable returns, Variable weights) {
    Variable plain = values.minus(returns).square();
    if (clip == Double.POSITIVE_INFINITY)
      return plain.times(0.5f).times(weights).sum();
    Variable moved = values.minus(oldValues).clamp((float) -clip, (float) clip).plus(oldValues);
    return plain.maximum(moved.minus(returns).square()).times(0.5f).times(weights).sum();
  }

  /// The loss of one token, in double, for the report.
  public double of(double value, double oldValue, double target) {
    double moved = oldValue + Math.clamp(value - oldValue, -clip, clip);
    return 0.5 * Math.max((value - target) * (value - target), (moved - target) * (moved - target));
  }

  /// Whether the band holds the loss of one token.
  public boolean clips(double value, double oldValue, double target) {
    double moved = oldValue + Math.clamp(value - oldValue, -clip, clip);
    return (moved - target) * (moved - target) > (value - target) * (value - target);
  }
}
