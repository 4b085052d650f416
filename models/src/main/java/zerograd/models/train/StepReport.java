package zerograd.models.train;

/// What one training step did.
///
/// @param step its number, from 0
/// @param loss before the step
/// @param entropy mean entropy of the predictions that counted, in nats
/// @param gradientNorm before clipping
/// @param learningRate of this step
/// @param tokens of the batch, those that only condition included
public record StepReport(long step, double loss, double entropy, double gradientNorm, double learningRate,
    int tokens) {}
