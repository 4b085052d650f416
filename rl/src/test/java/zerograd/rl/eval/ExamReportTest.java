package zerograd.rl.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExamReportTest {

  private static final Grader GRADER = new MathGrader("math", List.of(), MathGrader.Judge.QWEN);

  private static Answered answered(int level, String gold, String... found) {
    List<Answered.Answer> answers = new ArrayList<>();
    for (String one : found)
      answers.add(
          new Answered.Answer(one, one, 0, one.equals(gold), 10, one.isEmpty() ? "length" : "stop_token"));
    return new Answered("0", "?", "?", gold, Map.of("level", level), answers);
  }

  @Test void rightAnswersAreCounted() {
    ExamReport report = ExamReport.of("exam",
        List.of(answered(1, "1", "1", "2", "1", ""), answered(2, "5", "6", "6", "5", "6")), GRADER, 0);
    assertEquals((2 / 4.0 + 1 / 4.0) / 2, report.avg().mean());
    assertEquals(Set.of(1, 2, 4), report.pass().keySet());
    assertEquals(report.avg().mean(), report.pass().get(1).mean());
    assertEquals((PassRate.of(4, 2, 2) + PassRate.of(4, 1, 2)) / 2, report.pass().get(2).mean());
    assertEquals(1, report.pass().get(4).mean());
    assertEquals(0.5, report.majority().mean());             // 1 twice; 6 three times
    assertEquals(7 / 8.0, report.answeredShare());
    assertEquals(1 / 8.0, report.clipped());
    assertEquals(Map.of("level 1", 0.5, "level 2", 0.25), report.byType());
  }

  @Test void samplesThatAreNoPowerOfTwoHaveTheirOwnRate() {
    ExamReport report = ExamReport.of("exam", List.of(answered(1, "1", "1", "2", "3")), GRADER, 0);
    assertEquals(Set.of(1, 2, 3), report.pass().keySet());
  }
}
