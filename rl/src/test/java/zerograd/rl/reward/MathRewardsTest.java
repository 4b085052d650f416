package zerograd.rl.reward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The rewards of mathematical answers, rule by rule.
class MathRewardsTest {

  private static final String PROMPT = "<|im_start|>system\nUse \\boxed{}.<|im_end|>\n<|im_start|>user\nHow much?<|im_end|>\n"
      + "<|im_start|>assistant\n";

  private static double score(Reward reward, String prompt, String response, String gold) {
    return reward.score(new Sample(prompt, response, gold));
  }

  @Test void simpleRlWantsABoxBeforeAnythingElse() {
    Reward reward = SimpleRlReward.published();
    assertEquals(1, score(reward, PROMPT, "So \\boxed{\\frac{1}{2}}.<|im_end|>", "0.5"));
    assertEquals(-0.5, score(reward, PROMPT, "So \\boxed{\\frac{1}{3}}.<|im_end|>", "0.5"));
    assertEquals(-1, score(reward, PROMPT, "The answer is 0.5<|im_end|>", "0.5"));
    assertEquals(1, score(reward, PROMPT, "It is not boxed, but the answer is: boxed 0.5 $", "0.5"));
    assertEquals(-0.5, score(reward, PROMPT, "\\boxed{7}<|endoftext|>\\boxed{0.5}", "0.5"));
  }

  @Test void zooRewardsTheAnswerAlone() {
    Reward reward = SimpleRlZooReward.published();
    assertEquals(1, score(reward, PROMPT, "So \\boxed{\\frac{1}{2}}.<|im_end|>", "0.5"));
    assertEquals(1, score(reward, PROMPT, "The answer is 0.5<|im_end|>", "0.5"));
    assertEquals(0, score(reward, PROMPT, "The answer is 0.25<|im_end|>", "0.5"));
    // the simple prompt has no turn: a number in the question is an answer
    assertEquals(1, score(reward, "Question:\nHow much is 12?\nAnswer:\n", "I do not know", "12"));
  }

  @Test void zooCanRewardTheForm() {
    Reward reward = SimpleRlZooReward.withForm();
    assertEquals(1, score(reward, PROMPT, "\\boxed{12}", "12"));
    assertEquals(0.5, score(reward, PROMPT, "The answer is 12", "12"));
    assertEquals(-0.5, score(reward, PROMPT, "\\boxed{13}", "12"));
    assertEquals(-1, score(reward, PROMPT, "The answer is 13", "12"));
  }

  @Test void aBoxIsClosedAndNotNestedDeeply() {
    assertTrue(MathResponse.hasBox("\\boxed{}"));
    assertTrue(MathResponse.hasBox("{ \\boxed{\\frac{1}{\\sqrt{2}}} "));
    assertFalse(MathResponse.hasBox("\\boxed{{{{1}}}}"));
    assertFalse(MathResponse.hasBox("\\boxed{1"));
    assertFalse(MathResponse.hasBox("boxed 1 {}"));
  }

  @ParameterizedTest
  @CsvSource(quoteCharacter = '`', value = {"Answer: 72, 72, 1", "answer : $72$, 72, 1",
      "`Answer: 1,000`, 1000, 1",
      "Answer: x = 72, 72, 1", "Answer: \\frac12, \\frac{1}{2}, 1", "Answer: \\sqrt2, \\sqrt{2}, 1",
      "Answer: 12 \\text{ cm}, 12, 1", "Answer: 90^\\circ, 90, 1", "Answer: \\boxed{72}, 72, 1",
      "Answer: 73, 72, -1",
      "It is 72, 72, -1", "Answer: 12 square inches, 12, 1"}) void dapoReadsTheLastAnswer(String response,
          String gold,
          double score) {
    assertEquals(score, score(new DapoMathReward(false), "", response, gold));
  }

  @Test void dapoLooksAtTheEndOnly() {
    assertEquals(-1, score(new DapoMathReward(false), "", "Answer: 72" + " ".repeat(300), "72"));
    assertEquals(1, score(new DapoMathReward(true), "", "Answer: \\boxed{72}", "72"));
    assertEquals(-1, score(new DapoMathReward(true), "", "Answer: 72", "72"));
    assertEquals(-1, score(new DapoMathReward(true), "", "\\boxed{72}" + " ".repeat(100), "72"));
  }

  @ParameterizedTest
  @CsvSource(quoteCharacter = '`', value = {"\\boxed{72}, 72, 1", "\\boxed{\\dfrac12}, \\frac{1}{2}, 1",
      "\\boxed{1/2}, 0.5, 1", "\\fbox{72}, 72, 1", "\\boxed 72$ or so, 72, 1", "\\boxed{x=72}, 72, 1",
      "\\boxed{72\\text{ cm}}, 72, 1", "\\boxed{x+1}, 1+x, 0", "\\boxed{72, 72, 0", "72, 72, 0",
      "\\boxed{1} then \\boxed{2}, 1, 0"}) void mathReadsTheLastBox(String response, String gold,
          double score) {
    assertEquals(score, score(new HendrycksMathReward(), "", response, gold));
  }

  @Test void weightsAdd() {
    Reward two = new WeightedReward(
        List.of(new WeightedReward.Term(_ -> 3, 2), new WeightedReward.Term(_ -> 1, -0.5)));
    assertEquals(5.5, score(two, "", "", ""));
    assertThrows(IllegalArgumentException.class, () -> new WeightedReward(List.of()));
    assertThrows(IllegalArgumentException.class, () -> new WeightedReward.Term(_ -> 1, Double.NaN));
  }

  @Test void everyNamedRewardIsThereAndSourcesHaveTheirs() {
    for (String name : RewardCatalog.names()) assertTrue(RewardCatalog.find(name).isPresent(), name);
    assertEquals(new Gsm8kReward(false), RewardCatalog.forSource("openai/gsm8k").orElseThrow().reward());
    assertEquals(SimpleRlZooReward.published(),
        RewardCatalog.forSource("simplelr_qwen_level3to5").orElseThrow().reward());
    assertEquals(new HendrycksMathReward(), RewardCatalog.forSource("lighteval/MATH").orElseThrow().reward());
    assertEquals(KnightsAndKnavesReward.paper(), RewardCatalog.forSource("kk_logic").orElseThrow().reward());
    assertTrue(RewardCatalog.forSource("unheard-of").isEmpty());
  }

  @Test void rowsOfSeveralSourcesAreScoredByTheRewardOfTheirOwn() {
    NamedReward strict = RewardCatalog.find("gsm8k").orElseThrow(),
        boxed = RewardCatalog.find("math").orElseThrow();
    NamedReward both = NamedReward.bySource(Map.of("a", strict, "b", boxed));
    assertEquals("1.0 by 0.0",
        "%s by %s".formatted(both.reward().score(new Sample("", "#### 7", "7", "a", "")),
            both.reward().score(new Sample("", "#### 7", "7", "b", ""))));
    assertEquals(1, both.reward().score(new Sample("", "\\boxed{7}", "7", "b", "")));
    assertEquals(strict, NamedReward.bySource(Map.of("a", strict, "c", strict)));
    NamedReward puzzles = RewardCatalog.find("kk").orElseThrow();
    assertThrows(IllegalArgumentException.class,
        () -> NamedReward.bySource(Map.of("a", strict, "k", puzzles)));
  }
}
