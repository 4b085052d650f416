package zerograd.models.chat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import zerograd.models.text.BytePairTokenizer;
import zerograd.models.text.BytePairTrainer;

class ChatTokensTest {

  private static final BytePairTokenizer TOKENIZER = BytePairTrainer
      .of(300, "<|im_start|>", "<|im_end|>").train(List.of("user assistant hello hello\nworld world\n\n\n"));

  private static final String TURN = "{{ '<|im_start|>' + m.role + '\n' + m.content + '<|im_end|>\n' }}";

  private static final ChatTemplate PLAIN = ChatTemplate.of("{% for m in messages %}" + TURN + "{% endfor %}"
      + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}");

  private static final ChatTemplate MARKED = ChatTemplate
      .of("{% for m in messages %}{% if m.role == 'assistant' %}"
          + "{{ '<|im_start|>assistant\n' }}{% generation %}{{ m.content + '<|im_end|>' }}{% endgeneration %}{{ '\n' }}"
          + "{% else %}" + TURN + "{% endif %}{% endfor %}");

  private static List<Map<String, Object>> turns(String... texts) {
    List<Map<String, Object>> turns = new java.util.ArrayList<>();
    for (int i = 0; i < texts.length; i++)
      turns.add(ChatTemplate.message(i % 2 == 0 ? "user" : "assistant", texts[i]));
    return turns;
  }

  private static ChatTokens tokens(ChatTemplate template, String... texts) {
    return ChatTokens.of(template, TOKENIZER, turns(texts), null, Map.of());
  }

  private static String learned(ChatTokens tokens) {
    int[] ids = java.util.stream.IntStream.range(0, tokens.ids().length).filter(i -> tokens.learned()[i])
        .map(i -> tokens.ids()[i]).toArray();
    return TOKENIZER.decode(ids);
  }

  @Test void answersAreLearnedWithTheirEnd() {
    for (ChatTemplate template : List.of(PLAIN, MARKED)) {
      ChatTokens tokens = tokens(template, "hello", "world 😀", "a", "b\n\n\nc");
      assertEquals("world 😀<|im_end|>b\n\n\nc<|im_end|>", learned(tokens));
      String text = "<|im_start|>user\nhello<|im_end|>\n<|im_start|>assistant\nworld 😀<|im_end|>\n<|im_start|>user\n"
          + "a<|im_end|>\n<|im_start|>assistant\nb\n\n\nc<|im_end|>\n";
      assertArrayEquals(TOKENIZER.encode(text), tokens.ids());
    }
  }

  /// The tokenizer composes e and the accent; the learned part is still found.
  @Test void normalizationDoesNotMoveTheBorders() {
    assertEquals("é!<|im_end|>", learned(tokens(PLAIN, "cafe\u0301", "e\u0301!")));
  }

  @Test void turnsThatChangeLaterNeedMarks() {
    ChatTemplate forgetful = ChatTemplate
        .of("{% for m in messages %}{{ m.role }}:{{ m.content if loop.last else '' }}"
            + "{% endfor %}{{ 'assistant:' if add_generation_prompt }}");
    TemplateException refused = assertThrows(TemplateException.class,
        () -> tokens(forgetful, "a", "b", "c", "d"));
    assertTrue(refused.getMessage().contains("{% generation %}"), refused.getMessage());
  }
}
