package zerograd.rl.reward;

/// A reward that says for each token of a response what it was worth, instead of once for the whole.
///
/// Whoever wants one number gets the sum.
public interface TokenReward extends Reward {

  /// What each of the `tokens` tokens of the response is worth.
  float[] tokenScores(Sample sample, int tokens);
}
