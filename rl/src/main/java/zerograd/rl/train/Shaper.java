package zerograd.rl.train;

import java.util.List;
import zerograd.models.generate.FinishReason;
import zerograd.rl.rollout.Rollout;
import zerograd.rl.rollout.RolloutBatch;

/// Makes the numbers of a step's responses, shaped as [StepOptions.Shaping] says.
record Shaper(StepOptions.Shaping shaping) {

  RolloutBatch batch(List<Rollout> rollouts) {
    RolloutBatch batch = RolloutBatch.of(rollouts);
    if (shaping.equals(StepOptions.Shaping.NONE)) return batch;
    float[] rewards = batch.rewards().clone();
    boolean[] learned = batch.learned().clone();
    for (int i = 0; i < rollouts.size(); i++) {
      Rollout rollout = rollouts.get(i);
      int from = batch.starts()[i], to = batch.starts()[i + 1];
      rewards[to - 1] += (float) change(rollout);
      if (shaping.leavesOutTruncated() && isTruncated(rollout))
        for (int t = from; t < to; t++) learned[t] = false;
    }
    return batch.withRewards(rewards).withLearned(learned);
  }

  /// What is added to the score, at the last token.
  private double change(Rollout rollout) {
    double score = rollout.score(), limit = shaping.scoreLimit();
    double penalty = shaping.overlong().map(overlong -> overlong.of(rollout.ids().length)).orElse(0.0);
    return Math.clamp(score, -limit, limit) - score + penalty;
  }

  static boolean isTruncated(Rollout rollout) {
    return rollout.finishReason().equalsIgnoreCase(FinishReason.LENGTH.name());
  }
}
