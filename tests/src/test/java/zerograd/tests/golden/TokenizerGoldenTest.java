package zerograd.tests.golden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import zerograd.models.text.BytePairTokenizer;
import zerograd.models.text.StreamingDecoder;
import zerograd.tests.Fixtures;

/// Published vocabularies, as Hugging Face `tokenizers` uses them: `tokenizer_NAME.json` of the golden data has the cases,
/// `tokenizers/NAME` of the large data the vocabulary, which is not ours to publish.
class TokenizerGoldenTest {

  @TempDir
  Path folder;

  @Test void idsAndTextsOfPublishedTokenizers() throws IOException {
    List<String> compared = new ArrayList<>(), absent = new ArrayList<>();
    int cases = 0;
    for (Path file : Fixtures.found("",
        path -> path.getFileName().toString().matches("tokenizer_.*\\.json"))) {
      String name = file.getFileName().toString().replaceAll("tokenizer_|\\.json", "");
      var vocabulary = Fixtures.data("tokenizers/" + name);
      if (vocabulary.isEmpty()) {
        absent.add(name);
        continue;
      }
      JsonNode golden = new JsonMapper().readTree(Files.readString(file));
      BytePairTokenizer tokenizer = BytePairTokenizer.open(vocabulary.get());
      cases += compare(name, golden, tokenizer);
      tokenizer.save(folder);
      compare(name + ", saved and read back", golden, BytePairTokenizer.open(folder));
      compared.add(name);
    }
    System.out.println("tokenizers: compared " + compared.size() + " fixtures, " + cases + " cases"
        + (absent.isEmpty() ? "" : "; no vocabulary in -Dzerograd.data for " + String.join(", ", absent)));
    assumeTrue(!compared.isEmpty(), "no published vocabulary is here; -Dzerograd.data=DIR says where");
  }

  private static int compare(String name, JsonNode golden, BytePairTokenizer tokenizer) {
    for (JsonNode each : golden.get("encode")) {
      String text = each.get("text").asString(), where = name + ": " + text;
      int[] ids = ids(each, "ids");
      assertArrayEquals(ids, tokenizer.encode(text), where);
      assertArrayEquals(ids(each, "ids_with_special"), tokenizer.encodeWithSpecial(text), where);
      assertEquals(each.get("decoded").asString(), tokenizer.decode(ids), where);
      assertEquals(each.get("decoded_skip_special").asString(), tokenizer.decodeWithoutSpecial(ids), where);
      assertEquals(each.get("decoded").asString(), stream(tokenizer, ids), where);
    }
    for (JsonNode each : golden.get("chat")) {
      assertArrayEquals(ids(each, "ids"), tokenizer.encode(each.get("text").asString()), name);
    }
    return golden.get("encode").size() + golden.get("chat").size();
  }

  private static String stream(BytePairTokenizer tokenizer, int... ids) {
    StreamingDecoder decoder = new StreamingDecoder(tokenizer, false);
    StringBuilder text = new StringBuilder();
    for (int id : ids) text.append(decoder.next(id));
    return text.append(decoder.finish()).toString();
  }

  private static int[] ids(JsonNode map, String key) {
    return map.get(key).valueStream().mapToInt(JsonNode::asInt).toArray();
  }
}
