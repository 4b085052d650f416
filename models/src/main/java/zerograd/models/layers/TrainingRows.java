package zerograd.models.layers;

import zerograd.core.Ints;

/// Where the rows of a training pass stand in their run, by which what is random in training is drawn.
///
/// @param step number of the training step
/// @param sequences for each row (N), the number of its sequence among all of the step, whatever micro-batch it is in
public record TrainingRows(int step, Ints sequences) {}
