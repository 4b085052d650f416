package zerograd.rl;

import java.util.Arrays;
import zerograd.rl.rollout.RolloutBatch;

/// Small batches for tests.
final class Batches {

  private Batches() {}

  /// Responses of the given lengths, `groupSize` to a prompt, each with its reward at the last token; log π_old is −1.
  static RolloutBatch outcome(int groupSize, int[] lengths, float... rewards) {
    int B = lengths.length;
    int[] starts = new int[B + 1], groups = new int[B];
    for (int i = 0; i < B; i++) {
      starts[i + 1] = starts[i] + lengths[i];
      groups[i] = i / groupSize;
    }
    float[] atTokens = new float[starts[B]], logProbs = new float[starts[B]];
    boolean[] learned = new boolean[starts[B]];
    Arrays.fill(learned, true);
    Arrays.fill(logProbs, -1);
    for (int i = 0; i < B; i++) atTokens[starts[i + 1] - 1] = rewards[i];
    return new RolloutBatch(starts, groups, learned, atTokens, logProbs, new float[0]);
  }

  /// One response with a reward at every token.
  static RolloutBatch dense(boolean[] learned, float... rewards) {
    float[] logProbs = new float[rewards.length];
    return new RolloutBatch(new int[]{0, rewards.length}, new int[]{0}, learned, rewards, logProbs,
        new float[0]);
  }
}
