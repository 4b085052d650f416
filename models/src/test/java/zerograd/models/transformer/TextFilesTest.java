package zerograd.models.transformer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFilesTest {

  @TempDir
  Path folder;

  @Test void areWhatTheyWereAfterTheirFolderIsGone() throws IOException {
    Path from = Files.createDirectory(folder.resolve("from")),
        to = Files.createDirectory(folder.resolve("to"));
    byte[] text = "{\"a\": \"ä\", \"a\": }\n".repeat(1000).getBytes(StandardCharsets.UTF_8),
        noise = new byte[5000];
    new Random(1).nextBytes(noise);                             // not even text
    Files.write(from.resolve("tokenizer.json"), text);
    Files.write(from.resolve("merges.txt"), noise);
    Files.write(from.resolve("special_tokens_map.json"), new byte[0]);
    Files.write(from.resolve("weights.txt"), text);
    TextFiles files = TextFiles.of(from);
    for (Path file : entries(from)) Files.delete(file);
    Files.write(to.resolve("merges.txt"), text);                // replaced

    files.writeInto(to);
    assertEquals(List.of("merges.txt", "special_tokens_map.json", "tokenizer.json"),
        entries(to).stream().map(file -> file.getFileName().toString()).toList());
    assertArrayEquals(text, Files.readAllBytes(to.resolve("tokenizer.json")));
    assertArrayEquals(noise, Files.readAllBytes(to.resolve("merges.txt")));
    assertEquals(0, Files.size(to.resolve("special_tokens_map.json")));
  }

  private static List<Path> entries(Path folder) throws IOException {
    try (var entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }

  @Test void oneIsExchanged() throws IOException {
    TextFiles files = TextFiles.none().with("a", new byte[]{1}).with("b", new byte[]{2});
    assertEquals(List.of("a", "b"), List.copyOf(files.names()));
    assertArrayEquals(new byte[]{3}, content(files.with("a", new byte[]{3}), "a"));
    assertArrayEquals(new byte[]{1}, content(files, "a"));
    assertFalse(files.isEmpty());
    assertEquals("there is no file c, only [a, b]",
        assertThrows(IllegalArgumentException.class, () -> files.open("c")).getMessage());
  }

  private static byte[] content(TextFiles files, String name) throws IOException {
    try (InputStream content = files.open(name)) {
      return content.readAllBytes();
    }
  }
}
