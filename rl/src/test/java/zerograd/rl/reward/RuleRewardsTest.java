package zerograd.rl.reward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zerograd.rl.math.Arithmetic;

/// What the recorded scores do not show of the short rule rewards.
class RuleRewardsTest {

  @ParameterizedTest
  @CsvSource({"1+2*3, 7", "(1+2)*3, 9", "-2**2, -4", "2**-1, 0.5", "2**3**2, 512", "7//2, 3",
      "1/4, 0.25", "5., 5", ".5*4, 2", "--3, 3", "10 - 4 - 3, 3"}) void anExpressionHasItsValue(String text,
          double value) {
    assertEquals(Optional.of(value), Arithmetic.evaluate(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1 2", "(1", "1)", "1+", "04", "1..2", "1/0", "9**9**9", "a", "1e3",
      "()"}) void whatHasNoValueIsNoExpression(String text) {
    assertEquals(Optional.empty(), Arithmetic.evaluate(text));
  }

  @Test void nestingHasAnEnd() {
    assertEquals(Optional.empty(), Arithmetic.evaluate("(".repeat(100_000) + "1" + ")".repeat(100_000)));
    assertEquals(Optional.empty(), Arithmetic.evaluate("-".repeat(100_000) + "1"));
  }

  private static double countdown(String answer) {
    return new CountdownReward()
        .score(new Sample("Assistant: <think>", "</think><answer>" + answer + "</answer>",
            Map.of("target", 24, "numbers", List.of(4, 6, 10, 10))));
  }

  @Test void countdownWantsEachNumberOnce() {
    assertEquals(1, countdown("4*6+10-10"));
    assertEquals(0.1, countdown("4*6"));
    assertEquals(0.1, countdown("24"));
    assertEquals(0.1, countdown("4*6*10*10"));
  }

  @Test void strictGsm8kWantsTheMark() {
    assertEquals(1, new Gsm8kReward(false).score(new Sample("", "so\n#### 1,072", "1072")));
    assertEquals(0, new Gsm8kReward(false).score(new Sample("", "so 1072", "1072")));
    assertEquals(1, new Gsm8kReward(true).score(new Sample("", "so 1072 .", "1072")));
  }

  @Test void aProductMayBeLong() {
    String long_ = "9".repeat(300);
    assertEquals(1,
        new MultiplyReward().score(new Sample("Assistant:", "<answer> " + long_ + "</answer>", long_)));
    assertEquals(0.1, new MultiplyReward().score(new Sample("Assistant:", "<answer>3</answer>", "4")));
  }

  @Test void aChoiceNeedsALabel() {
    var unlabelled = new Sample("Assistant: <think>", "</think><answer>(A)</answer>", Map.of("label", "4"));
    assertEquals("social iqa reward: the label needs to be 1, 2 or 3, got \"4\"",
        assertThrows(IllegalArgumentException.class, () -> SocialIqaReward.published().score(unlabelled))
            .getMessage());
    assertTrue(SocialIqaReward.published().best() == 3);
  }
}
