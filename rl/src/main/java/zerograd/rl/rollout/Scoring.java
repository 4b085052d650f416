package zerograd.rl.rollout;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import zerograd.rl.reward.RewardRunner;
import zerograd.rl.reward.Sample;
import zerograd.rl.reward.Scored;
import zerograd.rl.reward.TokenReward;

/// Scores responses, and says at which tokens the reward stands: where a [TokenReward] puts it, else at the last one.
record Scoring(RewardRunner runner) {

  /// What a response of that many tokens is worth.
  record Scores(List<Scored> scored, List<float[]> rewards) {}

  /// @param lengths the number of tokens of each response
  /// @param recorded scores of an earlier attempt, or none ([RewardRunner#score(List, List)])
  Scores score(List<Sample> samples, int[] lengths, List<Scored> recorded) {
    return runner.reward() instanceof TokenReward reward
        ? scoreTokens(reward, samples, lengths, recorded)
        : scoreOutcomes(samples, lengths, recorded);
  }

  private Scores scoreOutcomes(List<Sample> samples, int[] lengths, List<Scored> recorded) {
    List<Scored> scored = runner.score(samples, recorded).all();
    List<float[]> rewards = new ArrayList<>();
    for (int i = 0; i < lengths.length; i++) rewards.add(atTheEnd(lengths[i], scored.get(i)));
    return new Scores(scored, rewards);
  }

  /// The runner sees the sums; what they are sums of is kept on the way.
  private Scores scoreTokens(TokenReward reward, List<Sample> samples, int[] lengths, List<Scored> recorded) {
    Map<Sample, Integer> numbers = new IdentityHashMap<>();
    List<Sample> distinct = new ArrayList<>();
    for (Sample sample : samples) {   // equal samples stay apart
      Sample copy = new Sample(sample.prompt(), sample.response(), sample.groundTruth(), sample.source(),
          sample.place());
      numbers.put(copy, distinct.size());
      distinct.add(copy);
    }
    List<float[]> rewards = Collections
        .synchronizedList(new ArrayList<>(Collections.nCopies(lengths.length, null)));
    RewardRunner summing = runner.with(sample -> {
      int i = numbers.get(sample);
      rewards.set(i, reward.tokenScores(sample, lengths[i]));
      return sum(rewards.get(i));
    });

    List<Scored> scored = summing.score(distinct, recorded).all();
    List<float[]> complete = new ArrayList<>();
    for (int i = 0; i < lengths.length; i++) {
      boolean finished = scored.get(i).ending() == Scored.Ending.FINISHED;
      complete.add(finished ? rewards.get(i) : atTheEnd(lengths[i], scored.get(i)));
    }
    return new Scores(scored, complete);
  }

  private static float[] atTheEnd(int length, Scored scored) {
    float[] rewards = new float[length];
    rewards[length - 1] = (float) scored.score();
    return rewards;
  }

  private static double sum(float[] rewards) {
    double sum = 0;
    for (float reward : rewards) sum += reward;
    return sum;
  }
}
