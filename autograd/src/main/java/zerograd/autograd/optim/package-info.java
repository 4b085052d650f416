/// How a gradient changes a weight: optimizers, learning-rate schedules, and the norm that clipping needs.
///
///     double norm = GradientNorm.of(params);
///     optimizer.step(learningRate * schedule.factor(step), GradientNorm.clipFactor(norm, 1));
///
/// Start with [zerograd.autograd.optim.AdamW].
package zerograd.autograd.optim;
