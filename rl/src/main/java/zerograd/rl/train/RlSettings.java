package zerograd.rl.train;

import zerograd.autograd.optim.AdamW;
import zerograd.autograd.optim.Schedule;
import zerograd.models.generate.GenerationSettings;
import zerograd.models.generate.Sampler;

/// How much of everything: the settings of a run that are not the algorithm's.
///
/// @param steps training steps: each samples, scores and updates
/// @param seed of all that is random
/// @param options what is left out of a plain step
public record RlSettings(int steps, long seed, Sampling sampling, Updates updates, Intervals intervals,
    StepOptions options) {

  public RlSettings {
    atLeast("steps", steps, 0);
  }

  /// Without options.
  public RlSettings(int steps, long seed, Sampling sampling, Updates updates, Intervals intervals) {
    this(steps, seed, sampling, updates, intervals, StepOptions.none());
  }

  /// How responses are sampled.
  ///
  /// @param promptsPerStep prompts of a step
  /// @param groupSize G, responses to each prompt
  /// @param generation how tokens are drawn and where a response ends; log-probs are those at its temperature
  /// @param finalTemperature what the temperature has become at the last step, on a straight line
  public record Sampling(int promptsPerStep, int groupSize, GenerationSettings generation,
      double finalTemperature) {

    /// @throws IllegalArgumentException if a number is below 1, or the sampler changes the model's distribution in a way
    ///   that its log-probs do not show
    public Sampling {
      atLeast("promptsPerStep", promptsPerStep, 1);
      atLeast("groupSize", groupSize, 1);
      Sampler sampler = generation.sampler();
      if (sampler.isGreedy() || !sampler.keepsTheModel()) {
        throw new IllegalArgumentException(
            "settings: a policy learns from its own draws, at a temperature and without penalties, got "
                + sampler);
      }
      positive("finalTemperature", finalTemperature);
    }

    /// At the same temperature in all steps.
    public Sampling(int promptsPerStep, int groupSize, GenerationSettings generation) {
      this(promptsPerStep, groupSize, generation, generation.sampler().logProbTemperature());
    }

    /// How tokens are drawn in step `step` of `steps`, counted from 0.
    public GenerationSettings generation(int step, int steps) {
      double begin = generation.sampler().logProbTemperature();
      if (begin == finalTemperature) return generation;
      double temperature = steps == 1 ? begin : begin + (finalTemperature - begin) * step / (steps - 1);
      return generation.withSampler(generation.sampler().withTemperature((float) temperature));
    }

    /// Responses of a step.
    public int responses() { return promptsPerStep * groupSize; }
  }

  /// How the policy is changed by the responses of a step.
  ///
  /// @param miniBatch responses of an update; those of a step are cut into mini-batches in their order
  /// @param epochs how often the responses of a step are gone through
  /// @param microBatch responses whose activations are held at once; changes no bit
  /// @param recompute whether activations inside a block are computed again on the way back; changes no bit
  /// @param learningRate the peak
  /// @param schedule the factor on it for each step
  /// @param adamW constants of the optimizer
  /// @param maxGradientNorm gradients are clipped to this length
  public record Updates(int miniBatch, int epochs, int microBatch, boolean recompute, double learningRate,
      Schedule schedule, AdamW.Settings adamW, double maxGradientNorm) {

    public Updates {
      atLeast("miniBatch", miniBatch, 1);
      atLeast("epochs", epochs, 1);
      atLeast("microBatch", microBatch, 1);
      positive("maxGradientNorm", maxGradientNorm);
      if (!(learningRate >= 0))
        throw new IllegalArgumentException(
            "settings: learningRate must not be negative, got " + learningRate);
    }

    public Updates withBatches(int miniBatch, int epochs, int microBatch, boolean recompute) {
      return new Updates(miniBatch, epochs, microBatch, recompute, learningRate, schedule, adamW,
          maxGradientNorm);
    }

    public Updates withLearningRate(double learningRate, Schedule schedule) {
      return new Updates(miniBatch, epochs, microBatch, recompute, learningRate, schedule, adamW,
          maxGradientNorm);
    }
  }

  /// What happens every so many steps.
  ///
  /// @param validate steps between validations; 0 validates before the first and after the last step only
  /// @param checkpoint steps between checkpoints; 0 makes one after the last step only
  /// @param keep how many checkpoints are kept, the newest ones
  public record Intervals(int validate, int checkpoint, int keep) {

    public Intervals {
      atLeast("validate", validate, 0);
      atLeast("checkpoint", checkpoint, 0);
      atLeast("keep", keep, 1);
    }

    boolean validatesAfter(int step, int steps) {
      return step == 0 || step == steps || validate > 0 && step % validate == 0;
    }

    boolean checkpointsAfter(int step, int steps) {
      return step == steps || checkpoint > 0 && step % checkpoint == 0;
    }
  }

  /// Settings for a model of a few million weights on a few cores: one update a step, learning rate 1e-3, gradients clipped
  /// to 1, no weight decay.
  public static RlSettings small(int steps, Sampling sampling, long seed) {
    Updates updates = new Updates(sampling.responses(), 1, Math.min(sampling.responses(), 8), false, 1e-3,
        new Schedule.Constant(), AdamW.Settings.decaying(0), 1);
    return new RlSettings(steps, seed, sampling, updates, new Intervals(0, 0, 2));
  }

  public RlSettings withUpdates(Updates updates) {
    return new RlSettings(steps, seed, sampling, updates, intervals, options);
  }

  public RlSettings withSampling(Sampling sampling) {
    return new RlSettings(steps, seed, sampling, updates, intervals, options);
  }

  public RlSettings withIntervals(Intervals intervals) {
    return new RlSettings(steps, seed, sampling, updates, intervals, options);
  }

  public RlSettings withOptions(StepOptions options) {
    return new RlSettings(steps, seed, sampling, updates, intervals, options);
  }

  private static void atLeast(String name, int value, int least) {
    if (value < least)
      throw new IllegalArgumentException(
          "settings: %s must be at least %d, got %d".formatted(name, least, value));
  }

  private static void positive(String name, double value) {
    if (!(value > 0))
      throw new IllegalArgumentException("settings: " + name + " must be positive, got " + value);
  }
}
