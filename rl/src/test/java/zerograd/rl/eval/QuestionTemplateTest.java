package zerograd.rl.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import zerograd.rl.eval.QuestionTemplate.Shot;

class QuestionTemplateTest {

  private static String prompt(String template, Shot... shots) {
    return QuestionTemplate.named(template).prompt("1+1?", List.of(shots));
  }

  @Test void publishedWordingsAreKept() {
    assertEquals("1+1?", prompt("question"));
    assertEquals("Question:\n1+1?\nAnswer:\nLet's think step by step.\n", prompt("abel"));
    assertEquals(
        "<|im_start|>system\nPlease reason step by step, and put your final answer within \\boxed{}.<|im_end|>\n"
            + "<|im_start|>user\n1+1?<|im_end|>\n<|im_start|>assistant\n",
        prompt("qwen25-math-cot"));
    assertEquals(
        "<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n<|im_start|>user\n1+1?\nPlease reason step by step, "
            + "and put your final answer within \\boxed{}.<|im_end|>\n<|im_start|>assistant\n",
        prompt("qwen-boxed"));
  }

  @Test void examplesComeBeforeTheQuestion() {
    assertEquals("Q: 2+2?\nA: The answer is 4.\n\n\nQ: 3+3?\nA: The answer is 6.\n\n\nQ: 1+1?\nA:",
        prompt("gsm8k-cot-test", new Shot("2+2?", "The answer is 4."), new Shot("3+3?", "The answer is 6.")));
    assertEquals("Problem:\n2+2?\n\nSolution:\n4\n\nProblem:\n1+1?\n\nSolution:\n",
        prompt("math-cot-test", new Shot("2+2?", "4")));
    assertEquals("### Problem: 2+2?\n### Solution: 4\n\n### Problem: 1+1?\n### Solution:",
        prompt("numina", new Shot("2+2?", "4")));
    assertEquals("Question: 2+2?\nAnswer: 4\n\n\nQuestion: 1+1?\nAnswer:",
        prompt("cot", new Shot("2+2?", "4")));
  }

  @Test void aTemplateWithoutPlaceForExamplesRefusesThem() {
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> prompt("r1", new Shot("2+2?", "4"))).getMessage()
            .startsWith("template r1 has no place for examples"));
  }

  @Test void anUnknownNameIsRefused() {
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> QuestionTemplate.named("abell")).getMessage()
            .startsWith("there is no template abell"));
  }

  @Test void everyNameIsThereOnce() {
    List<String> names = QuestionTemplate.all().stream().map(QuestionTemplate::name).toList();
    assertEquals(names, names.stream().distinct().toList());
    for (QuestionTemplate template : QuestionTemplate.all())
      assertTrue(template.question().contains("{q}"), template.name());
  }
}
