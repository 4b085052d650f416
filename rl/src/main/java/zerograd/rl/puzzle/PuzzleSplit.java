package zerograd.rl.puzzle;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Puzzles to train on and puzzles to test on.
public record PuzzleSplit<T>(List<T> train, List<T> test) {

  public PuzzleSplit {
    train = List.copyOf(train);
    test = List.copyOf(test);
  }

  /// How many puzzles the published data sets sample for so many people.
  public static int publishedCount(int people) { return people == 2 ? 300 : 1100; }

  /// The first 100 for testing, the rest for training: the data set of arXiv:2410.23123.
  public static <T> PuzzleSplit<T> memorization(List<T> puzzles) {
    return new PuzzleSplit<>(from(puzzles, 100, puzzles.size()), from(puzzles, 0, 100));
  }

  /// Numbers 100 to 999 for training, 1,000 to 1,099 for testing: the data set of Logic-RL, arXiv:2502.14768.
  public static <T> PuzzleSplit<T> logicRl(List<T> puzzles) {
    return new PuzzleSplit<>(from(puzzles, 100, 1000), from(puzzles, 1000, 1100));
  }

  /// The first `testCount` puzzles that differ in more than names for testing; for training, those of the
  /// rest that are no test puzzle under other names.
  ///
  /// The published splits do not look at this: of their 100 test puzzles of two people, 50 occur in training
  /// under other names (of three people, 4). The sampler's 399 puzzles of two people are 205 up to renaming.
  ///
  /// @throws IllegalArgumentException if there are fewer than `testCount` puzzles that differ
  public static PuzzleSplit<Puzzle> heldOut(List<Puzzle> puzzles, int testCount) {
    Set<String> held = new HashSet<>();
    List<Puzzle> test = puzzles.stream()
        .filter(puzzle -> held.size() < testCount && held.add(puzzle.canonicalText())).toList();
    if (test.size() < testCount) {
      throw new IllegalArgumentException(
          "held out: " + testCount + " puzzles wanted, but only " + test.size() + " of "
              + puzzles.size() + " differ in more than names");
    }
    return new PuzzleSplit<>(
        puzzles.stream().filter(puzzle -> !held.contains(puzzle.canonicalText())).toList(), test);
  }

  private static <T> List<T> from(List<T> puzzles, int from, int to) {
    if (puzzles.size() < to) {
      throw new IllegalArgumentException("split: needs at least " + to + " puzzles, got " + puzzles.size());
    }
    return puzzles.subList(from, to);
  }
}
