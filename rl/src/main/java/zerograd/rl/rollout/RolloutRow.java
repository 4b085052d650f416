package zerograd.rl.rollout;

/// One sampled response as it is kept on disk: everything that is needed to look at it, or to score it again.
///
/// `step` is the training step, from 1; `group` counts the prompts of a step and `sample` the responses to a prompt, from
/// 0. `logProbs` has one number for each of `responseIds`. `groundTruth` is text (JSON if it is a struct). `finishReason`
/// says what ended the response ("stop", "length", …), `rewardEnding` how scoring ended ("finished", "step_limit" or
/// "time_limit").
///
/// The arrays are the caller's and are not copied; they must not change any more.
public record RolloutRow(int step, int group, int sample, String prompt, String response, int[] promptIds,
    int[] responseIds,
    float[] logProbs, double reward, double advantage, String groundTruth, String finishReason,
    String rewardEnding) {

  public RolloutRow {
    if (logProbs.length != responseIds.length) {
      throw new IllegalArgumentException(
          "rollout: " + responseIds.length + " response tokens need as many log-probs, got "
              + logProbs.length);
    }
  }
}
