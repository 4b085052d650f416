package zerograd.rl.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MathProblemTest {

  private static final MathProblem MATH = MathProblem.of(Map.of("problem", "What is {x}?", "solution",
      "So it is $\\boxed{\\frac{1}{2}}$.", "level", "Level 3", "type", "Algebra"));
  private static final MathProblem GSM8K = MathProblem.of(Map.of("question", "How many?", "answer",
      "1000 + 234 = <<1000+234=1234>>1,234\n#### 1,234"));

  @Test void rawRowsOfSeveralShapesAreProblems() {
    assertEquals(new MathProblem("What is {x}?", "\\frac{1}{2}", 3, "Algebra",
        "So it is $\\boxed{\\frac{1}{2}}$."), MATH);
    assertEquals("1234", GSM8K.answer());
    assertTrue(GSM8K.isGsm8k() && !MATH.isGsm8k());
    MathProblem amc = MathProblem
        .of(Map.of("question", "Where?", "answer", 27.0, "level", 4L, "subject", "x"));
    assertEquals(new MathProblem("Where?", "27.0", 4, "x", ""), amc);
    assertEquals("has neither a column answer nor solution", assertThrows(IllegalArgumentException.class,
        () -> MathProblem.of(Map.of("question", "Where?"))).getMessage());
  }

  @Test void tiersAreRangesOfLevels() {
    for (int level = 0; level <= 5; level++) {
      MathProblem problem = new MathProblem("q", "1", level, "", "");
      assertEquals(level == 1, MathTier.EASY.contains(problem));
      assertEquals(level >= 1 && level <= 4, MathTier.MEDIUM.contains(problem));
      assertEquals(level >= 3, MathTier.HARD.contains(problem));
    }
    assertTrue(MathTier.EASY.contains(GSM8K));
    assertFalse(MathTier.MEDIUM.contains(GSM8K) || MathTier.HARD.contains(GSM8K));
  }

  @Test void theTemplatesAreThePublishedOnes() {
    assertEquals(
        "<|im_start|>system\nPlease reason step by step, and put your final answer within \\boxed{}.<|im_end|>\n"
            + "<|im_start|>user\nWhat is {x}?<|im_end|>\n<|im_start|>assistant",
        MathTemplate.SIMPLERL.prompt(MATH.question()));
    assertEquals("Question:\nWhat is {x}?\nAnswer:\nLet's think step by step.\n",
        MathTemplate.ABEL.prompt(MATH.question()));
    assertEquals(
        "<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n<|im_start|>user\nWhat is {x}?\n"
            + "Please reason step by step, and put your final answer within \\boxed{}.<|im_end|>\n"
            + "<|im_start|>assistant\n",
        MathTemplate.QWEN.prompt(MATH.question()));
  }

  @Test void rowsNameTheirTier() {
    DataRow row = MATH.row(MathTemplate.QWEN, MathTier.HARD.folder());
    assertEquals("simplelr_qwen_level3to5", row.source());
    assertEquals("\\frac{1}{2}", row.groundTruth());
    assertEquals(3L, row.more().get("level"));
  }
}
