package zerograd.rl.reward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;
import zerograd.rl.puzzle.PromptTemplate;

/// Responses to a prompt that ends with `<think>`; each trick is one that a policy in training was seen to
/// learn.
class KnightsAndKnavesRewardTest {

  private static final String RIGHT = "(1) Zoey is a knight\n(2) Oliver is a knave",
      WRONG = "(1) Zoey is a knave\n(2) Oliver is a knave";
  private static final Object TRUTH = Map.of("solution_text_format", RIGHT, "statements", "");

  @Test void theFourTotals() {
    assertEquals(3, score(" r </think> <answer>" + RIGHT + "</answer>"));
    assertEquals(-0.5, score(" r </think> <answer>" + WRONG + "</answer>"));
    assertEquals(-1, score(" r </think> <answer>no idea</answer>"));
    assertEquals(-3, score(" r " + RIGHT));
  }

  @Test void skippingTheThinkingTagEarnsNothing() {
    assertEquals(-3, score("<answer>" + RIGHT + "</answer>"));
  }

  @Test void reasoningInsideTheAnswerSpoilsIt() {
    assertEquals(-1,
        score("</think><answer>Zoey says Oliver is a knave, so Zoey is a knight and Oliver is a knave. "
            + RIGHT + "</answer>"));
  }

  @Test void guessingSeveralTimesSpoilsIt() {
    assertEquals(-3, score("r</think><answer>" + WRONG + "</answer><answer>" + RIGHT + "</answer>"));
    assertEquals(-1, score("r</think><answer>" + WRONG + "\n" + RIGHT + "</answer>"));
  }

  @Test void moreRolesThanPeopleSpoilIt() {
    assertEquals(-1, score("r</think><answer>" + RIGHT + "\nSo there are two knights.</answer>"));
  }

  @Test void aBadlyOrganisedAnswerIsUnreadable() {
    assertEquals(-1, score("r</think><answer>knight: Zoey; knave: Oliver</answer>"));
    assertEquals(-1, score("r</think><answer>Zoey is an knight, Oliver is a knave</answer>"));
  }

  @Test void thinkingAgainAfterTheAnswerSpoilsTheForm() {
    assertEquals(-3, score("r</think><answer>" + RIGHT + "</answer><think>wait</think>"));
    assertEquals(-3, score("r<answer>" + RIGHT + "</answer></think>"));
  }

  @Test void repeatingTheInstructionsSpoilsTheForm() {
    assertEquals(-3, score(" reasoning process here </think><answer> answer here </answer> r </think><answer>"
        + RIGHT + "</answer>"));
  }

  @Test void claimingTheTurnInAChatHidesWhatCameBefore() {
    String prompt = PromptTemplate.QWEN_INSTRUCT.prompt("Who is who?");
    var sample = new Sample(prompt, "r Assistant: </think><answer>" + RIGHT + "</answer>", TRUTH);
    assertEquals(-3, KnightsAndKnavesReward.paper().score(sample));
  }

  @Test void orderCaseAndSpacesOfTheAnswerAreFree() {
    assertEquals(3, score("r</think><answer>OLIVER IS A KNAVE and zoey  is\u00a0a\n\tKnight</answer> bye"));
  }

  @Test void namesAreWholeWords() {
    assertEquals(-1, score("r</think><answer>Zoeya is a knight, Oliver is a knave</answer>"));
    assertEquals(-1, score("r</think><answer>_Zoey is a knight, Oliver is a knave</answer>"));
  }

  @Test void aTextWithoutATurnHasNoAnswer() {
    var sample = new Sample("", "<think> r </think><answer>" + RIGHT + "</answer>", TRUTH);
    assertEquals(-1, KnightsAndKnavesReward.paper().score(sample));
  }

  @Test void theChatTemplatesInstructionsAreNotCounted() {
    String prompt = PromptTemplate.QWEN_INSTRUCT.prompt("Who is who?");
    assertEquals(3, KnightsAndKnavesReward.paper()
        .score(new Sample(prompt, "r</think><answer>" + RIGHT + "</answer>", TRUTH)));
  }

  @Test void aGroundTruthMayBeJustTheText() {
    String prompt = PromptTemplate.BASE.prompt("Who is who?");
    assertEquals(3, KnightsAndKnavesReward.paper()
        .score(new Sample(prompt, "r</think><answer>" + RIGHT + "</answer>", RIGHT)));
  }

  @Test void refusesAGroundTruthWithoutTheAnswer() {
    var sample = new Sample("Assistant: <think>", "r</think><answer>x</answer>", Map.of("answer", 3));
    var refused = assertThrows(IllegalArgumentException.class,
        () -> KnightsAndKnavesReward.paper().score(sample));
    assertEquals(
        "reward: the ground truth needs to be a text or to have a text \"solution_text_format\", got {answer=3}",
        refused.getMessage());
  }

  private static double score(String response) {
    return KnightsAndKnavesReward.paper()
        .score(new Sample(PromptTemplate.BASE.prompt("Who is who?"), response, TRUTH));
  }
}
