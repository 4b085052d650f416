package zerograd.tests.golden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import zerograd.models.json.JsonFiles;
import zerograd.models.text.BytePairTokenizer;
import zerograd.models.text.StreamingDecoder;
import zerograd.tests.Fixtures;

/// Texts of random characters of all kinds have the ids that Hugging Face `tokenizers` gives them; see the README beside them.
class FuzzedTextTest {

  private static final Path CASES = Path.of("src", "test", "resources", "fuzz-texts", "cases.json");
  private static final Path SMALL = Path.of("..", "models", "src", "test", "resources", "zerograd", "models",
      "text");

  /// Published vocabularies are not ours to publish; those of the small tokenizers are here.
  private static Optional<Path> folder(String name) {
    return List.of("qwen2", "llama3").contains(name)
        ? Fixtures.data("tokenizers/" + name)
        : Optional.of(SMALL.resolve(name));
  }

  @Test void idsOfFuzzedTexts() throws IOException {
    Map<String, Object> cases = JsonFiles.read(CASES);
    List<?> texts = (List<?>) cases.get("texts");
    int compared = 0;
    for (Map.Entry<?, ?> each : ((Map<?, ?>) cases.get("ids")).entrySet()) {
      Optional<Path> folder = folder((String) each.getKey());
      if (folder.isEmpty()) continue;
      BytePairTokenizer tokenizer = BytePairTokenizer.open(folder.get());
      for (int i = 0; i < texts.size(); i++) {
        String text = (String) texts.get(i), where = each.getKey() + ", text " + i + ": " + text;
        int[] ids = ((List<?>) ((List<?>) each.getValue()).get(i)).stream().mapToInt(id -> (Integer) id)
            .toArray();
        assertArrayEquals(ids, tokenizer.encode(text), where);
        assertEquals(tokenizer.decode(ids), stream(tokenizer, ids), where);
        compared++;
      }
    }
    System.out.println("fuzzed texts: " + compared + " compared");
    assertTrue(compared >= 6 * texts.size(), "only " + compared + " were compared");
  }

  private static String stream(BytePairTokenizer tokenizer, int... ids) {
    StreamingDecoder decoder = new StreamingDecoder(tokenizer, false);
    StringBuilder text = new StringBuilder();
    for (int id : ids) text.append(decoder.next(id));
    return text.append(decoder.finish()).toString();
  }
}
