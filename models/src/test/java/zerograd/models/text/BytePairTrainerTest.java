package zerograd.models.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BytePairTrainerTest {

  @Test void makesTheVocabularyThatHuggingFaceTokenizersMakes() throws IOException {
    TokenizerFixture fixture = TokenizerFixture.open("trained");
    BytePairModel expected = fixture.tokenizer().model();
    BytePairModel trained = BytePairTrainer.of(600, "<|endoftext|>", "<|im_start|>", "<|im_end|>")
        .train(List.of(fixture.corpus())).model();
    assertEquals(tokens(expected), tokens(trained));
    assertEquals(merges(expected), merges(trained));
  }

  /// a a a b d a a a b a c: "aa" stands at four places, overlaps counted. Then "aa a" and "a b" stand at two;
  /// "a" has the lower id. That leaves "aa ab" at two.
  @Test void joinsTheMostFrequentPairFirst() {
    assertEquals(List.of("a a", "a b", "aa ab"), merges(train("aaabdaaabac")));
  }

  @Test void ofEquallyFrequentPairsTheLowestIsJoined() {
    assertEquals(List.of("a b", "a c", "b a"), merges(train("ba\nba\nac\nac\nab\nab")));
  }

  @Test void theOrderOfTextsDoesNotMatter() {
    List<String> lines = TokenizerFixture.open("trained").corpus().lines().toList();
    BytePairTrainer trainer = BytePairTrainer.of(400);
    assertEquals(merges(trainer.train(lines).model()), merges(trainer.train(lines.reversed()).model()));
  }

  @Test void learnsNothingFromSpecialTokens() {
    BytePairTokenizer tokenizer = BytePairTrainer.of(300, "<end>").train(List.of("<end><end><end>ab<end>ab"));
    assertEquals(List.of("a b"), merges(tokenizer.model()));
    assertArrayEquals(new int[]{0, 257}, tokenizer.encode("<end>ab"));
  }

  @Test void neverJoinsAcrossPieces() { assertEquals(List.of("Ġ b"), merges(train("a b b b"))); }

  @Test void stopsAtTheVocabularySize() {
    assertEquals(260,
        BytePairTrainer.of(260).train(List.of(TokenizerFixture.open("trained").corpus())).vocabSize());
  }

  @Test void refusesWhatHasNoRoom() {
    assertEquals("a vocabulary of 257 has no room for 256 bytes and 2 special tokens",
        assertThrows(IllegalArgumentException.class, () -> BytePairTrainer.of(257, "<a>", "<b>"))
            .getMessage());
    assertEquals("special tokens must differ and have two characters or more, got [<a>, <a>]",
        assertThrows(IllegalArgumentException.class, () -> BytePairTrainer.of(300, "<a>", "<a>"))
            .getMessage());
  }

  private static BytePairModel train(String text) {
    return BytePairTrainer.of(1000).train(List.of(text)).model();
  }

  private static List<String> tokens(BytePairModel model) {
    return IntStream.range(0, model.vocabulary().size()).mapToObj(model.vocabulary()::token).toList();
  }

  private static List<String> merges(BytePairModel model) {
    List<String> merges = new ArrayList<>();
    for (int rank = 0; rank < model.mergeCount(); rank++)
      merges.add(model.mergeLeft(rank) + " " + model.mergeRight(rank));
    return merges;
  }
}
