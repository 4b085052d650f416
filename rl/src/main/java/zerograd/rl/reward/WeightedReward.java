package zerograd.rl.reward;

import java.util.List;

/// Several rewards as one: the sum of their scores, each times its weight.
///
///     reward = Σ wᵢ · rᵢ
///
/// Of a [TokenReward] the sum over its tokens counts.
///
/// @param terms at least one
public record WeightedReward(List<Term> terms) implements Reward {

  /// A reward and its weight.
  public record Term(Reward reward, double weight) {

    /// @throws IllegalArgumentException if the weight is not finite
    public Term {
      if (!Double.isFinite(weight))
        throw new IllegalArgumentException("reward: a weight must be finite, got " + weight);
    }
  }

  /// @throws IllegalArgumentException if there is no term
  public WeightedReward {
    terms = List.copyOf(terms);
    if (terms.isEmpty())
      throw new IllegalArgumentException("reward: needs at least one term to weigh, got none");
  }

  @Override public double score(Sample sample) {
    double sum = 0;
    for (Term term : terms) sum += term.weight * term.reward.score(sample);
    return sum;
  }
}
