package zerograd.rl.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import zerograd.rl.Advantages;
import zerograd.rl.KlPenalty;
import zerograd.rl.reward.Scored;
import zerograd.rl.rollout.Rollout;
import zerograd.rl.rollout.RolloutBatch;
import zerograd.tensor.Device;

/// What the responses of a step were like, under verl's names.
final class RolloutMetrics {

  private RolloutMetrics() {}

  /// Of responses to train on.
  static Map<String, Double> of(List<Rollout> rollouts, RolloutBatch batch, Advantages advantages,
      KlPenalty kl,
      RlTask task, int maxNewTokens) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    scores(metrics, rollouts, batch, kl);
    tokens(metrics, batch, advantages);
    lengths(metrics, rollouts, maxNewTokens);
    metrics.put("rollout/accuracy", accuracy(rollouts, task));
    metrics.put("reward/all_correct_ratio", accuracy(rollouts, task));
    metrics.put("rollout/frac_reward_zero_std", (double) equalGroups(rollouts) / groups(rollouts));
    metrics.put("rollout/step_limits", count(rollouts, Scored.Ending.STEP_LIMIT));
    metrics.put("rollout/time_limits", count(rollouts, Scored.Ending.TIME_LIMIT));
    metrics.put("rollout/reward_errors", count(rollouts, Scored.Ending.FAILED));
    return metrics;
  }

  /// Of greedy responses to held-out prompts.
  static Map<String, Double> ofValidation(List<Rollout> rollouts, RlTask task) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("val/accuracy", accuracy(rollouts, task));
    Map<String, Summary> bySource = new TreeMap<>();
    Summary lengths = new Summary(), scores = new Summary();
    for (Rollout rollout : rollouts) {
      bySource.computeIfAbsent(rollout.prompt().source(), _ -> new Summary())
          .add(task.isRight(rollout.score()) ? 1 : 0);
      scores.add(rollout.score());
      lengths.add(rollout.ids().length);
    }
    bySource.forEach((source, right) -> metrics.put("val/test_score/" + source, right.mean()));
    metrics.put("val/score/mean", scores.mean());
    metrics.put("val/response_length/mean", lengths.mean());
    return metrics;
  }

  /// How long a step took, and how many tokens it saw; and what has crossed to and from a device since the program began.
  static Map<String, Double> speed(Map<String, Double> seconds, List<Rollout> rollouts) {
    Map<String, Double> metrics = new LinkedHashMap<>(seconds);
    double response = 0, all = 0;
    for (Rollout rollout : rollouts) {
      response += rollout.ids().length;
      all += rollout.ids().length + rollout.prompt().ids().length;
    }
    metrics.put("timing_per_token_ms/gen", seconds.get("timing_s/gen") * 1000 / response);
    metrics.put("timing_per_token_ms/update_actor", seconds.get("timing_s/update_actor") * 1000 / all);
    metrics.put("perf/total_num_tokens", all);
    metrics.put("perf/time_per_step", seconds.get("timing_s/step"));
    metrics.put("perf/throughput", all / seconds.get("timing_s/step"));
    metrics.put("perf/max_memory_allocated_gb", Device.current().workspace().peakBytes() / 1e9);
    Device.current().accelerator().ifPresent(device -> {
      metrics.put("perf/carried_there_mb", device.mirror().carriedThere() / 1e6);
      metrics.put("perf/carried_back_mb", device.mirror().carriedBack() / 1e6);
    });
    return metrics;
  }

  /// The number of groups whose scores are all the same.
  static int equalGroups(List<Rollout> rollouts) {
    int equal = 0;
    for (int from = 0, to; from < rollouts.size(); from = to) {
      to = endOfGroup(rollouts, from);
      double first = rollouts.get(from).score();
      if (rollouts.subList(from, to).stream().allMatch(rollout -> rollout.score() == first)) equal++;
    }
    return equal;
  }

  static int groups(List<Rollout> rollouts) {
    int groups = 0;
    for (int from = 0; from < rollouts.size(); from = endOfGroup(rollouts, from)) groups++;
    return groups;
  }

  private static int endOfGroup(List<Rollout> rollouts, int from) {
    int to = from + 1;
    while (to < rollouts.size() && rollouts.get(to).group() == rollouts.get(from).group())
      to++;
    return to;
  }

  private static double accuracy(List<Rollout> rollouts, RlTask task) {
    return (double) rollouts.stream().filter(rollout -> task.isRight(rollout.score())).count()
        / rollouts.size();
  }

  private static double count(List<Rollout> rollouts, Scored.Ending ending) {
    return rollouts.stream().filter(rollout -> rollout.scored().ending() == ending).count();
  }

  /// The score is what the reward gave, the reward what is left of it after the divergence is paid.
  private static void scores(Map<String, Double> metrics, List<Rollout> rollouts, RolloutBatch batch,
      KlPenalty kl) {
    Summary scores = new Summary(), rewards = new Summary(), divergences = new Summary();
    double[] charged = kl.rewards(batch);
    for (int i = 0; i < batch.responses(); i++) {
      double sum = 0, divergence = 0;
      for (int t = batch.starts()[i]; t < batch.starts()[i + 1]; t++) {
        sum += charged[t];
        if (kl instanceof KlPenalty.InReward paid && batch.learned()[t])
          divergence += paid.divergence(batch, t);
      }
      scores.add(rollouts.get(i).score());
      rewards.add(sum);
      if (batch.learnedTokens(i) > 0) divergences.add(divergence / batch.learnedTokens(i));
    }
    scores.putInto(metrics, "critic/score");
    rewards.putInto(metrics, "critic/rewards");
    if (kl instanceof KlPenalty.InReward) {
      metrics.put("critic/kl", divergences.mean());
      metrics.put("critic/kl_coeff", kl.weight());
    }
  }

  private static void tokens(Map<String, Double> metrics, RolloutBatch batch, Advantages advantages) {
    Summary advantage = new Summary(), returns = new Summary();
    for (int t = 0; t < batch.tokens(); t++) {
      if (!batch.learned()[t]) continue;
      advantage.add(advantages.advantages()[t]);
      returns.add(advantages.returns()[t]);
    }
    advantage.putInto(metrics, "critic/advantages");
    returns.putInto(metrics, "critic/returns");
  }

  private static void lengths(Map<String, Double> metrics, List<Rollout> rollouts, int maxNewTokens) {
    Summary responses = new Summary(), prompts = new Summary(), atLimit = new Summary();
    for (Rollout rollout : rollouts) {
      responses.add(rollout.ids().length);
      prompts.add(rollout.prompt().ids().length);
      atLimit.add(rollout.ids().length == maxNewTokens ? 1 : 0);
    }
    responses.putInto(metrics, "response_length");
    metrics.put("response_length/clip_ratio", atLimit.mean());
    prompts.putInto(metrics, "prompt_length");
  }
}
