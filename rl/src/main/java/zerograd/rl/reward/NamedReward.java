package zerograd.rl.reward;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

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

  /// For rows of several data sets: each is scored by the reward of its [source][Sample#source]. A response that cannot be
  /// scored gets the least of their fallbacks.
  ///
  /// @param rewards by data source, at least one
  /// @throws IllegalArgumentException if a right answer does not score the same in all
  public static NamedReward bySource(Map<String, NamedReward> rewards) {
    List<NamedReward> distinct = rewards.values().stream().distinct().toList();
    NamedReward first = distinct.getFirst();
    if (distinct.size() == 1) return first;
    for (NamedReward other : distinct) {
      if (other.full != first.full) {
        throw new IllegalArgumentException("a right answer scores %s by %s and %s by %s".formatted(first.full,
            first.name, other.full, other.name));
      }
    }
    Map<String, NamedReward> kept = Map.copyOf(rewards);
    String names = distinct.stream().map(NamedReward::name).collect(Collectors.joining("+"));
    return of(names, sample -> kept.get(sample.source()).reward.score(sample), first.full,
        distinct.stream().mapToDouble(NamedReward::fallback).min().orElseThrow());
  }
}
