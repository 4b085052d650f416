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
  public String solutionText() { return solutionText(puzzle.solution()); }

  /// The sentence that these roles would be, right or wrong.
  public String solutionText(List<Boolean> knights) {
    return PuzzleFormat.enumerated(verdicts(knights)) + ".";
  }

  /// The answer as a model has to write it, one person a line: `(1) Zoey is a knight`, `(2) Oliver is a
  /// knave`, …
  public String answer() { return answer(puzzle.solution()); }

  /// The answer that these roles would be, right or wrong; `knights.get(i)` is true when person i is a
  /// knight.
  public String answer(List<Boolean> knights) {
    List<String> verdicts = verdicts(knights);
    return IntStream.range(0, verdicts.size()).mapToObj(i -> "(" + (i + 1) + ") " + verdicts.get(i))
        .collect(Collectors.joining("\n"));
  }

  /// Each person's role as a clause: `Zoey is a knight`.
  private List<String> verdicts(List<Boolean> knights) {
    return IntStream.range(0, names.size()).mapToObj(i -> names.get(i) + " is " + roles.of(knights.get(i)))
        .toList();
  }
}
