package zerograd.rl.puzzle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import zerograd.rl.reward.Sample;

class DigitCompletionTest {

  @Test void sequencesGoOnModuloNine() {
    assertEquals("7,0,2,4", DigitCompletion.parse("3,5:9,4").answer());
    assertEquals("3,1,8", DigitCompletion.parse("7,5:9,3").answer());   // d = −2 = 7 mod 9
    assertEquals("0,0", DigitCompletion.parse("9,0:9,2").answer());
    assertEquals("", DigitCompletion.parse("5,8:9,0").answer());
  }

  @Test void thereAreAThousandTasksAndTheyReadBack() {
    List<DigitCompletion> all = DigitCompletion.all();
    assertEquals(1000, all.size());
    assertEquals(900, new HashSet<>(all).size());
    assertEquals(List.of("0,0:9,0", "0,0:9,1"),
        all.subList(0, 2).stream().map(DigitCompletion::prompt).toList());
    assertEquals("9,0:9,9", all.getLast().prompt());
    for (DigitCompletion task : all) assertEquals(task, DigitCompletion.parse(task.prompt()));
  }

  @Test void theSplitHasEveryTaskOnce() {
    PuzzleSplit<DigitCompletion> split = DigitCompletion.split(1);
    assertEquals(List.of(800, 200), List.of(split.train().size(), split.test().size()));
    List<String> prompts = new ArrayList<>();
    for (var half : List.of(split.train(), split.test())) half.forEach(task -> prompts.add(task.prompt()));
    assertEquals(DigitCompletion.all().stream().map(DigitCompletion::prompt).sorted().toList(),
        prompts.stream().sorted().toList());
    assertNotEquals(Set.copyOf(split.test()), Set.copyOf(DigitCompletion.split(2).test()));
  }

  @Test void tokensAreCharacters() {
    DigitTokenizer tokenizer = new DigitTokenizer();
    assertArrayEquals(new int[]{7, 14, 9, 15, 13, 14, 8, 0}, tokenizer.encodePrompt("3,5:9,4"));
    assertEquals("3,5:9,4S", tokenizer.decode(tokenizer.encodePrompt("3,5:9,4")));
    assertArrayEquals(new int[]{DigitTokenizer.UNKNOWN_ID, DigitTokenizer.END_ID}, tokenizer.encode("🙂E"));
    assertEquals("7,0", tokenizer.decodeWithoutSpecial(tokenizer.encode("7,0EP")));
    assertEquals(OptionalInt.of(DigitTokenizer.END_ID), tokenizer.eosId());
    assertEquals(OptionalInt.of(DigitTokenizer.PAD_ID), tokenizer.padId());
    assertEquals(OptionalInt.empty(), tokenizer.bosId());
  }

  @Test void aPerfectResponseEarnsOne() {
    float share = 1f / 8;
    assertArrayEquals(new float[]{share, share, share, share, share, share, share, share},
        scores("3,5:9,4S", "7,0,2,4E"));
    assertEquals(1, new DigitCompletionReward().score(new Sample("3,5:9,4S", "7,0,2,4E", "")));
  }

  @Test void nothingIsEarnedFromTheFirstMistakeOn() {
    float share = 1f / 8;
    assertArrayEquals(new float[]{share, share, 0, 0, 0, 0}, scores("3,5:9,4S", "7,1,2E"));
    assertArrayEquals(new float[]{share, share, share, share}, scores("3,5:9,4S", "7,0E"));   // stopped early, but right so far
    assertArrayEquals(new float[]{.5f, 0, 0}, scores("3,5:9,1S", "70E"));   // right, then too long
    assertArrayEquals(new float[]{0, 0}, scores("3,5:9,1S", "PE"));
  }

  @Test void endingAtOnceIsRightOnlyWhenNothingIsAsked() {
    assertArrayEquals(new float[]{1}, scores("5,8:9,0S", "E"));
    assertArrayEquals(new float[]{0}, scores("5,8:9,1S", "E"));
  }

  @Test void refusesOtherPrompts() {
    var refused = assertThrows(IllegalArgumentException.class, () -> DigitCompletion.parse("3,5;9,4"));
    assertEquals("digit completion: a prompt looks like 3,5:9,4, got \"3,5;9,4\"", refused.getMessage());
  }

  private static float[] scores(String prompt, String response) {
    return new DigitCompletionReward().tokenScores(new Sample(prompt, response, ""), response.length());
  }
}
