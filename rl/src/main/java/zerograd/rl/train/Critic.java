package zerograd.rl.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import zerograd.autograd.Param;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.autograd.optim.AdamW;
import zerograd.autograd.optim.GradientNorm;
import zerograd.autograd.optim.Schedule;
import zerograd.models.checkpoint.OptimizerFile;
import zerograd.models.checkpoint.WeightsFile;
import zerograd.models.transformer.Pretrained;
import zerograd.models.transformer.ValueModel;
import zerograd.rl.Averaging;
import zerograd.rl.ValueLoss;
import zerograd.rl.rollout.Rollout;
import zerograd.rl.rollout.RolloutBatch;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;

/// The critic of a run: what it expects of responses, and how it learns from what they earned.
///
/// It has an optimizer and files of its own, `critic.safetensors` and `critic_optimizer.safetensors` in each checkpoint.
public final class Critic {

  /// How a critic learns.
  ///
  /// @param learningRate the peak
  /// @param schedule the factor on it for each step
  /// @param adamW constants of the optimizer
  /// @param maxGradientNorm gradients are clipped to this length
  /// @param loss the squared error and its band
  /// @param warmupSteps first steps in which the critic learns and the policy does not
  /// @param averaging how the losses of an update's tokens become one number
  public record Settings(double learningRate, Schedule schedule, AdamW.Settings adamW, double maxGradientNorm,
      ValueLoss loss, int warmupSteps, Averaging averaging) {

    /// @throws IllegalArgumentException if a number is out of range
    public Settings {
      if (!(learningRate >= 0 && maxGradientNorm > 0 && warmupSteps >= 0)) {
        throw new IllegalArgumentException(
            "critic: needs learning rate >= 0, gradient norm > 0 and warm-up >= 0, got %s, %s and %d"
                .formatted(learningRate, maxGradientNorm, warmupSteps));
      }
    }

    /// Every token counts the same.
    public Settings(double learningRate, Schedule schedule, AdamW.Settings adamW, double maxGradientNorm,
        ValueLoss loss, int warmupSteps) {
      this(learningRate, schedule, adamW, maxGradientNorm, loss, warmupSteps, new Averaging.TokenMean());
    }

    /// verl's: learning rate 1e-5, values clipped at 0.5, no warm-up.
    public static Settings verl() {
      return new Settings(1e-5, new Schedule.Constant(), AdamW.Settings.decaying(0.01), 1, new ValueLoss(0.5),
          0);
    }
  }

  private static final String WEIGHTS = "critic.safetensors", OPTIMIZER = "critic_optimizer.safetensors";

  private final ValueModel model;
  private final Map<String, Param> parameters;
  private final AdamW optimizer;
  private Settings settings;
  private RlSettings.Updates updates;

  Critic(Pretrained policy, Settings settings, RlSettings rl) {
    model = ValueModel.like(policy.model(), policy.config(), rl.seed());
    parameters = model.parameters();
    optimizer = new AdamW(List.copyOf(parameters.values()), settings.adamW());
    use(settings, rl.updates());
  }

  /// Goes on learning in another way.
  void use(Settings settings, RlSettings.Updates updates) {
    this.settings = settings;
    this.updates = updates;
    optimizer.use(settings.adamW());
  }

  /// Whether the policy learns in step `step`, counted from 0.
  boolean letsThePolicyLearn(int step) { return step >= settings.warmupSteps(); }

  /// What it expects before each token of the responses: (N).
  float[] values(List<Rollout> rollouts, RolloutBatch batch) {
    float[] values = new float[batch.tokens()];
    for (int from = 0; from < rollouts.size(); from += updates.microBatch()) {
      int first = from, to = Math.min(rollouts.size(), from + updates.microBatch());
      Device.current().run("values", () -> {
        float[] part = Tape
            .withoutRecording(() -> values(rollouts.subList(first, to), false).value().toArray());
        System.arraycopy(part, 0, values, batch.starts()[first], part.length);
      });
    }
    return values;
  }

  private Variable values(List<Rollout> rollouts, boolean recompute) {
    return model.values(PolicyTokens.batch(rollouts, recompute), PolicyTokens.predictions(rollouts).rows());
  }

  /// Learns that the tokens of `batch`, which has the values of before, were worth `returns` (N).
  Map<String, Double> update(List<Rollout> rollouts, RolloutBatch batch, float[] returns, int step) {
    double learningRate = settings.learningRate() * settings.schedule().factor(step);
    Met met = new Met();
    for (int epoch = 0; epoch < updates.epochs(); epoch++) {
      for (int from = 0; from < rollouts.size(); from += updates.miniBatch()) {
        int to = Math.min(rollouts.size(), from + updates.miniBatch());
        RolloutBatch mini = batch.slice(from, to);
        accumulate(rollouts.subList(from, to), mini,
            Arrays.copyOfRange(returns, batch.starts()[from], batch.starts()[to]), met);
        step(learningRate, met);
      }
    }
    return met.metrics(learningRate, batch, returns);
  }

  private void accumulate(List<Rollout> rollouts, RolloutBatch mini, float[] returns, Met met) {
    float[] weights = settings.averaging().weights(mini);
    for (int from = 0; from < rollouts.size(); from += updates.microBatch()) {
      int first = from, to = Math.min(rollouts.size(), from + updates.microBatch());
      int begin = mini.starts()[first], end = mini.starts()[to];
      Device.current().run("critic micro-batch", () -> Tape.accumulate(() -> {
        Variable values = values(rollouts.subList(first, to), updates.recompute());
        Variable loss = settings.loss().of(values, constant(mini.values(), begin, end),
            constant(returns, begin, end),
            constant(weights, begin, end));
        met.add(settings.loss(), values.value().toArray(), mini, returns, weights, begin);
        return loss;
      }));
    }
  }

  private static Variable constant(float[] numbers, int from, int to) {
    return Variable.constant(Tensor.of(Arrays.copyOfRange(numbers, from, to)));
  }

  private void step(double learningRate, Met met) {
    double norm = GradientNorm.of(optimizer.params());
    met.updates++;
    if (Double.isFinite(norm)) {
      met.gradientNorms.add(norm);
      optimizer.step(learningRate, GradientNorm.clipFactor(norm, settings.maxGradientNorm()));
    } else {
      optimizer.params().forEach(Param::zeroGradient);
    }
  }

  /// What the updates of a step met.
  private static final class Met {
    private final Summary gradientNorms = new Summary(), values = new Summary();
    private double loss;
    private long clipped, tokens;
    private int updates;

    void add(ValueLoss loss, float[] now, RolloutBatch mini, float[] returns, float[] weights, int begin) {
      for (int t = 0; t < now.length; t++) {
        if (!mini.learned()[begin + t]) continue;
        tokens++;
        values.add(now[t]);
        this.loss += weights[begin + t] * loss.of(now[t], mini.values()[begin + t], returns[begin + t]);
        if (loss.clips(now[t], mini.values()[begin + t], returns[begin + t])) clipped++;
      }
    }

    Map<String, Double> metrics(double learningRate, RolloutBatch batch, float[] returns) {
      Map<String, Double> metrics = new LinkedHashMap<>();
      metrics.put("critic/vf_loss", loss / updates);
      metrics.put("critic/vf_clipfrac", tokens == 0 ? 0 : (double) clipped / tokens);
      metrics.put("critic/vpred_mean", values.mean());
      metrics.put("critic/grad_norm", gradientNorms.mean());
      metrics.put("critic/lr", learningRate);
      metrics.put("critic/vf_explained_var", explained(batch, returns));
      return metrics;
    }

    /// `1 − var(R − V) / var(R)`: 1 for a critic that knows, 0 for one that knows the mean.
    private static double explained(RolloutBatch batch, float[] returns) {
      Summary of = new Summary(), left = new Summary();
      for (int t = 0; t < returns.length; t++) {
        if (!batch.learned()[t]) continue;
        of.add(returns[t]);
        left.add((double) returns[t] - batch.values()[t]);
      }
      double all = 0, rest = 0;
      for (int t = 0; t < returns.length; t++) {
        if (!batch.learned()[t]) continue;
        double error = (double) returns[t] - batch.values()[t];
        all += (returns[t] - of.mean()) * (returns[t] - of.mean());
        rest += (error - left.mean()) * (error - left.mean());
      }
      return all == 0 ? 0 : 1 - rest / all;
    }
  }

  // files

  /// Writes weights and optimizer into the folder of a checkpoint.
  void writeInto(Path folder) throws IOException {
    WeightsFile.write(folder.resolve(WEIGHTS), parameters);
    OptimizerFile.write(folder.resolve(OPTIMIZER), optimizer, parameters);
  }

  /// Goes on from the folder of a checkpoint.
  ///
  /// @throws IOException if its files cannot be read
  /// @throws IllegalArgumentException if they belong to another model
  void readFrom(Path folder) throws IOException {
    WeightsFile.read(folder.resolve(WEIGHTS), parameters);
    OptimizerFile.read(folder.resolve(OPTIMIZER), optimizer, parameters);
  }
}
