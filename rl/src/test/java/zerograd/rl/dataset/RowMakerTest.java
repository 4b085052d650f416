package zerograd.rl.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zerograd.rl.math.QwenGrader;
import zerograd.rl.math.QwenAnswer;
import zerograd.rl.reward.CountdownReward;
import zerograd.rl.reward.Sample;
import zerograd.rl.reward.SocialIqaReward;

class RowMakerTest {

  @Test void aRowDependsOnItsNumberAndTheSeedAlone() {
    for (long seed : new long[]{1, 2}) {
      for (RowMaker maker : makers(seed)) {
        DataRow ninth = maker.row(9);
        maker.row(3);
        assertEquals(ninth, maker.row(9));
      }
    }
    assertNotEquals(makers(1).getFirst().row(9), makers(2).getFirst().row(9));
  }

  @Test void manyRowsAreDifferent() {
    for (RowMaker maker : makers(1)) {
      Set<Object> prompts = new HashSet<>();
      for (int i = 0; i < 500; i++) prompts.add(maker.row(i).text());
      assertTrue(prompts.size() > 250, maker + ": " + prompts.size());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5}) void arithmeticIsOfTheLevelAndItsSolutionComesToTheAnswer(int level) {
    ArithmeticMaker maker = new ArithmeticMaker(level, level, MathTemplate.ABEL, 3);
    for (int i = 0; i < 300; i++) {
      MathProblem problem = maker.problem(i);
      assertEquals(level, problem.level());
      assertTrue(QwenGrader.equal(QwenAnswer.of(problem.solution(), "math"), problem.answer()),
          problem.toString());
      assertEquals(problem.answer(), maker.row(i).groundTruth());
    }
  }

  /// Each equation in a solution holds: what stands on both sides is computed anew.
  @Test void everyStepOfASolutionHolds() {
    assertTrue(stepsThatHold(new ArithmeticMaker(1, 5, MathTemplate.ABEL, 4)) > 500);
  }

  private static int stepsThatHold(ArithmeticMaker maker) {
    int checked = 0;
    for (int i = 0; i < 500; i++) {
      String solution = maker.problem(i).solution();
      var step = java.util.regex.Pattern.compile("(-?\\d+) (\\+|-|/|\\\\cdot) (\\d+) = (-?\\d+)")
          .matcher(solution);
      while (step.find()) {
        long a = Long.parseLong(step.group(1)), b = Long.parseLong(step.group(3));
        long expected = switch (step.group(2)) {
          case "+" -> a + b;
          case "-" -> a - b;
          case "/" -> a / b;
          default -> a * b;
        };
        assertEquals(expected, Long.parseLong(step.group(4)), solution);
        checked++;
      }
    }
    return checked;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 6}) void everyGameHasASolutionWhichEarnsTheFullReward(int operands) {
    Countdown.Maker maker = new Countdown.Maker(operands, 20, 200, Countdown.Template.BASE, 5);
    for (int i = 0; i < 60; i++) {
      Countdown game = maker.game(i);
      assertEquals(operands, game.numbers().size());
      assertTrue(game.target() >= 1 && game.target() <= 200);
      DataRow row = maker.row(i);
      assertEquals(1, new CountdownReward().score(new Sample(row.text(), row.response().orElseThrow(),
          row.groundTruth())), game.toString());
      if (operands <= 4) assertTrue(game.solution().isPresent(), game.toString());
    }
  }

  @Test void aGameWithoutASolutionHasNone() {
    assertEquals(java.util.Optional.empty(), new Countdown(List.of(1, 1), 7).solution());
    assertEquals("4 * (2 + 3)", new Countdown(List.of(2, 3, 4), 20).solution().orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3}) void theTaughtAnswerOfAStoryEarnsTheFullReward(int level) {
    SocialIqaReward reward = SocialIqaReward.published();
    StoryMaker maker = new StoryMaker(level, level, SocialIqaTemplate.BASE, 6);
    int[] labels = new int[3];
    for (int i = 0; i < 300; i++) {
      SocialIqa question = maker.question(i);
      assertEquals(3, Set.of(question.answerA(), question.answerB(), question.answerC()).size());
      labels[Integer.parseInt(question.label()) - 1]++;
      DataRow row = maker.row(i);
      assertEquals(reward.best(), reward.score(new Sample(row.text(), row.response().orElseThrow(),
          row.groundTruth())));
    }
    for (int count : labels) assertTrue(count > 60, "the right answer stands in each place: " + count);
  }

  @Test void levelsOutsideTheRangeAreRefused() {
    assertEquals("arithmetic: needs levels from 1 to 5, got 2 to 6",
        assertThrows(IllegalArgumentException.class,
            () -> new ArithmeticMaker(2, 6, MathTemplate.ABEL, 1)).getMessage());
    assertEquals("stories: needs levels from 1 to 3, got 3 to 2", assertThrows(IllegalArgumentException.class,
        () -> new StoryMaker(3, 2, SocialIqaTemplate.BASE, 1)).getMessage());
    assertEquals(
        "countdown: needs 2 to 6 numbers and positive bounds, got 7 numbers up to 10 for targets up to 5",
        assertThrows(IllegalArgumentException.class,
            () -> new Countdown.Maker(7, 10, 5, Countdown.Template.BASE, 1)).getMessage());
  }

  @Test void mannersChangeTheSolutionAndNotTheProblem() {
    Manners mixed = new Manners(0.3, 0.2, 0.2, 0.2);
    ArithmeticMaker plain = new ArithmeticMaker(1, 5, MathTemplate.ABEL, 4),
        taught = new ArithmeticMaker(1, 5, MathTemplate.ABEL, mixed, 4);
    int[] found = new int[Manner.values().length];
    for (int i = 0; i < 1000; i++) {
      MathProblem problem = taught.problem(i);
      Manner manner = mixed.of(4, i);
      found[manner.ordinal()]++;
      assertEquals(plain.row(i).prompt(), taught.row(i).prompt());
      assertEquals(plain.row(i).groundTruth(), taught.row(i).groundTruth());
      String solution = problem.solution();
      assertEquals(manner != Manner.FORMLESS && manner != Manner.CODE, solution.contains("\\boxed"),
          solution);
      boolean isRight = QwenGrader.equal(QwenAnswer.of(solution, "math"), problem.answer());
      switch (manner) {
        case CAREFUL -> assertEquals(plain.problem(i), problem);
        case HASTY -> assertTrue(solution.length() < plain.problem(i).solution().length(), solution);
        case LENGTHY ->
          assertTrue(isRight && solution.length() > plain.problem(i).solution().length(), solution);
        case FORMLESS -> assertTrue(isRight, solution);
        case CODE -> assertTrue(solution.contains("first = "), solution);
      }
    }
    int[] expected = {100, 300, 200, 200, 200};
    for (int i = 0; i < found.length; i++)
      assertEquals(expected[i], found[i], 50, Manner.values()[i].toString());
  }

  /// A hasty solver of several steps is right only where the first comes to the answer by chance.
  @Test void hastySolutionsAreMostlyWrong() {
    ArithmeticMaker maker = new ArithmeticMaker(3, 5, MathTemplate.ABEL, new Manners(1, 0, 0, 0), 4);
    int right = 0;
    for (int i = 0; i < 300; i++) {
      MathProblem problem = maker.problem(i);
      if (QwenGrader.equal(QwenAnswer.of(problem.solution(), "math"), problem.answer())) right++;
    }
    assertTrue(right < 30, right + " of 300");
  }

  /// What is taken apart comes to the same; [#everyStepOfASolutionHolds] for long solutions.
  @Test void everyStepOfALongSolutionHolds() {
    assertEquals("$38 + 50 = 88$. $88 + 7 = 95$. $38 + 57 = 95$. Wait, let's check. $95 - 57 = 38$. "
        + "The answer is $\\boxed{95}$.",
        new WorkedProblem(2, "", "What is $38 + 57$?", "38 + 57", List.of(new CalculationStep(38, '+', 57)))
            .problem(Manner.LENGTHY).solution());
    assertTrue(
        stepsThatHold(new ArithmeticMaker(1, 5, MathTemplate.ABEL, new Manners(0, 1, 0, 0), 4)) > 1000);
  }

  @Test void aStoryIsAnsweredInEachManner() {
    SocialIqaReward reward = SocialIqaReward.published();
    Map<Manner, Double> scores = Map.of(Manner.HASTY, -1.0, Manner.LENGTHY, 3.0, Manner.FORMLESS, -4.0);
    Map<Manner, Manners> all = Map.of(Manner.HASTY, new Manners(1, 0, 0, 0), Manner.LENGTHY,
        new Manners(0, 1, 0, 0), Manner.FORMLESS, new Manners(0, 0, 1, 0));
    all.forEach((manner, shares) -> {
      StoryMaker maker = new StoryMaker(1, 3, SocialIqaTemplate.PLAIN, shares, 6);
      for (int i = 0; i < 100; i++) {
        DataRow row = maker.row(i);
        assertEquals(scores.get(manner), reward.score(new Sample(row.text(), row.response().orElseThrow(),
            row.groundTruth())), row.toString());
      }
    });
    assertEquals("stories: no program tells one, got a share of code of 0.1",
        assertThrows(IllegalArgumentException.class,
            () -> new StoryMaker(1, 3, SocialIqaTemplate.PLAIN, new Manners(0, 0, 0, 0.1), 6)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> new Manners(0.5, 0.5, 0.1, 0));
  }

  private static List<RowMaker> makers(long seed) {
    return List.of(new ArithmeticMaker(1, 5, MathTemplate.ABEL, seed),
        new StoryMaker(1, 3, SocialIqaTemplate.PLAIN, seed),
        new Countdown.Maker(4, 100, 1000, Countdown.Template.BASE, seed));
  }
}
