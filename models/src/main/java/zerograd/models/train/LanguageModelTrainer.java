package zerograd.models.train;

import java.util.Arrays;
import java.util.List;
import zerograd.autograd.Param;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.autograd.optim.AdamW;
import zerograd.autograd.optim.GradientNorm;
import zerograd.autograd.optim.Schedule;
import zerograd.models.transformer.CausalLm;
import zerograd.models.transformer.Predictions;
import zerograd.models.transformer.TokenBatch;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;

/// Supervised training: makes the tokens of examples likelier.
///
///     L = − Σ wₜ log π(tokenₜ | tokens before) / Σ wₜ        sums over all tokens of all examples of the batch
///
/// Dropout, where the model has any, is drawn by the step and by an example's place in its batch.
///
/// The normaliser Σ wₜ is known before the first micro-batch and applied to each token, so that the size of the micro-batches,
/// like recomputation and the number of threads, changes memory and time but no bit (contract, rule 1).
///
/// Ouyang et al. 2022, *Training language models to follow instructions with human feedback*, arXiv:2203.02155, section 3.4.
public final class LanguageModelTrainer {

  /// How to train.
  ///
  /// @param learningRate at the peak of the schedule
  /// @param maxGradientNorm gradients longer than this are shortened to it
  /// @param microBatch examples computed together, at most; no bound if 0
  /// @param microTokens tokens computed together, at most, where an example is not longer by itself; no bound if 0
  /// @param recompute whether blocks forget their activations and compute them again on the way back
  public record Settings(double learningRate, Schedule schedule, AdamW.Settings adamW, double maxGradientNorm,
      int microBatch, int microTokens, boolean recompute) {

    /// @throws IllegalArgumentException if a number is out of range
    public Settings {
      if (!(learningRate >= 0 && maxGradientNorm > 0 && microBatch >= 0 && microTokens >= 0)) {
        throw new IllegalArgumentException(
            "trainer: learning rate %s and micro-batches of %d and %d tokens must not be negative, the gradient norm %s must be positive"
                .formatted(learningRate, microBatch, microTokens, maxGradientNorm));
      }
    }

    /// A constant rate with AdamW's usual constants, weight decay 0.01, clipping at 1, whole batches.
    public static Settings of(double learningRate) {
      return new Settings(learningRate, new Schedule.Constant(), AdamW.Settings.decaying(0.01), 1, 0, 0,
          false);
    }

    /// Where the micro-batch that begins at `from` ends.
    int endOfPart(List<Example> batch, int from) {
      int most = microBatch == 0 ? batch.size() : Math.min(batch.size(), from + microBatch);
      long room = microTokens == 0 ? Long.MAX_VALUE : microTokens;
      int to = from + 1;
      room -= batch.get(from).ids().length;
      while (to < most && (room -= batch.get(to).ids().length) >= 0)
        to++;
      return to;
    }

    public Settings withSchedule(Schedule schedule) {
      return new Settings(learningRate, schedule, adamW, maxGradientNorm, microBatch, microTokens,
          recompute);
    }

    public Settings withAdamW(AdamW.Settings adamW) {
      return new Settings(learningRate, schedule, adamW, maxGradientNorm, microBatch, microTokens,
          recompute);
    }

    public Settings withMaxGradientNorm(double maxGradientNorm) {
      return new Settings(learningRate, schedule, adamW, maxGradientNorm, microBatch, microTokens,
          recompute);
    }

    public Settings withMicroBatch(int microBatch) {
      return new Settings(learningRate, schedule, adamW, maxGradientNorm, microBatch, microTokens,
          recompute);
    }

    public Settings withMicroTokens(int microTokens) {
      return new Settings(learningRate, schedule, adamW, maxGradientNorm, microBatch, microTokens,
          recompute);
    }

    public Settings withRecompute(boolean recompute) {
      return new Settings(learningRate, schedule, adamW, maxGradientNorm, microBatch, microTokens,
          recompute);
    }
  }

  private final CausalLm model;
  private final Settings settings;
  private final AdamW optimizer;

  /// A trainer of the trainable weights of `model`; its moments live in the innermost scope, or beside the weights.
  public LanguageModelTrainer(CausalLm model, Settings settings) {
    this(model, settings, new AdamW(List.copyOf(model.parameters().values()), settings.adamW()));
  }

  /// A trainer that goes on with the moments of `optimizer`, which is one of the same weights.
  public LanguageModelTrainer(CausalLm model, Settings settings, AdamW optimizer) {
    this.model = model;
    this.settings = settings;
    this.optimizer = optimizer;
    optimizer.use(settings.adamW());
  }

  public Settings settings() { return settings; }

  /// The optimizer, whose state a checkpoint stores.
  public AdamW optimizer() { return optimizer; }

  /// Learns from one batch; the place in the schedule is the optimizer's count of steps.
  ///
  /// @throws IllegalArgumentException if no token of the batch counts
  /// @throws ArithmeticException if the gradient is infinite or NaN; the weights are then as they were
  public StepReport step(List<Example> batch) { return step(batch, optimizer.steps()); }

  /// Learns from one batch, as step number `step` of the schedule, counted from 0.
  ///
  /// @throws IllegalArgumentException if no token of the batch counts
  /// @throws ArithmeticException if the gradient is infinite or NaN; the weights are then as they were
  public StepReport step(List<Example> batch, long step) {
    Sums sums = run(batch, true);
    double norm = GradientNorm.of(optimizer.params());
    if (!Double.isFinite(norm)) {
      optimizer.params().forEach(Param::zeroGradient);
      throw new ArithmeticException(
          "step %d: the gradient norm is %s, the loss %s; lower the learning rate".formatted(step, norm,
              sums.loss));
    }
    double rate = settings.learningRate() * settings.schedule().factor(step);
    optimizer.step(rate, GradientNorm.clipFactor(norm, settings.maxGradientNorm()));
    int tokens = batch.stream().mapToInt(example -> example.ids().length).sum();
    return new StepReport(step, sums.loss, sums.entropy, norm, rate, tokens);
  }

  /// The loss of some examples, without learning from them.
  ///
  /// @throws IllegalArgumentException if no token counts
  public double loss(List<Example> examples) { return run(examples, false).loss; }

  /// Means over the tokens that count, in double and in token order (contract, rule 5).
  private static final class Sums {
    double loss;
    double entropy;
  }

  private Sums run(List<Example> batch, boolean learn) {
    double total = batch.stream().mapToDouble(Example::totalWeight).sum();
    if (!(total > 0)) throw new IllegalArgumentException("trainer: no token of the batch has a weight");
    Sums sums = new Sums();
    for (int from = 0, to; from < batch.size(); from = to) {
      to = settings.endOfPart(batch, from);
      List<Example> part = batch.subList(from, to);
      int first = from;
      if (part.stream().allMatch(example -> example.totalWeight() == 0)) continue;
      Device.current().run("micro-batch", () -> {
        TokenBatch tokens = TokenBatch.of(part.stream().map(Example::ids).toList())
            .recomputing(settings.recompute());
        if (!learn) loss(part, tokens, total, sums);
        else {
          TokenBatch dropping = tokens.inTraining(Math.toIntExact(optimizer.steps()), first);
          Tape.accumulate(() -> loss(part, dropping, total, sums));
        }
      });
    }
    return sums;
  }

  /// `−Σ (wₜ / total) log πₜ` over some examples; adds to `sums`.
  private Variable loss(List<Example> examples, TokenBatch batch, double total, Sums sums) {
    int M = 0;
    int[] rows = new int[batch.tokens()], targets = new int[batch.tokens()];
    float[] weights = new float[batch.tokens()];
    int n = 0;
    for (Example example : examples) {
      for (int t = 1; t < example.ids().length; t++) {
        float weight = example.weights()[t];
        if (weight == 0) continue;
        rows[M] = n + t - 1;
        targets[M] = example.ids()[t];
        weights[M++] = (float) (weight / total);
      }
      n += example.ids().length;
    }
    Predictions counted = Predictions.of(Arrays.copyOf(rows, M), Arrays.copyOf(targets, M));
    Variable both = model.logProbs(batch, counted, 1);                      // (2, M): log-probs, entropies
    float[] numbers = both.value().toArray();
    for (int m = 0; m < M; m++) {
      sums.loss -= (double) weights[m] * numbers[m];
      sums.entropy += (double) weights[m] * numbers[M + m];
    }
    Variable shares = Variable.constant(Tensor.of(Arrays.copyOf(weights, M)));
    return both.slice(0, 1).times(shares).sum().negate();
  }
}
