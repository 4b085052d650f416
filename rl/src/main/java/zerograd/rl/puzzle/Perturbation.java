package zerograd.rl.puzzle;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The published ways to change a Knights & Knaves puzzle a little, which tell whether a model that solves it
/// has learned to reason or has learned the puzzle.
///
/// The first two change what is said, and with it the solution: still exactly one, and another. The others
/// change the words and leave the puzzle as it is.
///
/// Xie et al. 2024, *On Memorization of Large Language Models in Logical Reasoning*, arXiv:2410.23123, §2.2.
public enum Perturbation {
  /// The puzzle as it is.
  NONE(PuzzleFormat.PLAIN),
  /// One person says something else.
  STATEMENT(PuzzleFormat.PLAIN),
  /// One claim inside what one person says is another.
  LEAF(PuzzleFormat.PLAIN),
  /// Knaves tell the truth, and knights lie.
  FLIPPED_ROLES(PuzzleFormat.FLIPPED_ROLES),
  /// Saints and sinners, say, instead of knights and knaves.
  RANDOM_ROLES(PuzzleFormat.RANDOM_ROLES),
  /// Zephyr and Elowen instead of Emma and Liam.
  UNCOMMON_NAMES(PuzzleFormat.UNCOMMON_NAMES),
  /// The statements are told in another order.
  REORDERED(PuzzleFormat.REORDERED);

  private final PuzzleFormat format;

  Perturbation(PuzzleFormat format) { this.format = format; }

  /// Its name in commands and recipes: `flipped-roles`.
  public String word() { return name().toLowerCase(Locale.ROOT).replace('_', '-'); }

  /// The rows of `count` puzzles from `seed`, changed; each keeps the number of the puzzle that it was made
  /// from. With the published seed and counts these are the published perturbations.
  ///
  /// A puzzle whose solution no change of 1,000 turns into another has no row.
  public List<PuzzleRow> rows(long seed, int people, int count) {
    KnightsAndKnaves sampler = new KnightsAndKnaves(seed, people);
    List<Puzzle> puzzles = sampler.puzzles(count);
    List<Optional<Puzzle>> changed = changed(sampler, puzzles);
    List<PuzzleRow> rows = new ArrayList<>();
    for (int i = 0; i < changed.size(); i++) {
      if (changed.get(i).isPresent()) {
        rows.add(new PuzzleRow(i, format.format(seed + i, changed.get(i).get())));
      }
    }
    return rows;
  }

  /// One generator runs through all, and the published order is statements before leaves.
  private List<Optional<Puzzle>> changed(KnightsAndKnaves sampler, List<Puzzle> puzzles) {
    if (this != STATEMENT && this != LEAF) return puzzles.stream().map(Optional::of).toList();
    List<Optional<Puzzle>> statements = sampler.changeStatements(puzzles);
    return this == STATEMENT ? statements : sampler.changeLeaves(puzzles);
  }
}
