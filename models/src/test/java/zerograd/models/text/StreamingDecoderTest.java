package zerograd.models.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StreamingDecoderTest {

  @Test void streamedTextAddsUpToTheWhole() throws IOException {
    for (TokenizerFixture fixture : TokenizerFixture.all()) {
      BytePairTokenizer tokenizer = fixture.tokenizer();
      for (var each : fixture.decode()) {
        assertEquals(each.decoded(), stream(new StreamingDecoder(tokenizer, false), each.ids()));
        assertEquals(each.decodedSkipSpecial(), stream(new StreamingDecoder(tokenizer, true), each.ids()));
      }
    }
  }

  @Test void neverEmitsHalfACharacter() throws IOException {
    BytePairTokenizer tokenizer = TokenizerFixture.open("trained").tokenizer();
    StreamingDecoder decoder = new StreamingDecoder(tokenizer, false);
    List<String> texts = new ArrayList<>();
    for (byte b : "é…🙂!".getBytes(StandardCharsets.UTF_8)) {
      int id = tokenizer.id(String.valueOf(ByteAlphabet.character(b))).getAsInt();
      texts.add(decoder.next(id));
    }
    assertEquals(List.of("", "é", "", "", "…", "", "", "", "🙂", "!"), texts);
    assertEquals("", decoder.finish());
  }

  /// Random bytes, and random pieces of characters, by tokens of one byte and of several: what was shown is never taken back,
  /// never ends inside a character, and is all that can be known.
  @Test void whatIsShownIsNeverHalfACharacter() throws IOException {
    BytePairTokenizer tokenizer = TokenizerFixture.open("trained").tokenizer();
    SplittableRandom random = new SplittableRandom(20);
    for (int round = 0; round < 2_000; round++) {
      int[] ids = random.ints(random.nextInt(1, 24), 0, tokenizer.vocabSize())
          .flatMap(id -> random.nextInt(3) > 0 ? IntStream.of(id) : bytes(tokenizer, random)).toArray();
      String whole = tokenizer.decode(ids);
      StreamingDecoder decoder = new StreamingDecoder(tokenizer, false);
      StringBuilder shown = new StringBuilder();
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      for (int id : ids) {
        shown.append(decoder.next(id));
        bytes.writeBytes(tokenizer.bytes(id));
        StringBuilder known = new StringBuilder();
        Utf8.decode(bytes.toByteArray(), bytes.size(), known);
        assertEquals(known.toString(), shown.toString(), () -> Arrays.toString(ids));
        assertTrue(whole.startsWith(shown.toString()), () -> Arrays.toString(ids));
        assertTrue(shown.isEmpty() || !Character.isHighSurrogate(shown.charAt(shown.length() - 1)));
      }
      assertEquals(whole, shown + decoder.finish());
    }
  }

  /// The tokens of the bytes of a random character, or of a part of it.
  private static IntStream bytes(BytePairTokenizer tokenizer, SplittableRandom random) {
    int character = random.nextInt(0x80, 0x110000);
    byte[] utf8 = Character.toString(Character.isSurrogate((char) character) ? 0x1f642 : character)
        .getBytes(StandardCharsets.UTF_8);
    return IntStream.range(0, random.nextInt(1, utf8.length + 1))
        .map(i -> tokenizer.id(String.valueOf(ByteAlphabet.character(utf8[i]))).getAsInt());
  }

  /// All sequences of three of the bytes at the edges of UTF-8's table, cut anywhere.
  @Test void aCutChangesNothing() {
    int[] edges = {0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc2, 0xe0, 0xe1, 0xed, 0xf0, 0xf1,
        0xf4, 0xf5,
        0xff};
    for (int a : edges) for (int b : edges) for (int c : edges) {
      byte[] bytes = {(byte) a, (byte) b, (byte) c};
      String whole = Utf8.decode(bytes, 3);
      for (int cut = 1; cut < 3; cut++) {
        StringBuilder text = new StringBuilder();
        int done = Utf8.decode(bytes, cut, text);
        byte[] rest = Arrays.copyOfRange(bytes, done, 3);
        assertEquals(whole, text + Utf8.decode(rest, rest.length));
      }
    }
  }

  /// Tables 3-8 to 3-11 of the Unicode Standard: one U+FFFD for each maximal part.
  @Test void replacesMaximalParts() {
    assertEquals("\ufffd".repeat(8) + "A", decode(0xc0, 0xaf, 0xe0, 0x80, 0xbf, 0xf0, 0x81, 0x82, 'A'));
    assertEquals("\ufffd\ufffd\ufffdA", decode(0xed, 0xa0, 0x80, 'A'));
    assertEquals("\ufffd\ufffd\ufffd\ufffdA", decode(0xf4, 0x91, 0x92, 0x93, 'A'));
    assertEquals("\ufffd\ufffd\ufffdA", decode(0xe1, 0x80, 0xe2, 0xf0, 0x91, 0x92, 'A'));
  }

  private static String decode(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) values[i];
    return Utf8.decode(bytes, bytes.length);
  }

  private static String stream(StreamingDecoder decoder, int... ids) {
    StringBuilder text = new StringBuilder();
    for (int id : ids) text.append(decoder.next(id));
    return text.append(decoder.finish()).toString();
  }
}
