package zerograd.models.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BytePairTokenizerTest {

  @TempDir
  Path folder;

  @Test void encodesAsHuggingFaceTokenizers() throws IOException {
    for (TokenizerFixture fixture : TokenizerFixture.all()) checkEncode(fixture, fixture.tokenizer());
  }

  @Test void decodesAsHuggingFaceTokenizers() throws IOException {
    for (TokenizerFixture fixture : TokenizerFixture.all()) {
      BytePairTokenizer tokenizer = fixture.tokenizer();
      for (var each : fixture.decode()) {
        assertEquals(each.decoded(), tokenizer.decode(each.ids()));
        assertEquals(each.decodedSkipSpecial(), tokenizer.decodeWithoutSpecial(each.ids()));
      }
    }
  }

  @Test void aSavedTokenizerEncodesAsBefore() throws IOException {
    for (TokenizerFixture fixture : TokenizerFixture.all()) {
      fixture.tokenizer().save(folder);
      checkEncode(fixture, BytePairTokenizer.open(folder));
      String saved = Files.readString(folder.resolve("tokenizer.json"));
      BytePairTokenizer.open(folder).save(folder);
      assertEquals(saved, Files.readString(folder.resolve("tokenizer.json")));
    }
  }

  private static void checkEncode(TokenizerFixture fixture, BytePairTokenizer tokenizer) {
    for (var each : fixture.encode()) {
      assertArrayEquals(each.ids(), tokenizer.encode(each.text()), each.text());
      assertArrayEquals(each.idsWithSpecial(), tokenizer.encodeWithSpecial(each.text()), each.text());
      assertEquals(each.decoded(), tokenizer.decode(each.ids()), each.text());
      assertEquals(each.decodedSkipSpecial(), tokenizer.decodeWithoutSpecial(each.idsWithSpecial()),
          each.text());
    }
  }

  /// Without normalisation, every text of whole characters comes back.
  @Test void decodeUndoesEncodeForAnyUnicode() {
    BytePairTokenizer tokenizer = new BytePairTrainer(400, List.of(), PreTokenizer.llama3(), false, 2)
        .train(List.of(TokenizerFixture.open("trained").corpus()));
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 2000; i++) {
      int largest = List.of(0x7f, 0x7ff, 0xffff, 0x10ffff).get(random.nextInt(4));
      String text = random.ints(random.nextInt(40), 0, largest + 1).filter(c -> c < 0xd800 || c >= 0xe000)
          .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
      assertEquals(text, tokenizer.decode(tokenizer.encode(text)));
    }
  }

  /// The scan and the heap are two ways to do the same merges.
  @Test void longPiecesMergeAsShortOnes() throws IOException {
    BytePairModel model = TokenizerFixture.open("trained").tokenizer().model();
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 2000; i++) {
      // mostly letters that merge with each other, and long runs of one
      int[] symbols = random.ints(random.nextInt(200), 0, 8)
          .map(c -> model.vocabulary().id(String.valueOf("eeeatnkĠ".charAt(c)))).toArray();
      assertArrayEquals(model.mergeShort(symbols.clone()), model.mergeLong(symbols.clone()));
    }
  }

  @Test void thePatternsAreThePublishedOnes() throws IOException {
    assertEquals(TokenizerFixture.open("trained").tokenizer().preTokenizer(), PreTokenizer.qwen2());
    assertEquals(TokenizerFixture.open("flags").tokenizer().preTokenizer(), PreTokenizer.llama3());
  }

  @Test void manyThreadsGetTheSameIds() throws IOException {
    TokenizerFixture fixture = TokenizerFixture.open("trained");
    BytePairTokenizer tokenizer = fixture.tokenizer();
    IntStream.range(0, 16).parallel().forEach(thread -> checkEncode(fixture, tokenizer));
  }

  @Test void halfASurrogatePairIsTheReplacementCharacter() throws IOException {
    BytePairTokenizer tokenizer = TokenizerFixture.open("trained").tokenizer();
    assertArrayEquals(tokenizer.encode("a\ufffdb\ufffd"), tokenizer.encode("a\ud800b\udc00"));
    assertEquals("🙂", tokenizer.decode(tokenizer.encode("\ud83d\ude42")));
  }

  @Test void knowsItsTokens() throws IOException {
    BytePairTokenizer tokenizer = TokenizerFixture.open("trained").tokenizer();
    assertEquals(OptionalInt.of(2), tokenizer.id("<|im_end|>"));
    assertEquals(OptionalInt.of(3), tokenizer.id("!"));
    assertEquals(OptionalInt.empty(), tokenizer.id("nonsense"));
    assertEquals(true, tokenizer.isSpecial(2));
    assertEquals(false, tokenizer.isSpecial(3));
    assertArrayEquals(new byte[]{' '}, tokenizer.bytes(tokenizer.id("Ġ").getAsInt()));
    assertEquals(OptionalInt.empty(), tokenizer.eosId());
    assertEquals(OptionalInt.of(2), tokenizer.withConfig(TokenizerConfig.endingWith("<|im_end|>")).eosId());
  }

  /// Embeddings are often padded to a round number of rows, and an untrained model samples from all of them.
  @Test void idsWithoutATokenDecodeToNothing() throws IOException {
    BytePairTokenizer tokenizer = TokenizerFixture.open("trained").tokenizer();
    assertEquals("!!", tokenizer.decode(3, tokenizer.vocabSize(), 1_000_000, -1, 3));
    assertEquals(false, tokenizer.isSpecial(1_000_000));
  }

  @Test void saysThatAFolderHasNoTokenizer() {
    IOException missing = assertThrows(IOException.class, () -> BytePairTokenizer.open(folder));
    assertEquals(folder + ": the folder holds no tokenizer.json", missing.getMessage());
  }
}
