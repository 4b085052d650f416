package zerograd.rl;

import zerograd.rl.rollout.RolloutBatch;

/// What each token was worth: `advantages` (N) drive the loss, `returns` (N) are what they were made from.
///
/// Both are 0 at tokens that are not learned from.
public record Advantages(float[] advantages, float[] returns) {

  /// One number a response, `byResponse` (B), at each of its learned tokens; the returns are the same numbers.
  static Advantages of(RolloutBatch batch, double[] byResponse) {
    float[] advantages = new float[batch.tokens()];
    for (int i = 0; i < batch.responses(); i++)
      for (int t = batch.starts()[i]; t < batch.starts()[i + 1]; t++)
        if (batch.learned()[t])
          advantages[t] = (float) byResponse[i];
    return new Advantages(advantages, advantages);
  }

  /// The same numbers rounded, 0 at tokens that are not learned from.
  static float[] learned(RolloutBatch batch, double[] x) {
    float[] rounded = new float[x.length];
    for (int t = 0; t < x.length; t++)
      if (batch.learned()[t])
        rounded[t] = (float) x[t];
    return rounded;
  }

  /// Whether there is nothing to learn: every advantage is exactly 0.
  public boolean areAllZero() {
    for (float advantage : advantages)
      if (advantage != 0)
        return false;
    return true;
  }
}
