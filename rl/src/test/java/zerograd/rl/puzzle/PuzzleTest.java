package zerograd.rl.puzzle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PuzzleTest {

  @Test void solutionsComeWithKnightsFirst() {
    // "I am a knight" fits everyone.
    assertEquals(
        List.of(List.of(true, true), List.of(true, false), List.of(false, true), List.of(false, false)),
        Puzzle.solutions(Statement.parse("(('telling-truth', 0), ('telling-truth', 1))")));
  }

  @Test void refusesPuzzlesWithoutOneSolution() {
    // A: "B is a knave." B: "A is a knave."
    var refused = assertThrows(IllegalArgumentException.class,
        () -> Puzzle.of(Statement.parse("(('lying', 1), ('lying', 0))")));
    assertEquals("puzzle: needs exactly one solution, has 2: (('lying', 1), ('lying', 0))",
        refused.getMessage());
  }

  @Test void canonicalTextIsTheSameUnderEveryRenaming() {
    Random random = new Random(3);
    for (int people = 2; people <= 6; people++) {
      for (Puzzle puzzle : new KnightsAndKnaves(11, people).puzzles(20)) {
        assertEquals(puzzle.canonicalText(), renamed(puzzle, random).canonicalText(), puzzle::text);
      }
    }
  }

  @Test void canonicalTextSeparatesWhatNoRenamingJoins() {
    List<Puzzle> puzzles = new KnightsAndKnaves(1234, 3).puzzles(300);
    for (Puzzle a : puzzles.subList(0, 30)) {
      Set<String> renamings = new HashSet<>();
      Random random = new Random(5);
      for (int i = 0; i < 200; i++) renamings.add(renamed(a, random).text());   // all six, but for a chance of 10⁻¹⁴
      for (Puzzle b : puzzles) {
        assertEquals(renamings.contains(b.text()), a.canonicalText().equals(b.canonicalText()));
      }
    }
  }

  @Test void canonicalTextIsOneOfTheRenamings() {
    Puzzle puzzle = new KnightsAndKnaves(1234, 8).puzzles(1).getFirst();
    Puzzle canonical = Puzzle.of(Statement.parse(puzzle.canonicalText()));
    assertEquals(Collections.frequency(puzzle.solution(), true),
        Collections.frequency(canonical.solution(), true));
    assertEquals(puzzle.canonicalText(), canonical.canonicalText());
  }

  @Test void tooManyPeopleHaveNoCanonicalText() {
    Puzzle puzzle = new KnightsAndKnaves(1, 10).puzzles(1).getFirst();
    var refused = assertThrows(IllegalArgumentException.class, puzzle::canonicalText);
    assertEquals("canonical text: tries every order of the people, possible for up to 9, got 10",
        refused.getMessage());
  }

  @Test void noHeldOutPuzzleIsATrainingPuzzleRenamed() {
    List<Puzzle> puzzles = new KnightsAndKnaves(1234, 2).puzzles(1000);
    PuzzleSplit<Puzzle> split = PuzzleSplit.heldOut(puzzles, 60);
    Set<String> train = split.train().stream().map(Puzzle::canonicalText).collect(Collectors.toSet());
    assertEquals(60, split.test().stream().map(Puzzle::canonicalText).distinct().count());
    assertTrue(split.test().stream().map(Puzzle::canonicalText).noneMatch(train::contains));
    assertTrue(puzzles.containsAll(split.train()) && split.train().size() > 250);
    var refused = assertThrows(IllegalArgumentException.class, () -> PuzzleSplit.heldOut(puzzles, 250));
    assertEquals("held out: 250 puzzles wanted, but only 205 of 399 differ in more than names",
        refused.getMessage());
  }

  @Test void thePublishedSplitTestsOnTrainingPuzzlesRenamed() {
    PuzzleSplit<Puzzle> split = PuzzleSplit.memorization(new KnightsAndKnaves(1234, 2).puzzles(300));
    Set<String> train = split.train().stream().map(Puzzle::canonicalText).collect(Collectors.toSet());
    assertEquals(50, split.test().stream().filter(puzzle -> train.contains(puzzle.canonicalText())).count());
  }

  @Test void publishedSplitsAreByPosition() {
    List<Integer> numbers = IntStream.range(0, 1100).boxed().toList();
    assertEquals(IntStream.range(0, 100).boxed().toList(), PuzzleSplit.memorization(numbers).test());
    assertEquals(1000, PuzzleSplit.memorization(numbers).train().size());
    assertEquals(200, PuzzleSplit.memorization(numbers.subList(0, 300)).train().size());
    assertEquals(IntStream.range(100, 1000).boxed().toList(), PuzzleSplit.logicRl(numbers).train());
    assertEquals(IntStream.range(1000, 1100).boxed().toList(), PuzzleSplit.logicRl(numbers).test());
  }

  private static Puzzle renamed(Puzzle puzzle, Random random) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, puzzle.people()).boxed().toList());
    Collections.shuffle(order, random);
    int[] newPerson = order.stream().mapToInt(i -> i).toArray();
    Statement[] statements = new Statement[puzzle.people()];
    for (int i = 0; i < statements.length; i++)
      statements[newPerson[i]] = puzzle.statements().get(i).renamed(newPerson);
    return Puzzle.of(List.of(statements));
  }
}
