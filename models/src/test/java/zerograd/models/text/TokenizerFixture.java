package zerograd.models.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import zerograd.models.json.JsonReader;

/// What Hugging Face `tokenizers` makes of some texts and ids; see the README beside the files.
record TokenizerFixture(Path folder, List<Encoded> encode, List<Decoded> decode, String corpus) {

  record Encoded(String text, int[] ids, int[] idsWithSpecial, String decoded, String decodedSkipSpecial) {}

  record Decoded(int[] ids, String decoded, String decodedSkipSpecial) {}

  static final List<String> NAMES = List.of("trained", "flags", "deepseek-v3", "deepseek-coder", "tekken",
      "gpt2-prefix", "mixed", "behaviours", "whitespace", "llama2", "metaspace-first", "metaspace-always",
      "metaspace-never", "unknown-fused", "unknown-single");

  static List<TokenizerFixture> all() { return NAMES.stream().map(TokenizerFixture::open).toList(); }

  static TokenizerFixture open(String name) {
    try {
      Path folder = Path.of(TokenizerFixture.class.getResource(name + "/cases.json").toURI()).getParent();
      TokenizerFixture fixture = new TokenizerFixture(folder, new ArrayList<>(), new ArrayList<>(),
          read(folder).getOrDefault("corpus", "").toString());
      for (Object each : (List<?>) read(folder).get("encode")) {
        Map<?, ?> map = (Map<?, ?>) each;
        fixture.encode.add(new Encoded(string(map, "text"), ids(map, "ids"), ids(map, "ids_with_special"),
            string(map, "decoded"), string(map, "decoded_skip_special")));
      }
      for (Object each : (List<?>) read(folder).get("decode")) {
        Map<?, ?> map = (Map<?, ?>) each;
        fixture.decode.add(
            new Decoded(ids(map, "ids"), string(map, "decoded"), string(map, "decoded_skip_special")));
      }
      return fixture;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (URISyntaxException impossible) {
      throw new AssertionError(impossible);
    }
  }

  BytePairTokenizer tokenizer() throws IOException { return BytePairTokenizer.open(folder); }

  private static Map<String, Object> read(Path folder) throws IOException {
    try (JsonReader reader = JsonReader.open(folder.resolve("cases.json"))) {
      Map<String, Object> map = new HashMap<>();
      reader.object(key -> map.put(key, reader.value()));
      return map;
    }
  }

  private static String string(Map<?, ?> map, String key) { return (String) map.get(key); }

  private static int[] ids(Map<?, ?> map, String key) {
    return ((List<?>) map.get(key)).stream().mapToInt(id -> (Integer) id).toArray();
  }
}
