package zerograd.tests.golden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zerograd.models.chat.ChatTemplate;
import zerograd.models.json.JsonFiles;
import zerograd.models.text.BytePairTokenizer;
import zerograd.tests.Fixtures;

/// The published templates of Qwen2.5-Instruct and Llama-3.2-Instruct, as `transformers` renders and encodes them.
class ChatTemplateGoldenTest {

  @ParameterizedTest
  @ValueSource(strings = {"qwen2", "llama3"})
  @SuppressWarnings("unchecked") void conversationsAreThoseOfTransformers(String name) throws IOException {
    Optional<Path> folder = Fixtures.data("tokenizers/" + name);
    assumeTrue(folder.isPresent(), "the published tokenizers are not here");
    BytePairTokenizer tokenizer = BytePairTokenizer.open(folder.get());
    ChatTemplate template = ChatTemplate.of(tokenizer.config().chatTemplate().orElseThrow());
    List<?> cases = (List<?>) JsonFiles.read(Fixtures.golden("tokenizer_" + name + ".json")).get("chat");
    assertEquals(10, cases.size());
    for (Object each : cases) {
      Map<String, Object> chat = (Map<String, Object>) each, extra = new HashMap<>();
      tokenizer.config().bosToken().ifPresent(token -> extra.put("bos_token", token));
      tokenizer.config().eosToken().ifPresent(token -> extra.put("eos_token", token));
      extra.putAll((Map<String, Object>) chat.get("kwargs"));
      String text = template.render((List<Map<String, Object>>) chat.get("messages"),
          (List<Map<String, Object>>) chat.get("tools"), (Boolean) chat.get("add_generation_prompt"), extra)
          .text();
      assertEquals(chat.get("text"), text);
      assertArrayEquals(((List<Integer>) chat.get("ids")).stream().mapToInt(Integer::intValue).toArray(),
          tokenizer.encode(text));
    }
  }
}
