package zerograd.rl.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import zerograd.autograd.Param;
import zerograd.autograd.Tape;
import zerograd.autograd.optim.GradientNorm;
import zerograd.autograd.optim.Optimizer;
import zerograd.models.transformer.CausalLm;
import zerograd.rl.Algorithm;
import zerograd.rl.Responses;
import zerograd.rl.rollout.Rollout;
import zerograd.rl.rollout.RolloutBatch;
import zerograd.tensor.Device;

/// Changes a policy by the responses of a step: for each epoch and mini-batch the loss, its gradient, a clipped step.
final class PolicyUpdate {

  private final CausalLm policy;
  private final Optimizer optimizer;
  private final Algorithm algorithm;
  private final RlSettings.Updates settings;
  private final float temperature;

  private final List<UpdateStatistics> updates = new ArrayList<>();
  private final Summary gradientNorms = new Summary();
  private int skipped;

  PolicyUpdate(CausalLm policy, Optimizer optimizer, Algorithm algorithm, RlSettings.Updates settings,
      float temperature) {
    this.policy = policy;
    this.optimizer = optimizer;
    this.algorithm = algorithm;
    this.settings = settings;
    this.temperature = temperature;
  }

  /// Goes through all responses, `epochs` times.
  void run(List<Rollout> rollouts, RolloutBatch batch, float[] advantages, double learningRate) {
    for (int epoch = 0; epoch < settings.epochs(); epoch++) {
      for (int from = 0; from < rollouts.size(); from += settings.miniBatch()) {
        int to = Math.min(rollouts.size(), from + settings.miniBatch());
        update(rollouts.subList(from, to), batch.slice(from, to), part(advantages, batch, from, to),
            learningRate);
      }
    }
  }

  /// One mini-batch. Its weights are made before the first micro-batch, so the size of those changes no bit.
  private void update(List<Rollout> rollouts, RolloutBatch batch, float[] advantages, double learningRate) {
    float[] weights = algorithm.averaging().weights(batch);
    UpdateStatistics met = new UpdateStatistics(algorithm);
    for (int from = 0; from < rollouts.size(); from += settings.microBatch()) {
      int first = from, to = Math.min(rollouts.size(), from + settings.microBatch());
      Device.current().run("micro-batch",
          () -> accumulate(rollouts.subList(first, to), batch.slice(first, to),
              part(advantages, batch, first, to), part(weights, batch, first, to), met));
    }
    updates.add(met);
    step(learningRate);
  }

  /// Adds the gradient of some responses' share of the loss.
  private void accumulate(List<Rollout> rollouts, RolloutBatch batch, float[] advantages, float[] weights,
      UpdateStatistics met) {
    Tape.accumulate(() -> {
      PolicyTokens tokens = PolicyTokens.of(policy, rollouts, temperature, settings.recompute());
      met.add(batch, advantages, weights, tokens.logProbs().value().toArray(),
          tokens.entropies().value().toArray());
      return algorithm.loss(tokens.logProbs(), tokens.entropies(), Responses.of(batch, advantages, weights));
    });
  }

  /// A gradient that is not finite would make every weight so; then the step is left out.
  private void step(double learningRate) {
    double norm = GradientNorm.of(optimizer.params());
    if (Double.isFinite(norm)) {
      gradientNorms.add(norm);
      optimizer.step(learningRate, GradientNorm.clipFactor(norm, settings.maxGradientNorm()));
    } else {
      optimizer.params().forEach(Param::zeroGradient);
      skipped++;
    }
  }

  private static float[] part(float[] byToken, RolloutBatch batch, int from, int to) {
    return Arrays.copyOfRange(byToken, batch.starts()[from], batch.starts()[to]);
  }

  /// How many steps were left out.
  int skipped() { return skipped; }

  /// The largest difference between the sampler's and the trainer's log-probs. Only the first update counts: the policy of
  /// the later ones is another than that which sampled.
  double largestDifference() { return updates.isEmpty() ? 0 : updates.getFirst().largestDifference(); }

  /// Means over the updates.
  Map<String, Double> metrics() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    for (UpdateStatistics update : updates) {
      update.metrics().forEach((name, value) -> metrics.merge(name, value, switch (name) {
        case "actor/ratio_min" -> Math::min;
        case "actor/ratio_max" -> Math::max;
        default -> Double::sum;
      }));
    }
    metrics.replaceAll((name, sum) -> name.startsWith("actor/ratio_") ? sum : sum / updates.size());
    metrics.put("actor/grad_norm", gradientNorms.mean());
    metrics.put("actor/updates", (double) updates.size());
    metrics.put("actor/skipped_updates", (double) skipped);
    return metrics;
  }
}
