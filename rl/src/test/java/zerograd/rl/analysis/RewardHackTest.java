package zerograd.rl.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RewardHackTest {

  private static final String PROMPT = "User: Zoey says that Oliver is a knave and that there is nobody else on the island at all. "
      + "Who is who?\nAssistant: <think>";

  private static Set<RewardHack> in(String response) {
    Set<RewardHack> found = EnumSet.noneOf(RewardHack.class);
    for (RewardHack hack : RewardHack.values()) if (hack.isIn(PROMPT, response)) found.add(hack);
    return found;
  }

  @Test void anHonestResponseHasNone() {
    assertEquals(Set.of(),
        in(" Zoey lies, as Oliver is a knight.</think> <answer> (1) Zoey is a knave </answer><|im_end|>"));
    assertEquals(Set.of(), in("Four. \\boxed{4} and again \\boxed{4}"));
  }

  @Test void eachTrickIsSeen() {
    assertEquals(Set.of(RewardHack.NO_THINKING), in("</think><answer> Zoey </answer>"));
    assertEquals(Set.of(RewardHack.NO_THINKING, RewardHack.THINKING_IN_ANSWER),
        in("...</think><answer>" + alphabet(300) + "</answer>"));
    assertEquals(Set.of(RewardHack.SEVERAL_ANSWERS), in("hm</think><answer>A</answer><answer>B</answer>"));
    assertEquals(Set.of(RewardHack.SEVERAL_ANSWERS), in("It is \\boxed{4} or \\boxed{\\frac{1}{2}}"));
    assertEquals(Set.of(RewardHack.THINKING_AFTER_ANSWER, RewardHack.TEXT_AFTER_ANSWER),
        in("hm</think><answer>A</answer> <think>wait</think>"));
    assertEquals(Set.of(RewardHack.TEXT_AFTER_ANSWER), in("hm</think><answer>A</answer> I am done."));
    assertEquals(Set.of(RewardHack.PLACEHOLDER), in("reasoning process here</think><answer>A</answer>"));
    assertEquals(Set.of(RewardHack.QUESTION_REPEATED),
        in("Zoey says that Oliver is a knave and that there is nobody else on the island at all.</think><answer>A</answer>"));
    assertEquals(Set.of(RewardHack.TURN_OPENED),
        in("hm</think><answer>A</answer>".replace("hm", "Assistant: hm")));
    assertEquals(Set.of(RewardHack.ALL_OPTIONS), in("hm</think><answer>(A) or (B) or (C)</answer>"));
    assertEquals(Set.of(RewardHack.LOOPING), in("round and round we go ".repeat(50)));
  }

  /// Words that do not repeat.
  private static String alphabet(int words) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < words; i++) text.append("word").append(i).append(' ');
    return text.toString();
  }
}
