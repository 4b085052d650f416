package zerograd.rl.puzzle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import zerograd.rl.reward.KnightsAndKnavesReward;
import zerograd.rl.reward.Sample;

/// What each perturbation promises. That the puzzles are the published ones is shown by the hashes in
/// [KnightsAndKnavesTest].
class PerturbationTest {

  private static final long SEED = KnightsAndKnaves.PUBLISHED_SEED;
  private static final int PEOPLE = 4, COUNT = 60;
  private static final Map<Integer, PuzzleRow> ORIGINAL = PuzzleRow.rows(SEED, PEOPLE, COUNT).stream()
      .collect(Collectors.toMap(PuzzleRow::index, Function.identity()));

  @ParameterizedTest
  @EnumSource(Perturbation.class) void thePuzzleHasOneSolutionAndItsTextDiffersFromTheOriginal(
      Perturbation perturbation) {
    List<PuzzleRow> rows = perturbation.rows(SEED, PEOPLE, COUNT);
    assertTrue(rows.size() > COUNT / 2, rows.size() + " rows");
    for (PuzzleRow row : rows) {
      Puzzle puzzle = row.formatted().puzzle();
      assertEquals(puzzle, Puzzle.of(puzzle.statements()));
      String before = ORIGINAL.get(row.index()).formatted().quiz();
      assertEquals(perturbation == Perturbation.NONE, before.equals(row.formatted().quiz()), before);
    }
  }

  @ParameterizedTest
  @EnumSource(value = Perturbation.class, names = {"STATEMENT",
      "LEAF"}) void oneStatementAndWithItTheSolutionIsAnother(Perturbation perturbation) {
    for (PuzzleRow row : perturbation.rows(SEED, PEOPLE, COUNT)) {
      Puzzle before = ORIGINAL.get(row.index()).formatted().puzzle(), after = row.formatted().puzzle();
      assertNotEquals(before.solution(), after.solution());
      assertEquals(1, IntStream.range(0, PEOPLE)
          .filter(i -> !before.statements().get(i).equals(after.statements().get(i))).count());
      assertEquals(ORIGINAL.get(row.index()).formatted().names(), row.formatted().names());
    }
  }

  @ParameterizedTest
  @EnumSource(value = Perturbation.class, names = {"FLIPPED_ROLES", "RANDOM_ROLES", "UNCOMMON_NAMES",
      "REORDERED"}) void wordsChangeAndThePuzzleStays(Perturbation perturbation) {
    List<PuzzleRow> rows = perturbation.rows(SEED, PEOPLE, COUNT);
    assertEquals(COUNT, rows.size());
    for (PuzzleRow row : rows) {
      assertEquals(ORIGINAL.get(row.index()).formatted().puzzle(), row.formatted().puzzle());
    }
  }

  @Test void eachChangesWhatItSays() {
    FormattedPuzzle plain = ORIGINAL.get(0).formatted(), flipped = first(Perturbation.FLIPPED_ROLES),
        random = first(Perturbation.RANDOM_ROLES), uncommon = first(Perturbation.UNCOMMON_NAMES),
        reordered = first(Perturbation.REORDERED);
    assertTrue(flipped.quiz().contains("Knaves always tell the truth, and knights always lie."));
    assertTrue(flipped.quiz().endsWith("So who is a knave and who is a knight?"));
    assertTrue(Roles.OTHERS.contains(random.roles()) && !random.quiz().contains("knight"));
    assertTrue(Names.UNCOMMON.list().containsAll(uncommon.names()));
    assertFalse(Names.COMMON.list().stream().anyMatch(uncommon.names()::contains));
    assertEquals(sorted(plain.quiz()), sorted(reordered.quiz()));
    assertNotEquals(plain.quiz(), reordered.quiz());
  }

  /// The worked solution of every kind of puzzle earns the full reward, a wrong answer in its form that of a wrong one.
  @ParameterizedTest
  @EnumSource(Perturbation.class) void theRewardKnowsTheRightAnswerAndTheWrongOne(Perturbation perturbation) {
    KnightsAndKnavesReward reward = KnightsAndKnavesReward.paper();
    for (PuzzleRow row : perturbation.rows(SEED, PEOPLE, COUNT)) {
      String prompt = PromptTemplate.BASE.prompt(row.formatted().quiz());
      String right = row.response(Flaw.NONE, SEED, row.formatted()),
          wrong = row.response(Flaw.WRONG_ANSWER, SEED, row.formatted()),
          none = " </think><answer> all </answer>";
      assertEquals(3, reward.score(new Sample(prompt, right, row.groundTruth())), right);
      assertEquals(-0.5, reward.score(new Sample(prompt, wrong, row.groundTruth())), wrong);
      assertEquals(-1, reward.score(new Sample(prompt, none, row.groundTruth())));
    }
  }

  @Test void aWrongAnswerTurnsSomeRolesRoundAndNotAll() {
    List<Boolean> solution = List.of(true, false, true, true);
    Map<Long, Integer> turned = new HashMap<>();
    for (long seed = 0; seed < 200; seed++) {
      List<Boolean> wrong = Flaw.wrongAnswer(seed, solution);
      long differing = IntStream.range(0, 4)
          .filter(i -> !wrong.get(i).equals(solution.get(i))).count();
      assertTrue(differing >= 1 && differing <= 3, wrong.toString());
      turned.merge(differing, 1, Integer::sum);
      assertEquals(wrong, Flaw.wrongAnswer(seed, solution));
    }
    assertEquals(3, turned.size(), "all of 1, 2 and 3 occur: " + turned);
  }

  @Test void shuffledStepsAreTheSameStepsInAnotherOrder() {
    for (PuzzleRow row : ORIGINAL.values()) {
      ChainOfThought thought = ChainOfThought.of(row.formatted()), shuffled = Flaw.shuffled(7, thought);
      assertNotEquals(thought.steps(), shuffled.steps());
      assertEquals(thought.steps().stream().sorted().toList(), shuffled.steps().stream().sorted().toList());
    }
    ChainOfThought single = new ChainOfThought("h", List.of("a"), "f");
    assertEquals(single, Flaw.shuffled(7, single));
  }

  @Test void aReplacedStepIsAnotherPuzzlesAboutThesePeople() {
    int replaced = 0;
    for (int i = 0; i + 1 < COUNT; i++) {
      FormattedPuzzle own = ORIGINAL.get(i).formatted(), other = ORIGINAL.get(i + 1).formatted();
      List<String> right = ChainOfThought.of(own).steps(), wrong = Flaw.replaced(7, own, other).steps();
      assertEquals(right.size(), wrong.size());
      List<String> foreign = wrong.stream().filter(step -> !right.contains(step)).toList();
      assertTrue(foreign.size() <= 1);
      for (String step : foreign) {
        List<String> words = List.of(step.split("\\W+"));
        assertTrue(own.names().stream().anyMatch(words::contains), step);
        assertTrue(
            other.names().stream().allMatch(name -> own.names().contains(name) || !words.contains(name)),
            step);
        replaced++;
      }
    }
    assertTrue(replaced > COUNT / 2, replaced + " replaced");
  }

  @ParameterizedTest
  @EnumSource(Flaw.class) void aFlawIsInWhatIsTaughtAndNotInWhatIsJudgedBy(Flaw flaw) {
    PuzzleRow row = ORIGINAL.get(3);
    Map<String, Object> right = row.columns(PromptTemplate.BASE, "train", 0);
    Map<String, Object> flawed = row.columns(PromptTemplate.BASE, "train", 0, flaw, 5,
        ORIGINAL.get(4).formatted());
    List<String> differing = right.keySet().stream()
        .filter(column -> !right.get(column).equals(flawed.get(column))).toList();
    assertEquals(switch (flaw) {
      case NONE -> List.of();
      case WRONG_ANSWER -> List.of("solution_text", "solution_text_format");
      case SHUFFLED_STEPS, REPLACED_STEP -> List.of("cot_repeat_steps");
    }, differing);
  }

  private static FormattedPuzzle first(Perturbation perturbation) {
    return perturbation.rows(SEED, PEOPLE, 1).getFirst().formatted();
  }

  private static List<String> sorted(String quiz) {
    return quiz.chars().sorted().mapToObj(c -> "" + c).toList();
  }
}
