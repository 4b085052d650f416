package zerograd.models.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import zerograd.models.chat.ChatTemplate;
import zerograd.models.text.BytePairTokenizer;
import zerograd.models.text.BytePairTrainer;
import zerograd.models.text.TokenizerConfig;

class ExampleEncoderTest {

  private static final String TEMPLATE = "{% for m in messages %}{{ m.role + ': ' + m.content }}"
      + "{{ eos_token if m.role == 'assistant' }}{{ '\n' }}{% endfor %}"
      + "{{ 'assistant:' if add_generation_prompt }}";

  private static final BytePairTokenizer PLAIN = BytePairTrainer.of(300, "<end>")
      .train(List.of("user: hello hello hello", "assistant: world world"))
      .withConfig(TokenizerConfig.endingWith("<end>"));

  private static final BytePairTokenizer CHAT = withTemplate(TEMPLATE);

  private static BytePairTokenizer withTemplate(String template) {
    return PLAIN.withConfig(new TokenizerConfig(Optional.empty(), Optional.of("<end>"), Optional.empty(),
        Optional.of(template)));
  }

  private static final ExampleEncoder ENCODER = ExampleEncoder.of(CHAT);

  private static Map<String, Object> user(String text) { return ChatTemplate.message("user", text); }

  private static Map<String, Object> assistant(String text) {
    return ChatTemplate.message("assistant", text);
  }

  /// The text of all tokens, the learned ones in brackets.
  private static String shown(Example example) {
    StringBuilder text = new StringBuilder();
    boolean inside = false;
    for (int t = 0; t < example.ids().length; t++) {
      boolean learned = t > 0 && example.weights()[t] > 0;
      if (learned != inside) text.append(learned ? "[" : "]");
      inside = learned;
      text.append(CHAT.decode(example.ids()[t]));
    }
    return text.append(inside ? "]" : "").toString();
  }

  private static String shown(Map<String, ?> row) { return shown(ENCODER.encode(row)); }

  @Test void ofAChatTheAssistantsTurnsAreLearned() {
    assertEquals("user: hi\nassistant:[ hello<end>]\nuser: more\nassistant:[ world<end>]\n", shown(
        Map.of("messages", List.of(user("hi"), assistant("hello"), user("more"), assistant("world")),
            "prompt", "a column that is not looked at")));
  }

  @Test void ofMessagesToCompleteTheAnswersInThePromptAreNotLearned() {
    assertEquals("user: hi\nassistant: hello<end>\nuser: more\nassistant:[ world<end>]\n", shown(
        Map.of("prompt", List.of(user("hi"), assistant("hello"), user("more")), "completion",
            List.of(assistant("world")))));
  }

  @Test void ofAWrittenPromptTheCompletionAndTheEndAreLearned() {
    assertEquals("hello[ world<end>]", shown(Map.of("prompt", "hello", "completion", " world")));
    assertEquals("hello[ world<end>]", shown(Map.of("prompt", "hello", "completion", " world<end>")));
    assertEquals("hello[ world]",
        shown(ENCODER.appending(false).encode(Map.of("prompt", "hello", "completion", " world"))));
  }

  @Test void thePromptHasTheTokensThatGeneratingFromItBeginsWith() {
    for (int cut = 1; cut < 11; cut++) {
      String text = "hello world", prompt = text.substring(0, cut);
      int[] ids = ENCODER.encode(Map.of("prompt", prompt, "completion", text.substring(cut))).ids();
      int[] before = CHAT.encode(prompt);
      assertArrayEquals(before, IntStream.range(0, before.length).map(t -> ids[t]).toArray(), prompt);
      assertEquals(text + "<end>", CHAT.decode(ids));
    }
  }

  @Test void ofATextEverythingIsLearned() {
    Example example = ENCODER.encode(Map.of("text", "hello hello"));
    assertEquals("hello hello<end>", CHAT.decode(example.ids()));
    assertEquals(example.ids().length - 1, example.totalWeight());
  }

  @Test void aTemplateThatPrintsTheDatePrintsTheSameOneEveryDay() {
    ExampleEncoder encoder = ExampleEncoder.of(withTemplate(
        "{{ strftime_now('%d %b %Y') ~ city }}{% for m in messages %}{{ m.role + ':' + m.content }}"
            + "{% endfor %}{{ 'assistant:' if add_generation_prompt }}"));
    Map<String, Object> row = Map.of("messages", List.of(assistant("x")));
    assertEquals("26 Jul 2024 Bonn assistant:[x]",
        shown(encoder.with(ExampleEncoder.DATE, Map.of("city", " Bonn ")).encode(row)));
    assertEquals("01 Feb 2031 Ulm assistant:[x]",
        shown(encoder.with(LocalDate.of(2031, 2, 1), Map.of("city", " Ulm ")).encode(row)));
  }

  @Test void aTemplateThatIsNotUnderstoodMattersToChatsOnly() {
    ExampleEncoder encoder = ExampleEncoder.of(withTemplate("{% import 'a' as b %}"));
    assertEquals("hello<end>", CHAT.decode(encoder.encode(Map.of("text", "hello")).ids()));
    assertEquals("hello[ world<end>]",
        shown(encoder.encode(Map.of("prompt", "hello", "completion", " world"))));
    assertEquals(
        "is a chat, and the model's chat template cannot be used: line 1: the tag {% import %} is not supported",
        assertThrows(IllegalArgumentException.class,
            () -> encoder.encode(Map.of("messages", List.of(assistant("x"))))).getMessage());
  }

  @Test void aRowWithoutAnExampleSaysWhy() {
    assertRefused("needs messages, or prompt and completion, or text; it has only prompt",
        Map.of("prompt", "a"));
    assertRefused("needs messages, or prompt and completion, or text; it has no column", Map.of());
    assertRefused("has an empty text", Map.of("text", ""));
    assertRefused("needs a text in text, got 3", Map.of("text", 3));
    assertRefused("has an empty completion", Map.of("prompt", "a", "completion", ""));
    assertRefused("has an empty prompt; text has none", Map.of("prompt", "", "completion", "a"));
    assertRefused("needs a list of objects in completion, got a text",
        Map.of("prompt", List.of(user("a")), "completion", "b"));
    assertRefused("needs a list of objects in messages, got a text", Map.of("messages", "hi"));
    assertRefused("has no message in messages", Map.of("messages", List.of()));
    assertRefused("needs a role in messages[0]", Map.of("messages", List.of(Map.of("content", "a"))));
    assertRefused("has no assistant turn, so nothing would be learned",
        Map.of("messages", List.of(user("a"))));
    assertRefused("has tools, and the model's chat template has no place for them",
        Map.of("messages", List.of(user("a"), assistant("b")), "tools", List.of(Map.of("type", "function"))));
    assertEquals("is a chat, and the model has no chat template",
        assertThrows(IllegalArgumentException.class,
            () -> ExampleEncoder.of(PLAIN).encode(Map.of("messages", List.of(user("a"))))).getMessage());
  }

  private static void assertRefused(String reason, Map<String, ?> row) {
    assertEquals(reason,
        assertThrows(IllegalArgumentException.class, () -> ENCODER.encode(row)).getMessage());
  }
}
