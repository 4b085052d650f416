package zerograd.rl.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import zerograd.models.generate.Completion;
import zerograd.models.generate.GenerationSettings;
import zerograd.models.generate.RandomKey;
import zerograd.models.transformer.CausalLm;
import zerograd.rl.reward.Scored;
import zerograd.rl.rollout.Prompt;
import zerograd.rl.rollout.PromptOrder;
import zerograd.rl.rollout.Rollout;
import zerograd.rl.rollout.RolloutCollector;
import zerograd.rl.rollout.RolloutRow;
import zerograd.tensor.Device;

/// Gets the responses of a step: from the policy, from a rounded copy of it, or from a file; in one round, or in as many as it
/// takes to find enough groups that teach something.
record RolloutRounds(TrainingState state, RlSettings settings, RlTask task, PromptOrder order,
    GenerationSettings generation, Stopwatch watch) {

  /// @param step how many steps were made
  /// @param kept the rows of an earlier attempt at the same step, or none
  StepRollouts collect(int step, List<RolloutRow> kept) throws IOException {
    return switch (settings.options().sampler()) {
      case RolloutOrigin.Policy _ -> sample(state.policy.model(), step, kept);
      case RolloutOrigin.Rounded rounded -> Device.current().call("sampler", () -> {
        CausalLm copy = CausalLm.emptyFrozen(state.policy.config(), rounded.format());
        copy.copyFrom(state.policy.model());
        return sample(copy, step, kept);
      });
      case RolloutOrigin.Recorded recorded -> {
        List<RolloutRow> rows = watch.time("gen", () -> recorded.source().rows(step + 1));
        yield select(watch.time("reward", () -> recorded(rows, step)), 1);
      }
    };
  }

  private StepRollouts sample(CausalLm sampler, int step, List<RolloutRow> kept) {
    StepOptions.Selection selection = settings.options().selection();
    int G = settings.sampling().groupSize(), wanted = settings.sampling().promptsPerStep();
    int each = selection.promptsPerRound() == 0 ? wanted : selection.promptsPerRound();
    RolloutCollector collector = new RolloutCollector(sampler, generation, task.rewards(), task.decode());
    List<Rollout> all = new ArrayList<>();
    StepRollouts selected;
    int round = 0;
    do {
      int before = all.size();
      List<Prompt> prompts = draw(each);
      RandomKey key = new RandomKey(settings.seed(), step, before);
      List<Completion> completions = watch.time("gen", () -> collector.sample(prompts, G, key));
      List<RolloutRow> rows = kept.size() < before + completions.size()
          ? List.of()
          : kept.subList(before, before + completions.size());
      watch.time("reward", () -> collector.score(prompts, G, completions, rows))
          .forEach(rollout -> all.add(rollout.inGroup(before / G + rollout.group())));
      selected = select(all, ++round);
    } while (selected.found() < wanted && round < selection.rounds());
    return selected;
  }

  private List<Prompt> draw(int n) {
    List<Prompt> prompts = new ArrayList<>();
    for (int index : order.prompts(state.promptsVisited, n)) prompts.add(task.prompts().get(index));
    state.promptsVisited += n;
    return prompts;
  }

  private StepRollouts select(List<Rollout> all, int rounds) {
    StepOptions.Selection selection = settings.options().selection();
    return selection.takesAll()
        ? StepRollouts.all(all)
        : StepRollouts.select(all, selection, task, settings.sampling().promptsPerStep(), rounds);
  }

  /// Rows as responses; a score stands at the last token.
  private static List<Rollout> recorded(List<RolloutRow> rows, int step) {
    if (rows.isEmpty())
      throw new IllegalArgumentException(
          "recorded responses: there are none of step %d; ask for fewer steps".formatted(step + 1));
    List<Rollout> rollouts = new ArrayList<>();
    for (RolloutRow row : rows) {
      float[] rewards = new float[row.responseIds().length];
      rewards[rewards.length - 1] = (float) row.reward();
      Prompt prompt = new Prompt(row.prompt(), row.promptIds(), row.groundTruth(), "recorded");
      Scored scored = new Scored(row.reward(),
          Scored.Ending.valueOf(row.rewardEnding().toUpperCase(Locale.ROOT)));
      rollouts.add(new Rollout(prompt, row.group(), row.sample(), row.responseIds(), row.logProbs(),
          row.response(), row.finishReason(), rewards, scored));
    }
    return rollouts;
  }
}
