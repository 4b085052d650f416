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
    assertEquals(List.of(Map.of("a", 1, "b", List.of(2.5, "x")), Map.of("c", Map.of("d", true))),
        Rows.read(
            file("{\"a\": 1, \"b\": [2.5, \"x\"], \"n\": null}\n\n{\"c\": {\"d\": true, \"e\": null}}")));
  }

  @Test void aBrokenLineIsNamed() throws IOException {
    assertEquals("rows.jsonl line 2: needs a JSON object, got {\"a\": ", refused(file("{}\n{\"a\": ")));
    assertEquals("rows.jsonl line 1: needs a JSON object, got [1]", refused(file("[1]")));
    assertEquals("rows.jsonl line 1: needs a JSON object, got {} {}", refused(file("{} {}")));
    assertEquals("rows.jsonl line 1: needs a JSON object, got null", refused(file("null")));
  }

  @Test void bytesThatAreNotUtf8AreRefused() throws IOException {
    Path file = Files.write(folder.resolve("rows.jsonl"), new byte[]{'{', '}', '\n', '"', (byte) 0xff});
    assertEquals("rows.jsonl is not UTF-8 after line 0", refused(file));
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("rows.jsonl"), text);
  }

  private static String refused(Path file) {
    return assertThrows(IOException.class, () -> Rows.read(file)).getMessage();
  }
}
