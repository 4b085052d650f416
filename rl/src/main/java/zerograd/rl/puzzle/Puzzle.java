package zerograd.rl.puzzle;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// One statement by each person, and who is a knight: knights tell the truth, knaves lie.
///
///     person i is a knight  ⇔  statement i is true
///
/// `solution.get(i)` is true when person i is a knight.
public record Puzzle(List<Statement> statements, List<Boolean> solution) {

  public Puzzle {
    statements = List.copyOf(statements);
    solution = List.copyOf(solution);
    if (statements.size() != solution.size()) {
      throw new IllegalArgumentException(
          "puzzle: " + statements.size() + " statements need as many people in the "
              + "solution, got " + solution.size());
    }
  }

  /// The puzzle with these statements.
  ///
  /// @throws IllegalArgumentException if it has no solution, or several
  public static Puzzle of(List<Statement> statements) {
    List<List<Boolean>> solutions = solutions(statements);
    if (solutions.size() != 1) {
      throw new IllegalArgumentException("puzzle: needs exactly one solution, has " + solutions.size() + ": "
          + Statement.text(statements));
    }
    return new Puzzle(statements, solutions.getFirst());
  }

  /// Everyone's role in every world that the statements allow, worlds with an early person a knight first.
  public static List<List<Boolean>> solutions(List<Statement> statements) {
    int people = statements.size();
    List<List<Boolean>> solutions = new ArrayList<>();
    for (int world = (1 << people) - 1; world >= 0; world--) {
      boolean[] knights = new boolean[people];
      for (int i = 0; i < people; i++) knights[i] = (world >> people - 1 - i & 1) == 1;
      if (allows(statements, knights)) {
        solutions.add(IntStream.range(0, people).mapToObj(i -> knights[i]).toList());
      }
    }
    return solutions;
  }

  public int people() { return statements.size(); }

  /// The statements as nested Python tuples.
  public String text() { return Statement.text(statements); }

  /// What stays of the statements when people are nameless: the smallest [#text] over all ways to number the
  /// people.
  ///
  /// Two puzzles have the same canonical text exactly when one becomes the other by renaming people (each
  /// keeps their own statement), so a puzzle is held out when no training puzzle has its canonical text.
  ///
  /// @throws IllegalArgumentException if there are more than 9 people, whose orders are too many to try
  public String canonicalText() {
    if (people() > 9) {
      throw new IllegalArgumentException(
          "canonical text: tries every order of the people, possible for up to 9, got " + people());
    }
    CanonicalForm form = new CanonicalForm(statements);
    return Statement.text(form.smallest());
  }

  private static boolean allows(List<Statement> statements, boolean[] knights) {
    for (int i = 0; i < knights.length; i++) {
      if (statements.get(i).holds(knights) != knights[i]) return false;
    }
    return true;
  }
}
