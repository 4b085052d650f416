package zerograd.rl.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import zerograd.rl.rollout.Prompt;
import zerograd.rl.rollout.Rollout;
import zerograd.rl.rollout.RolloutBatch;

/// The responses of a step: all that were sampled, and those that are learned from.
///
/// @param all group by group
/// @param learned groups of `all`, in order
/// @param rounds how often prompts were drawn
/// @param found how many groups the selection takes
record StepRollouts(List<Rollout> all, List<Rollout> learned, int rounds, int found) {

  /// All of them.
  static StepRollouts all(List<Rollout> all) {
    return new StepRollouts(all, all, 1, RolloutMetrics.groups(all));
  }

  /// The prompts of the groups that are learned from.
  List<Prompt> prompts() {
    List<Prompt> prompts = new ArrayList<>();
    int group = -1;
    for (Rollout rollout : learned) {
      if (rollout.group() != group) prompts.add(rollout.prompt());
      group = rollout.group();
    }
    return prompts;
  }

  /// The mean of `byToken`, which `batch` lays out for those that are learned from, for each of all; 0 for the others.
  double[] meansOf(RolloutBatch batch, float[] byToken) {
    double[] means = new double[all.size()];
    for (int i = 0, n = 0; i < means.length && n < learned.size(); i++) {
      if (all.get(i) != learned.get(n)) continue;
      Summary mean = new Summary();
      for (int t = batch.starts()[n]; t < batch.starts()[n + 1]; t++) mean.add(byToken[t]);
      means[i] = mean.mean();
      n++;
    }
    return means;
  }

  void putInto(Map<String, Double> metrics, RlTask task) {
    int groups = RolloutMetrics.groups(all);
    metrics.put("rollout/rounds", (double) rounds);
    metrics.put("rollout/sampled_groups", (double) groups);
    metrics.put("rollout/found_groups", (double) found);
    metrics.put("rollout/sampled_accuracy",
        (double) all.stream().filter(rollout -> task.isRight(rollout.score())).count() / all.size());
  }

  /// The groups of some responses.
  static List<List<Rollout>> groups(List<Rollout> rollouts) {
    List<List<Rollout>> groups = new ArrayList<>();
    for (int from = 0, to; from < rollouts.size(); from = to) {
      for (to = from + 1; to < rollouts.size()
          && rollouts.get(to).group() == rollouts.get(from).group();)
        to++;
      groups.add(rollouts.subList(from, to));
    }
    return groups;
  }

  /// What [StepOptions.Selection] leaves of `all`: the first `wanted` groups that it takes, or, where it takes none, the first
  /// that came.
  static StepRollouts select(List<Rollout> all, StepOptions.Selection selection, RlTask task, int wanted,
      int rounds) {
    List<List<Rollout>> groups = groups(all),
        taken = groups.stream().filter(group -> selection.takes(share(group, task))).toList();
    List<Rollout> learned = new ArrayList<>();
    List<List<Rollout>> from = taken.isEmpty() ? groups : taken;
    from.stream().limit(wanted).forEach(learned::addAll);
    return new StepRollouts(all, learned, rounds, taken.size());
  }

  /// The share of right responses.
  private static double share(List<Rollout> group, RlTask task) {
    return (double) group.stream().filter(rollout -> task.isRight(rollout.score())).count() / group.size();
  }
}
