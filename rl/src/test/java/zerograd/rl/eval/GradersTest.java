package zerograd.rl.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import zerograd.rl.reward.KnightsAndKnavesReward;
import zerograd.rl.reward.Sample;

class GradersTest {

  @Test void aMathematicalAnswerIsFoundBeforeTheStopText() {
    Grader grader = new MathGrader("math", List.of("\n\nQuestion:"), MathGrader.Judge.QWEN);
    Sample sample = new Sample("", "So \\boxed{\\frac{1}{2}}.\n\nQuestion: 3+4? \\boxed{7}<|im_end|>", "0.5");
    assertEquals("\\frac{1}{2}", grader.answer(sample));
    assertEquals(1, grader.score(sample));
    assertEquals(0, grader.score(new Sample("", "\\boxed{7}", "0.5")));
  }

  /// They differ where the published graders differ: four digits are enough for the one.
  @Test void theJudgesDiffer() {
    Sample near = new Sample("", "\\boxed{14401}", "14400"),
        same = new Sample("", "\\boxed{\\frac{2}{4}}", "0.5");
    for (MathGrader.Judge judge : MathGrader.Judge.values()) {
      Grader grader = new MathGrader("math", List.of(), judge);
      assertEquals(judge == MathGrader.Judge.QWEN ? 1 : 0, grader.score(near));
      assertEquals(1, grader.score(same));
    }
  }

  @Test void theLastNumberCounts() {
    Grader grader = new LastNumberGrader("", List.of("\nQ:"));
    assertEquals("18", grader.answer(new Sample("", "16 - 3 = 13, so 18.\nQ: 5?", "18")).replace(".", ""));
    assertEquals(1, grader.score(new Sample("", "The answer is 18.", "18")));
    assertEquals(0, grader.score(new Sample("", "The answer is 1,234", "1234")));     // read as 234, as published
    assertEquals(0, grader.score(new Sample("", "no number", "1")));
  }

  @Test void aChineseAnswerIsReadInItsLine() {
    Grader grader = new LastNumberGrader("答案是", List.of("\n问题："));
    assertEquals("9", grader.answer(new Sample("", "99 - 90 = 9。所以答案是：9。\n验算 90 + 9 = 99", "9")));
  }

  @Test void aRewardGradesWithItsPrompt() {
    Grader grader = new RewardGrader(KnightsAndKnavesReward.paper(), 3);
    Sample sample = new Sample("User: …\nAssistant: <think>",
        "x</think><answer> (1) Zoey is a knave </answer>",
        Map.of("solution_text_format", "(1) Zoey is a knave"));
    assertEquals("(1) Zoey is a knave", grader.answer(sample));
    assertEquals(3, grader.score(sample));
  }
}
