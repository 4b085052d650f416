package zerograd.rl.puzzle;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import zerograd.core.Philox;
import zerograd.core.Philox.Stream;

/// Puzzles to learn from and puzzles to be examined in: no examined puzzle has the statements of a learned
/// one, not even with its people renamed.
///
/// All different puzzles of a kind that a sampler finds are split by their [canonical
/// text][Puzzle#canonicalText]; the examination has one puzzle of each text that was held out. Learning may
/// see the same statements in many wordings: each example has names and sayings of its own.
///
/// @param people people in a puzzle
/// @param width parts that "and" and "or" may have, at least 2
/// @param names how many names people are called by
/// @param pool puzzles to look for; where there are fewer of a kind, all that were found
/// @param heldOut puzzles in the examination
/// @param seed of the sampler, the split and the wordings
public record PuzzleCourse(int people, int width, int names, int pool, int heldOut, long seed) {

  /// Statements are claims, or compounds of claims: what can be put in words.
  private static final int DEPTH = 2;
  /// Keeps the wordings of the two parts apart.
  private static final long EXAMINATION_WORDING = 1L << 40;

  /// The puzzles of a course, chosen once.
  public record Puzzles(PuzzleCourse course, PuzzleSplit<Puzzle> split) {

    /// The examination, in words; always the same.
    public List<FormattedPuzzle> examination() {
      return IntStream.range(0, split.test().size())
          .mapToObj(i -> course.worded(EXAMINATION_WORDING + i, split.test().get(i))).toList();
    }

    /// Example number `number` to learn from: some puzzle in some wording, the same for the same number.
    public FormattedPuzzle example(int number) {
      List<Puzzle> known = split.train();
      int which = Philox.below(known.size(), course.seed, Stream.DATA, 0, number, 0, 1);
      return course.worded(course.seed + 1 + number, known.get(which));
    }

    /// Examples `from` (inclusive) to `to` (exclusive).
    public List<FormattedPuzzle> examples(int from, int to) {
      return IntStream.range(from, to).mapToObj(this::example).toList();
    }
  }

  /// Finds the puzzles and splits them.
  ///
  /// @throws IllegalArgumentException if so many cannot be held out, or nothing would be left to learn from
  public Puzzles puzzles() {
    List<Puzzle> found = new ArrayList<>(new KnightsAndKnaves(seed, people, DEPTH, width).puzzles(pool));
    PuzzleSplit<Puzzle> split = PuzzleSplit.heldOut(found, heldOut);
    if (split.train().isEmpty()) {
      throw new IllegalArgumentException(
          "puzzle course: %d of %d puzzles held out leave none to learn from".formatted(heldOut,
              found.size()));
    }
    return new Puzzles(this, split);
  }

  /// The chance of guessing all roles right: 2^−people.
  public double guesser() { return 1.0 / (1 << people); }

  private FormattedPuzzle worded(long wording, Puzzle puzzle) {
    return PuzzleFormat.PLAIN.format(wording, puzzle, names);
  }
}
