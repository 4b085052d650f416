package zerograd.rl.reward;

/// A reward with its name and what its scores mean.
///
/// @param full what a right answer in the right form scores
/// @param fallback what a response scores that cannot be scored
/// @param guesser the share that a guesser with perfect form gets right; NaN where that makes no sense
public record NamedReward(String name, Reward reward, double full, double fallback, double guesser) {

  /// A reward that nobody can guess his way to.
  static NamedReward of(String name, Reward reward, double full, double fallback) {
    return new NamedReward(name, reward, full, fallback, Double.NaN);
  }
}
