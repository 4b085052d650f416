package zerograd.tests.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import zerograd.data.Rows;
import zerograd.rl.dataset.MathProblem;
import zerograd.rl.dataset.MathTier;

/// Published mathematical benchmarks as raw rows.
class MathDataTest {

  @Test void rowsOfMathBecomeProblemsWithTheirGoldAnswer() throws IOException {
    List<MathProblem> problems = problems("math500.jsonl");
    assertEquals(500, problems.size());
    int agree = 0;
    for (MathProblem problem : problems) {
      assertTrue(problem.level() >= 1 && problem.level() <= 5, problem.question());
      String found = MathProblem.of(Map.of("problem", problem.question(), "solution", problem.solution()))
          .answer();
      agree += found.equals(problem.answer()) ? 1 : 0;
    }
    System.out.println("compared 500 answers of MATH-500 with those of their solutions, " + agree + " agree");
    assertTrue(agree == 500, agree + " agree");
    long hard = problems.stream().filter(MathTier.HARD::contains).count();
    assertEquals(problems.stream().filter(problem -> problem.level() >= 3).count(), hard);
    assertTrue(hard > 0 && hard < 500);
  }

  @Test void rowsOfGsm8kBecomeProblemsOfTheEasyTier() throws IOException {
    List<MathProblem> problems = problems("gsm8k.jsonl");
    assertEquals(1319, problems.size());
    for (MathProblem problem : problems) {
      assertTrue(problem.answer().matches("-?[0-9.]+"), problem.answer());
      assertTrue(MathTier.EASY.contains(problem));
      assertFalse(MathTier.HARD.contains(problem));
    }
    assertEquals("18", problems.getFirst().answer());
  }

  private static List<MathProblem> problems(String file) throws IOException {
    Path folder = SharedData.folder("math_eval");
    List<Map<String, Object>> rows = Rows.read(folder.resolve(file));
    return rows.stream().map(MathProblem::of).toList();
  }
}
