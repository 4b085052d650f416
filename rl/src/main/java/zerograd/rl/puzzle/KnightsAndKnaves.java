package zerograd.rl.puzzle;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import zerograd.rl.puzzle.Statement.Claim;
import zerograd.rl.puzzle.Statement.Compound;
import zerograd.rl.puzzle.Statement.Connective;

/// Samples Knights & Knaves puzzles with exactly one solution, the same ones as the published data sets.
///
/// Each statement is, all equally likely, a claim about somebody, or a not, and, or, if-then or
/// if-and-only-if over statements one level simpler. One generator runs through all that an instance makes,
/// so the order of calls is part of the result: [#puzzles], then [#changeStatements], then [#changeLeaves] is
/// the published order.
///
/// Xie et al. 2024, *On Memorization of Large Language Models in Logical Reasoning*, arXiv:2410.23123, §2.
/// With seed 1234 these are the puzzles of Xie et al. 2025, *Logic-RL*, arXiv:2502.14768.
public final class KnightsAndKnaves {

  /// The seed of the published puzzles.
  public static final long PUBLISHED_SEED = 1234;

  private static final int TRIES = 1000;

  private final NumpyPcg64 random;
  private final int people, depth, width;

  /// Puzzles of the published kind: statements two levels deep, two parts wide.
  public KnightsAndKnaves(long seed, int people) { this(seed, people, 2, 2); }

  /// @throws IllegalArgumentException if `people` is not in [2, 16], `depth` is below 1, or `width` is not in
  ///     [2, 2·people − 1], the number of different claims a speaker has
  public KnightsAndKnaves(long seed, int people, int depth, int width) {
    if (people < 2 || people > 16 || depth < 1 || width < 2 || width > 2 * people - 1) {
      throw new IllegalArgumentException(
          "knights and knaves: needs people in [2, 16], depth >= 1 and width in [2, 2 people "
              + "- 1], got people = " + people + ", depth = " + depth + ", width = " + width);
    }
    this.random = new NumpyPcg64(seed);
    this.people = people;
    this.depth = depth;
    this.width = width;
  }

  /// `count` different puzzles. A place for which 1,000 tries find none is left out, so when puzzles run out
  /// (two people have only so many) there are fewer.
  public List<Puzzle> puzzles(int count) {
    List<Puzzle> puzzles = new ArrayList<>();
    Set<List<Statement>> used = new HashSet<>();
    for (int place = 0; place < count; place++) {
      Predicate<Puzzle> isNew = puzzle -> used.add(puzzle.statements());
      firstPuzzle(this::statements, isNew).ifPresent(puzzles::add);
    }
    return puzzles;
  }

  /// Each puzzle with one person's statement sampled anew, such that the solution changes; empty where 1,000
  /// tries find none.
  public List<Optional<Puzzle>> changeStatements(List<Puzzle> puzzles) {
    return puzzles.stream().map(puzzle -> change(puzzle, this::otherStatement)).toList();
  }

  /// Each puzzle with one claim inside one person's statement sampled anew, such that the solution changes;
  /// empty where 1,000 tries find none.
  public List<Optional<Puzzle>> changeLeaves(List<Puzzle> puzzles) {
    return puzzles.stream().map(puzzle -> change(puzzle, this::otherLeaf)).toList();
  }

  private Optional<Puzzle> change(Puzzle puzzle, UnaryOperator<List<Statement>> changed) {
    if (puzzle.people() != people) {
      throw new IllegalArgumentException(
          "change: this sampler is for " + people + " people, the puzzle has " + puzzle.people());
    }
    return firstPuzzle(() -> changed.apply(puzzle.statements()),
        found -> !found.solution().equals(puzzle.solution()));
  }

  private Optional<Puzzle> firstPuzzle(Supplier<List<Statement>> sample, Predicate<Puzzle> isWanted) {
    for (int i = 0; i < TRIES; i++) {
      List<Statement> statements = sample.get();
      List<List<Boolean>> solutions = Puzzle.solutions(statements);
      if (solutions.size() != 1) continue;
      Puzzle puzzle = new Puzzle(statements, solutions.getFirst());
      if (isWanted.test(puzzle)) return Optional.of(puzzle);
    }
    return Optional.empty();
  }

  private List<Statement> statements() {
    return IntStream.range(0, people).mapToObj(speaker -> statement(speaker, depth)).toList();
  }

  private List<Statement> otherStatement(List<Statement> statements) {
    int speaker = random.integers(0, people);
    return with(statements, speaker, statement(speaker, depth));
  }

  private List<Statement> otherLeaf(List<Statement> statements) {
    int speaker = random.integers(0, people);
    return with(statements, speaker, otherLeaf(statements.get(speaker), speaker));
  }

  private Statement otherLeaf(Statement statement, int speaker) {
    return switch (statement) {
      case Claim _ -> statement(speaker, 1);
      case Compound(Connective connective, List<Statement> parts) -> {
        int i = random.integers(1, parts.size() + 1) - 1;
        yield new Compound(connective, with(parts, i, otherLeaf(parts.get(i), speaker)));
      }
    };
  }

  private Statement statement(int speaker, int depth) {
    int dice = random.integers(0, 6);   // drawn even where only a claim is possible, as published
    if (depth == 1) return claim(speaker);
    return switch (dice) {
      case 0 -> claim(speaker);
      case 1 -> compound(Connective.NOT, speaker, depth, 1);
      case 2 -> compound(Connective.AND, speaker, depth, random.integers(2, width + 1));
      case 3 -> compound(Connective.OR, speaker, depth, random.integers(2, width + 1));
      case 4 -> compound(Connective.IMPLIES, speaker, depth, 2);
      default -> compound(Connective.IFF, speaker, depth, 2);
    };
  }

  /// Any claim but "I am a knave", which nobody can make.
  private Statement claim(int speaker) {
    while (true) {
      boolean isKnight = random.integers(0, 2) == 0;
      int person = random.integers(0, people);
      if (isKnight || person != speaker) return new Claim(isKnight, person);
    }
  }

  private Statement compound(Connective connective, int speaker, int depth, int size) {
    List<Statement> parts = new ArrayList<>();
    while (parts.size() < size) {
      Statement part = statement(speaker, depth - 1);
      if (!parts.contains(part)) parts.add(part);
    }
    return new Compound(connective, parts);
  }

  private static List<Statement> with(List<Statement> list, int i, Statement replacement) {
    List<Statement> changed = new ArrayList<>(list);
    changed.set(i, replacement);
    return List.copyOf(changed);
  }
}
