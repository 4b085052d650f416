package zerograd.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerograd.data.ExampleFiles.TooLong;
import zerograd.data.ExampleFiles.Unusable;
import zerograd.models.text.BytePairTokenizer;
import zerograd.models.text.BytePairTrainer;
import zerograd.models.train.Example;
import zerograd.models.train.ExampleEncoder;

class ExampleFilesTest {

  /// A token a byte.
  private static final BytePairTokenizer BYTES = BytePairTrainer.of(256).train(List.of());

  @TempDir
  Path folder;

  private static ExampleFiles reader(int maxTokens, TooLong tooLong, Unusable unusable) {
    return new ExampleFiles(ExampleEncoder.of(BYTES), maxTokens, tooLong, unusable);
  }

  private static final ExampleFiles STRICT = reader(8, TooLong.REFUSE, Unusable.REFUSE);
  private static final ExampleFiles LENIENT = reader(8, TooLong.SKIP, Unusable.SKIP);

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text, StandardCharsets.ISO_8859_1);
  }

  private static List<String> texts(ExampleSet set) {
    return set.examples().stream().map(example -> BYTES.decode(example.ids())).toList();
  }

  @Test void theExamplesOfSeveralFilesFollowEachOther() throws IOException {
    Path one = file("one.jsonl", "{\"text\": \"ab\"}\n\n{\"prompt\": \"c\", \"completion\": \"de\"}\n");
    Path other = file("other.jsonl", "{\"text\": \"fgh\", \"id\": 3}");
    ExampleSet set = STRICT.read(List.of(one, other));
    assertEquals(List.of("ab", "cde", "fgh"), texts(set));
    assertEquals(8, set.tokens());
    assertEquals(1 + 2 + 2, set.learned());
  }

  @Test void aRowThatCannotBeUsedIsRefusedWithItsPlaceAndARemedy() throws IOException {
    assertRefused("bad.jsonl line 2 has an empty text; mend the row, or let unusable rows be skipped",
        "{\"text\": \"ab\"}\n{\"text\": \"\"}\n");
    assertRefused("bad.jsonl line 1 needs messages, or prompt and completion, or text; it has only question, "
        + "answer; mend the row, or let unusable rows be skipped",
        "{\"question\": \"a\", \"answer\": \"b\"}");
    assertRefused("bad.jsonl line 3 is not UTF-8; mend the row, or let unusable rows be skipped",
        "{\"text\": \"ab\"}\n\n{\"text\": \"\u00e9t\u00e9\"}\n");
    assertRefused(
        "bad.jsonl line 1 has 9 tokens, more than 8; allow more, or let long rows be cut or skipped",
        "{\"text\": \"123456789\"}");
    assertRefused("bad.jsonl holds no example; a row is one line of JSON", "\n");
    String broken = refusal("{\"text\": ");
    assertTrue(broken.startsWith("bad.jsonl line 1 ") && broken.contains("{\"text\": "), broken);
  }

  private String refusal(String text) throws IOException {
    Path file = file("bad.jsonl", text);
    return assertThrows(IOException.class, () -> STRICT.read(List.of(file))).getMessage();
  }

  private void assertRefused(String sentence, String text) throws IOException {
    assertEquals(sentence, refusal(text));
  }

  @Test void skippedRowsAreCountedAndTheFirstIsNamed() throws IOException {
    Path file = file("rows.jsonl", """
        {"text": "ab"}
        {"text": ""}
        {"text": "123456789"}
        {"txt": "ab"}
        {"text": \u00ff}
        {"text": "cd"}
        """);
    ExampleSet set = LENIENT.read(List.of(file));
    assertEquals(List.of("ab", "cd"), texts(set));
    assertEquals(3, set.unusable());
    assertEquals(1, set.tooLong());
    assertEquals("rows.jsonl line 2 has an empty text", set.firstLeftOut());
    Path none = file("none.jsonl", "{\"txt\": 1}\n");
    assertEquals("none.jsonl holds no example; the first row that was left out: none.jsonl line 1 needs "
        + "messages, or prompt and completion, or text; it has only txt",
        assertThrows(IOException.class, () -> LENIENT.read(List.of(none))).getMessage());
  }

  @Test void aLongRowIsCutWhereItsBeginningTeachesSomething() throws IOException {
    Path file = file("long.jsonl", """
        {"text": "123456789"}
        {"prompt": "1234567", "completion": "89"}
        {"prompt": "12345678", "completion": "9"}
        """);
    ExampleSet set = reader(8, TooLong.CUT, Unusable.SKIP).read(List.of(file));
    assertEquals(List.of("12345678", "12345678"), texts(set));
    assertEquals(2, set.cut());
    assertEquals("long.jsonl line 3 has 9 tokens, more than 8, and nothing to learn in those",
        set.firstLeftOut());
  }

  @Test void aShareIsHeldOutByTheSeedAndNoExampleIsInBothParts() {
    List<Example> examples = IntStream.range(0, 50).mapToObj(i -> Example.of(i, i)).toList();
    ExampleSet set = new ExampleSet(examples, 0, 0, 0, "");
    ExampleSet.Split split = set.split(0.1, 7);
    assertEquals(5, split.heldOut().size());
    List<Example> together = new ArrayList<>(split.learned());
    together.addAll(split.heldOut());
    together.sort(Comparator.comparing(example -> example.ids()[0]));
    assertEquals(examples, together);
    assertEquals(split.heldOut(), set.split(0.1, 7).heldOut());
    assertNotEquals(split.heldOut(), set.split(0.1, 8).heldOut());
    assertEquals("0.999 of 50 examples cannot be held out",
        assertThrows(IllegalArgumentException.class, () -> set.split(0.999, 7)).getMessage());
  }

  @Test void theChecksumIsOfTokensAndWeights() {
    Example one = Example.of(1, 2, 3), other = Example.completion(new int[]{1, 2}, new int[]{3});
    String sum = ExampleSet.sha256(List.of(one));
    assertEquals(sum, ExampleSet.sha256(List.of(Example.of(1, 2, 3))));
    assertNotEquals(sum, ExampleSet.sha256(List.of(other)));
    assertNotEquals(ExampleSet.sha256(List.of(Example.of(1, 2), Example.of(3, 4))),
        ExampleSet.sha256(List.of(Example.of(1, 2, 3, 4))));
  }
}
