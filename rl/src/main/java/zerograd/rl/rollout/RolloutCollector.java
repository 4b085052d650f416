package zerograd.rl.rollout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import zerograd.models.generate.Completion;
import zerograd.models.generate.GenerationSettings;
import zerograd.models.generate.Generator;
import zerograd.models.generate.RandomKey;
import zerograd.models.transformer.CausalLm;
import zerograd.rl.reward.RewardRunner;
import zerograd.rl.reward.Sample;
import zerograd.rl.reward.Scored;

/// Asks a policy G times for a response to each prompt, and scores the responses.
///
/// The responses to a prompt share its computation; rewards run in parallel. Which responses come out depends on the policy,
/// the prompts and the key, and on nothing else.
///
/// @param decode turns the tokens of a response into the text that a reward sees, special tokens kept
public record RolloutCollector(CausalLm policy, GenerationSettings settings, RewardRunner rewards,
    Function<int[], String> decode) {

  /// `groupSize` responses to each prompt, in the order of the prompts.
  public List<Rollout> collect(List<Prompt> prompts, int groupSize, RandomKey key) {
    return score(prompts, groupSize, sample(prompts, groupSize, key), List.of());
  }

  /// The first half of [#collect].
  public List<Completion> sample(List<Prompt> prompts, int groupSize, RandomKey key) {
    return new Generator(policy).generate(prompts.stream().map(Prompt::ids).toList(), groupSize, settings,
        key);
  }

  /// The second half of [#collect]. `kept` are the rows of an earlier attempt at the same responses, or none: a response that
  /// the clock stopped then keeps its score, since time is not an input.
  public List<Rollout> score(List<Prompt> prompts, int groupSize, List<Completion> completions,
      List<RolloutRow> kept) {
    List<Sample> samples = new ArrayList<>();
    int[] lengths = new int[completions.size()];
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = completions.get(i).ids().length;
      samples.add(Rollout.sample(prompts.get(i / groupSize), decode.apply(completions.get(i).ids())));
    }
    Scoring.Scores scores = new Scoring(rewards).score(samples, lengths, recorded(completions, kept));

    List<Rollout> rollouts = new ArrayList<>();
    for (int i = 0; i < lengths.length; i++) {
      Completion completion = completions.get(i);
      rollouts.add(new Rollout(prompts.get(i / groupSize), i / groupSize, i % groupSize, completion.ids(),
          completion.logProbs(), samples.get(i).response(),
          completion.reason().name().toLowerCase(Locale.ROOT),
          scores.rewards().get(i), scores.scored().get(i)));
    }
    return rollouts;
  }

  /// The scores that were kept, if they are those of the same responses.
  private static List<Scored> recorded(List<Completion> completions, List<RolloutRow> kept) {
    if (kept.size() != completions.size()) return List.of();
    List<Scored> recorded = new ArrayList<>();
    for (int i = 0; i < kept.size(); i++) {
      RolloutRow row = kept.get(i);
      if (!Arrays.equals(row.responseIds(), completions.get(i).ids())) return List.of();
      recorded
          .add(new Scored(row.reward(), Scored.Ending.valueOf(row.rewardEnding().toUpperCase(Locale.ROOT))));
    }
    return recorded;
  }
}
