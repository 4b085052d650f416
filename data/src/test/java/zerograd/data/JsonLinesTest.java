package zerograd.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonLinesTest {

  @TempDir
  Path folder;

  @Test void aLineIsARow() throws IOException {
    assertEquals(List.of(Map.of("a", 1L, "b", List.of(2.5, "x")), Map.of("c", Map.of("d", true))),
        Rows.read(
            file("{\"a\": 1, \"b\": [2.5, \"x\"], \"n\": null}\n\n{\"c\": {\"d\": true, \"e\": null}}")));
  }

  @Test void aBrokenLineIsNamed() throws IOException {
    assertEquals("rows.jsonl line 2 needs to be a JSON object, got {\"a\": ", refused(file("{}\n{\"a\": ")));
    assertEquals("rows.jsonl line 1 needs to be a JSON object, got [1]", refused(file("[1]")));
    assertEquals("rows.jsonl line 1 needs to be a JSON object, got {} {}", refused(file("{} {}")));
    assertEquals("rows.jsonl line 1 needs to be a JSON object, got null", refused(file("null")));
  }

  @Test void bytesThatAreNotUtf8AreRefused() throws IOException {
    Path file = Files.write(folder.resolve("rows.jsonl"), new byte[]{'{', '}', '\n', '"', (byte) 0xff});
    assertEquals("rows.jsonl line 2 is not UTF-8", refused(file));
  }

  @Test void aDocumentIsOneArrayOrLines() throws IOException {
    List<Map<String, Object>> rows = List.of(Map.of("a", 1L), Map.of("b", "x"));
    Path file = folder.resolve("rows.json");
    assertEquals(rows, Rows.read(Files.writeString(file, " [{\"a\": 1, \"n\": null},\n {\"b\": \"x\"}]\n")));
    assertEquals(rows, Rows.read(Files.writeString(file, "{\"a\": 1}\n{\"b\": \"x\"}\n")));
    assertEquals("rows.json row 2 is no JSON object, or what is after it is no JSON",
        refused(Files.writeString(file, "[{\"a\": 1}, 7]")));
    assertEquals("rows.json row 2 is no JSON object, or what is after it is no JSON",
        refused(Files.writeString(file, "[{\"a\": 1}, {\"b\"")));
  }

  @Test void aByteOrderMarkIsNotPartOfTheFirstRow() throws IOException {
    assertEquals(List.of(Map.of("a", 1L)), Rows.read(file("\uFEFF{\"a\": 1}\r\n")));
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("rows.jsonl"), text);
  }

  private static String refused(Path file) {
    return assertThrows(IOException.class, () -> Rows.read(file)).getMessage();
  }
}
