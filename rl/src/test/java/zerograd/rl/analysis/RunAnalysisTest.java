package zerograd.rl.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class RunAnalysisTest {

  private static RunAnalysis analysis() {
    RunAnalysis analysis = new RunAnalysis();
    analysis.add(new Reply(1, 0, 0, "Q <think>", "Wait, let's verify.</think><answer>(A)</answer>", 10, 3,
        true, false));
    analysis.add(new Reply(1, 0, 1, "Q <think>", "so 情</think><answer>(B)</answer>", 30, -1, false, true));
    analysis.add(new Reply(2, 0, 0, "Q <think>", "hm</think><answer>(A)</answer>", 20, 3, true, false));
    return analysis;
  }

  @Test void aStepIsARow() {
    Table steps = analysis().steps();
    assertEquals(List.of(1, 2), steps.column("step"));
    assertEquals(List.of(0.5, 1.0), steps.column("accuracy"));
    assertEquals(List.of(20.0, 20.0), steps.column("tokens"));
    assertEquals(List.of(0.5, 0.0), steps.column("clip_ratio"));
    assertEquals(List.of(0.5, 0.0), steps.column("mixed_ratio"));
    assertEquals(List.of(0.5, 0.0), steps.column("verification"));
  }

  @Test void wordsAreComparedWithTheirAbsence() {
    Table words = analysis().words();
    int wait = words.column("word").indexOf("wait");
    assertEquals(1, words.column("responses").get(wait));
    assertEquals(1, words.column("first_step").get(wait));
    assertEquals(3.0, words.column("reward_with").get(wait));
    assertEquals(1.0, words.column("reward_without").get(wait));
  }

  @Test void lengthGoesWithAccuracy() {
    assertEquals(List.of(1, 1, 1), analysis().lengths(3).column("responses"));
    assertEquals(List.of(1.0, 1.0, 0.0), analysis().lengths(3).column("accuracy"));
    assertEquals(-0.05, analysis().accuracyByLength().slope(), 1e-12);
  }

  @Test void thinkingAndAnswerHaveLanguagesOfTheirOwn() {
    Table languages = analysis().languages();
    assertEquals(List.of(2, 0, 1, 0, 3, 0, 0, 0), languages.column("responses"));
  }

  @Test void nothingGivesEmptyTables() {
    for (Table table : new RunAnalysis().tables())
      assertEquals(table.columns().size(), table.columns().stream().distinct().count());
  }
}
