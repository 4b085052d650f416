package zerograd.rl.rollout;

import zerograd.rl.reward.Sample;
import zerograd.rl.reward.Scored;

/// One response of the policy to a prompt, scored.
///
/// @param prompt the question
/// @param group the number of the prompt among the prompts of the step
/// @param sample the number of the response among those to its prompt
/// @param ids the tokens of the response, the one that stopped it included
/// @param logProbs log π of each of them, as the sampler reported it
/// @param text the tokens as text, special ones kept
/// @param finishReason what ended the response
/// @param rewards the reward at each token
/// @param scored the sum of the rewards, and how scoring ended
public record Rollout(Prompt prompt, int group, int sample, int[] ids, float[] logProbs, String text,
    String finishReason, float[] rewards, Scored scored) {

  /// What a reward sees of a response.
  public static Sample sample(Prompt prompt, String text) {
    return new Sample(prompt.text(), text, prompt.groundTruth(), prompt.source(),
        prompt.place());
  }

  /// The same response, its prompt being number `group`.
  public Rollout inGroup(int group) {
    return new Rollout(prompt, group, sample, ids, logProbs, text, finishReason, rewards, scored);
  }

  /// The reward of the response.
  public double score() { return scored.score(); }

  /// The prompt and the response as one sequence.
  public int[] sequence() {
    int[] sequence = new int[prompt.ids().length + ids.length];
    System.arraycopy(prompt.ids(), 0, sequence, 0, prompt.ids().length);
    System.arraycopy(ids, 0, sequence, prompt.ids().length, ids.length);
    return sequence;
  }
}
