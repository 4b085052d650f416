package zerograd.rl.puzzle;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A puzzle in words: the question, the people's names, and what their roles are called.
public record FormattedPuzzle(Puzzle puzzle, String quiz, List<String> names, Roles roles) {

  public FormattedPuzzle {
    names = List.copyOf(names);
  }

  /// `Zoey is a knight, Oliver is a knave, and Mia is a knight.`
  public String solutionText() { return PuzzleFormat.enumerated(verdicts()) + "."; }

  /// The answer as a model has to write it, one person a line: `(1) Zoey is a knight`, `(2) Oliver is a knave`, …
  public String answer() {
    List<String> verdicts = verdicts();
    return IntStream.range(0, verdicts.size()).mapToObj(i -> "(" + (i + 1) + ") " + verdicts.get(i))
        .collect(Collectors.joining("\n"));
  }

  /// Each person's role as a clause: `Zoey is a knight`.
  private List<String> verdicts() {
    return IntStream.range(0, names.size())
        .mapToObj(i -> names.get(i) + " is " + roles.of(puzzle.solution().get(i))).toList();
  }
}
