package zerograd.rl.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import zerograd.models.generate.GenerationSettings;
import zerograd.models.generate.RandomKey;
import zerograd.models.generate.Sampler;
import zerograd.models.transformer.CausalLm;
import zerograd.rl.rollout.Rollout;
import zerograd.rl.rollout.RolloutCollector;

/// Greedy responses to a task's held-out prompts, scored.
///
/// @param model who is examined
/// @param task what in
/// @param generation where a response ends; its sampler is not used
record Examination(CausalLm model, RlTask task, GenerationSettings generation) implements Evaluation {

  @Override public Map<String, Double> hold(int step, RlListener listener) {
    if (task.heldOut().isEmpty()) return Map.of();
    RolloutCollector greedy = new RolloutCollector(model, generation.withSampler(Sampler.greedy()),
        task.rewards(),
        task.decode());
    List<Rollout> rollouts = greedy.collect(task.heldOut(), 1, RandomKey.of(0));
    listener.onValidation(step, rollouts);
    return RolloutMetrics.ofValidation(rollouts, task);
  }

  /// The metrics of an examination before a stage, under names for the row of the stage's first step.
  static Map<String, Double> before(Map<String, Double> metrics) {
    Map<String, Double> named = new LinkedHashMap<>();
    metrics.forEach((name, value) -> named.put("before/" + name, value));
    return named;
  }
}
