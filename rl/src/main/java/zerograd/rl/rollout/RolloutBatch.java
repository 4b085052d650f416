package zerograd.rl.rollout;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// The numbers of a step's responses, their tokens laid end to end.
///
/// Shapes, for B responses of N tokens in all:
///
/// | component | size | meaning |
/// |---|---|---|
/// | `starts` | B + 1 | response i is the tokens `starts[i]` (inclusive) to `starts[i + 1]` (exclusive) |
/// | `groups` | B | which prompt a response answers; the responses to a prompt are neighbours |
/// | `learned` | N | false for a token that the policy did not choose, such as a tool's answer |
/// | `rewards` | N | the reward given at each token; an outcome reward stands at the last one |
/// | `logProbs` | N | log π_old of each token, as the sampler reported it |
/// | `referenceLogProbs` | N, or 0 without a reference policy | log π_ref |
/// | `values` | N, or 0 without a critic | what the critic expected before each token was chosen |
/// | `greedyScores` | B, or 0 if nobody asked | the score of the greedy response to the same prompt |
///
/// There is no padding. The arrays are not copied, and nobody writes to them.
public record RolloutBatch(int[] starts, int[] groups, boolean[] learned, float[] rewards, float[] logProbs,
    float[] referenceLogProbs, float[] values, float[] greedyScores) {

  /// @throws IllegalArgumentException if the sizes do not fit together, or the responses to a prompt are not neighbours
  public RolloutBatch {
    int B = groups.length, N = logProbs.length;
    boolean fits = starts.length == B + 1 && starts[0] == 0 && starts[B] == N && learned.length == N
        && rewards.length == N && (referenceLogProbs.length == N || referenceLogProbs.length == 0)
        && (values.length == N || values.length == 0)
        && (greedyScores.length == B || greedyScores.length == 0);
    if (!fits) {
      throw new IllegalArgumentException(("rollout batch: %d groups, %d starts, %d learned, %d rewards, "
          + "%d log-probs, %d reference log-probs, %d values and %d greedy scores do not describe the same responses")
          .formatted(B, starts.length, learned.length, rewards.length, N, referenceLogProbs.length,
              values.length, greedyScores.length));
    }
    for (int i = 1; i < B; i++) {
      if (groups[i] < groups[i - 1]) {
        throw new IllegalArgumentException(
            "rollout batch: group %d follows group %d; order responses by prompt"
                .formatted(groups[i], groups[i - 1]));
      }
    }
  }

  /// Without a critic and without greedy responses.
  public RolloutBatch(int[] starts, int[] groups, boolean[] learned, float[] rewards, float[] logProbs,
      float[] referenceLogProbs) {
    this(starts, groups, learned, rewards, logProbs, referenceLogProbs, new float[0], new float[0]);
  }

  /// The numbers of some responses, in order; all their tokens are learned from.
  public static RolloutBatch of(List<Rollout> rollouts) {
    int B = rollouts.size();
    int[] starts = new int[B + 1], groups = new int[B];
    for (int i = 0; i < B; i++) {
      starts[i + 1] = starts[i] + rollouts.get(i).ids().length;
      groups[i] = rollouts.get(i).group();
    }
    boolean[] learned = new boolean[starts[B]];
    float[] rewards = new float[starts[B]], logProbs = new float[starts[B]];
    Arrays.fill(learned, true);
    for (int i = 0; i < B; i++) {
      Rollout rollout = rollouts.get(i);
      System.arraycopy(rollout.rewards(), 0, rewards, starts[i], rollout.ids().length);
      System.arraycopy(rollout.logProbs(), 0, logProbs, starts[i], rollout.ids().length);
    }
    return new RolloutBatch(starts, groups, learned, rewards, logProbs, new float[0]);
  }

  /// B.
  public int responses() { return groups.length; }

  /// N.
  public int tokens() { return logProbs.length; }

  /// The number of tokens of response `i`.
  public int length(int i) { return starts[i + 1] - starts[i]; }

  /// How many tokens of response `i` are learned from.
  public int learnedTokens(int i) {
    int count = 0;
    for (int t = starts[i]; t < starts[i + 1]; t++)
      if (learned[t])
        count++;
    return count;
  }

  /// The numbers of the tokens of response `i` that are learned from, ascending.
  public int[] learnedAt(int i) {
    return IntStream.range(starts[i], starts[i + 1]).filter(t -> learned[t]).toArray();
  }

  /// The same batch with log π_old of every token as the trainer computes it.
  public RolloutBatch withLogProbs(float[] logProbs) {
    return new RolloutBatch(starts, groups, learned, rewards, logProbs, referenceLogProbs, values,
        greedyScores);
  }

  /// The same batch with other rewards (N).
  public RolloutBatch withRewards(float[] rewards) {
    return new RolloutBatch(starts, groups, learned, rewards, logProbs, referenceLogProbs, values,
        greedyScores);
  }

  /// The same batch, learned from at other tokens (N).
  public RolloutBatch withLearned(boolean[] learned) {
    return new RolloutBatch(starts, groups, learned, rewards, logProbs, referenceLogProbs, values,
        greedyScores);
  }

  /// The same batch with log π_ref of every token.
  public RolloutBatch withReference(float[] referenceLogProbs) {
    return new RolloutBatch(starts, groups, learned, rewards, logProbs, referenceLogProbs, values,
        greedyScores);
  }

  /// The same batch with the critic's value (N) before each token.
  public RolloutBatch withValues(float[] values) {
    return new RolloutBatch(starts, groups, learned, rewards, logProbs, referenceLogProbs, values,
        greedyScores);
  }

  /// The same batch with the score (B) of the greedy response to each one's prompt.
  public RolloutBatch withGreedyScores(float[] greedyScores) {
    return new RolloutBatch(starts, groups, learned, rewards, logProbs, referenceLogProbs, values,
        greedyScores);
  }

  /// Responses `from` (inclusive) to `to` (exclusive), copied.
  public RolloutBatch slice(int from, int to) {
    int first = starts[from], last = starts[to];
    int[] begins = Arrays.copyOfRange(starts, from, to + 1);
    for (int i = 0; i < begins.length; i++)
      begins[i] -= first;
    return new RolloutBatch(begins, Arrays.copyOfRange(groups, from, to),
        Arrays.copyOfRange(learned, first, last),
        Arrays.copyOfRange(rewards, first, last), Arrays.copyOfRange(logProbs, first, last),
        part(referenceLogProbs, first, last), part(values, first, last), part(greedyScores, from, to));
  }

  private static float[] part(float[] x, int from, int to) {
    return x.length == 0 ? x : Arrays.copyOfRange(x, from, to);
  }
}
