package zerograd.rl.puzzle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PuzzleFormatTest {

  /// Row 1000 of the published data for three people.
  private static final PuzzleRow ROW = PuzzleRow.rows(1234, 3, 1001).getLast();

  @Test void aPuzzleReadsAsPublished() {
    assertEquals(
        "A very special island is inhabited only by knights and knaves. Knights always tell the truth, and knaves "
            + "always lie. You meet 3 inhabitants: Amelia, Penelope, and Evelyn. Amelia said that Evelyn is not a knight. "
            + "Penelope was heard saying, \"Penelope is a knight or Evelyn is a knave\". Evelyn was heard saying, \"Penelope is "
            + "a knight if and only if Penelope is a knave\". So who is a knight and who is a knave?",
        ROW.formatted().quiz());
    assertEquals("Amelia is a knight, Penelope is a knight, and Evelyn is a knave.",
        ROW.formatted().solutionText());
    assertEquals("(1) Amelia is a knight\n(2) Penelope is a knight\n(3) Evelyn is a knave",
        ROW.formatted().answer());
  }

  @Test void aChainOfThoughtReadsAsPublished() {
    ChainOfThought thought = ChainOfThought.of(ROW.formatted());
    assertEquals(
        "Let's think step by step, by considering whether each person is lying and if that leads to contradiction.",
        thought.head());
    assertEquals(List.of(
        "Assume Amelia is a knight. No contradiction is found in their claim that Evelyn is not a knight.",
        "Evelyn cannot be a knight, because this would contradict the claim of Amelia that Evelyn is not a knight.",
        "Assume Evelyn is a knave. No contradiction is found in their false claim that Penelope is a knight if and only if "
            + "Penelope is a knave.",
        "Assume Penelope is a knight. No contradiction is found in their claim that Penelope is a knight or Evelyn is a knave."),
        thought.steps());
    assertEquals("This leads to a feasible solution.", thought.foot());
  }

  @Test void deductionFindsTheSolutionItself() {
    for (Puzzle puzzle : new KnightsAndKnaves(5, 6).puzzles(50)) {
      boolean[] knights = new boolean[6];
      Deduction deduction = Deduction.of(puzzle.statements());
      for (Deduction.Step step : deduction.steps()) {
        if (step instanceof Deduction.Assume(int person, boolean isKnight)) knights[person] = isKnight;
      }
      assertTrue(deduction.isSolved());
      for (int i = 0; i < 6; i++) assertEquals(puzzle.solution().get(i), knights[i]);
    }
  }

  @Test void deductionGivesUpWhenNothingFits() {
    // A: "B is a knave." B: "A is a knight."
    List<Statement> paradox = Statement.parse("(('lying', 1), ('telling-truth', 0))");
    assertEquals(List.of(), Puzzle.solutions(paradox));
    assertFalse(Deduction.of(paradox).isSolved());
  }

  @Test void flippedRolesSwapTheWordsAndNothingElse() {
    Puzzle puzzle = ROW.formatted().puzzle();
    String plain = PuzzleFormat.PLAIN.format(2234, puzzle).quiz();
    FormattedPuzzle flipped = PuzzleFormat.FLIPPED_ROLES.format(2234, puzzle);
    assertTrue(flipped.quiz()
        .startsWith("A very special island is inhabited only by knaves and knights. Knaves always tell "));
    assertEquals(plain, flipped.quiz().replace("knight", "x").replace("knave", "knight").replace("x", "knave")
        .replace("Knave", "Knight"));
    assertEquals("(1) Amelia is a knave\n(2) Penelope is a knave\n(3) Evelyn is a knight", flipped.answer());
  }

  @Test void randomRolesAreDrawnBetweenNamesAndSayings() {
    Puzzle puzzle = ROW.formatted().puzzle();
    NumpyPcg64 random = new NumpyPcg64(77);
    random.choice(51, 3);
    Roles expected = Roles.OTHERS.get(random.integers(0, 6));
    FormattedPuzzle formatted = PuzzleFormat.RANDOM_ROLES.format(77, puzzle);
    assertEquals(expected, formatted.roles());
    assertEquals(PuzzleFormat.PLAIN.format(77, puzzle).names(), formatted.names());
    assertTrue(formatted.quiz()
        .endsWith(" So who is " + expected.truthful() + " and who is " + expected.lying() + "?"));
  }

  @Test void uncommonNamesChangeOnlyTheNames() {
    Puzzle puzzle = ROW.formatted().puzzle();
    FormattedPuzzle formatted = PuzzleFormat.UNCOMMON_NAMES.format(77, puzzle);
    assertEquals(50, Names.UNCOMMON.list().stream().distinct().count());
    assertEquals(51, Names.COMMON.list().stream().distinct().count());
    assertTrue(Names.UNCOMMON.list().containsAll(formatted.names()));
    assertEquals(Roles.KNIGHTS_AND_KNAVES, formatted.roles());
  }

  @Test void reorderingTellsTheSameSentencesInAnotherOrder() {
    for (PuzzleRow row : PuzzleRow.rows(1234, 3, 20)) {
      String plain = row.formatted().quiz(),
          other = PuzzleFormat.REORDERED.format(1234 + row.index(), row.formatted().puzzle()).quiz();
      assertNotEquals(plain, other);
      assertEquals(sorted(plain), sorted(other));
      assertEquals(plain.substring(0, plain.indexOf("inhabitants")),
          other.substring(0, other.indexOf("inhabitants")));
    }
  }

  @Test void refusesToWordDeepStatements() {
    Puzzle puzzle = new Puzzle(Statement.parse("(('not', ('not', ('lying', 1))), ('lying', 0))"),
        List.of(true, false));
    var refused = assertThrows(IllegalArgumentException.class, () -> PuzzleFormat.PLAIN.format(1, puzzle));
    assertEquals("format: statements deeper than two levels have no wording, got ('not', ('lying', 1))",
        refused.getMessage());
  }

  private static String sorted(String text) {
    char[] characters = text.toCharArray();
    Arrays.sort(characters);
    return new String(characters);
  }
}
