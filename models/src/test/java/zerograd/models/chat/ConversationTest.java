package zerograd.models.chat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import zerograd.models.TinyModels;
import zerograd.models.chat.Conversation.Answer;
import zerograd.models.generate.Completion;
import zerograd.models.generate.FinishReason;
import zerograd.models.generate.GenerationListener;
import zerograd.models.generate.GenerationSettings;
import zerograd.models.generate.Generator;
import zerograd.models.generate.RandomKey;
import zerograd.models.generate.Sampler;
import zerograd.models.text.BytePairTokenizer;
import zerograd.models.text.BytePairTrainer;
import zerograd.models.text.TokenizerConfig;
import zerograd.models.transformer.Pretrained;
import zerograd.models.transformer.TransformerConfig;
import zerograd.tensor.Device;

class ConversationTest {

  private static final String TEMPLATE = """
      {{- bos_token }}{% for m in messages %}<|im_start|>{{ m.role }}
      {{ m.content }}<|im_end|>
      {% endfor %}{% if add_generation_prompt %}<|im_start|>assistant
      {% endif %}""";

  private static final GenerationSettings SETTINGS = GenerationSettings.greedy(24)
      .withSampler(Sampler.temperature(1.5f));
  private static final RandomKey KEY = RandomKey.of(4);

  private static void with(Optional<String> template, int context, Consumer<Pretrained> body) {
    BytePairTokenizer tokenizer = BytePairTrainer
        .of(280, "<|im_end|>", "<|im_start|>", "<|begin|>").train(List.of("user assistant system"))
        .withConfig(new TokenizerConfig(Optional.of("<|begin|>"), Optional.of("<|im_end|>"), Optional.empty(),
            template));
    Map<String, Object> json = TinyModels.json("qwen2");
    json.put("vocab_size", tokenizer.vocabSize());
    json.put("max_position_embeddings", context);
    try (Device device = Device.cpu(2)) {
      device.run("model",
          () -> body.accept(Pretrained.random(TransformerConfig.of(json), 5).with(tokenizer)));
    }
  }

  private static void with(Consumer<Pretrained> body) { with(Optional.of(TEMPLATE), 4096, body); }

  private static int[] rendered(Pretrained model, List<Map<String, Object>> messages) {
    return model.tokenizer().orElseThrow().encode(ChatTemplate.of(TEMPLATE)
        .render(messages, null, true, Map.of("bos_token", "<|begin|>")).text());
  }

  @Test void everyAnswerIsThatOfAFreshRunOfTheWholeConversation() {
    with(model -> {
      try (Conversation conversation = new Conversation(model)) {
        conversation.instruct("Be brief.");
        int known = 0;
        for (String question : List.of("Who are you?", "Ä 1 + 1 = ?", "And… 🙂", "x ".repeat(300))) {
          Answer answer = conversation.ask(question, SETTINGS, KEY, GenerationListener.NONE);
          List<Map<String, Object>> messages = conversation.messages();
          assertEquals(ChatTemplate.message("assistant", answer.text()), messages.getLast());
          int[] prompt = rendered(model, messages.subList(0, messages.size() - 1));
          assertEquals(prompt.length, answer.prompt());
          assertTrue(answer.read() <= prompt.length - known, "what was rendered before is not read again");
          known = prompt.length;
          int end = model.tokenizer().orElseThrow().eosId().orElseThrow();
          Completion fresh = new Generator(model.model()).generate(prompt,
              SETTINGS.withStopIds(java.util.Set.of(end)), KEY);
          assertArrayEquals(fresh.ids(), answer.completion().ids());
          assertArrayEquals(fresh.logProbs(), answer.completion().logProbs());
        }
        assertEquals(9, conversation.messages().size());
      }
    });
  }

  @Test void whatIsStreamedAddsUpToTheAnswer() {
    with(model -> {
      try (Conversation conversation = new Conversation(model)) {
        StringBuilder streamed = new StringBuilder();
        Answer answer = conversation.ask("Hi", SETTINGS, streamed::append);
        assertEquals(answer.text(), streamed.toString());
      }
    });
  }

  @Test void aStoppedAnswerCountsAndAnUnansweredQuestionDoesNot() {
    with(model -> {
      try (Conversation conversation = new Conversation(model)) {
        int[] heard = {0};
        GenerationListener three = new GenerationListener() {
          @Override public void onToken(int sequence, int id) { heard[0]++; }

          @Override public boolean wantsMore() { return heard[0] < 3; }
        };
        Answer stopped = conversation.ask("Hi", SETTINGS, KEY, three);
        assertEquals(FinishReason.STOPPED, stopped.completion().reason());
        assertEquals(stopped.text(), conversation.messages().getLast().get("content"));
        assertEquals(2, conversation.messages().size());
        assertEquals("", conversation.ask("Hm?", SETTINGS, KEY, three).text());
        assertEquals(2, conversation.messages().size());
        assertThrows(IllegalStateException.class, () -> conversation.ask("Hm?", SETTINGS, KEY, (_, _) -> {
          throw new IllegalStateException("no more");
        }));
        assertEquals(2, conversation.messages().size());
      }
    });
  }

  @Test void anInstructionComesFirstAndOutlivesAReset() {
    with(model -> {
      try (Conversation conversation = new Conversation(model)) {
        Answer uninstructed = conversation.ask("Hi", SETTINGS, KEY, GenerationListener.NONE);
        conversation.instruct("Be brief.");
        conversation.instruct("Be long.");
        conversation.reset();
        assertEquals(List.of(ChatTemplate.message("system", "Be long.")), conversation.messages());
        conversation.instruct("");
        assertEquals(List.of(), conversation.messages());
        Answer again = conversation.ask("Hi", SETTINGS, KEY, GenerationListener.NONE);
        assertArrayEquals(uninstructed.completion().logProbs(), again.completion().logProbs());
      }
    });
  }

  @Test void aConversationLongerThanTheModelReadsIsRefusedAndKept() {
    with(Optional.of(TEMPLATE), 100, model -> {
      try (Conversation conversation = new Conversation(model)) {
        conversation.ask("Hi", SETTINGS, KEY, GenerationListener.NONE);
        List<Map<String, Object>> before = conversation.messages();
        String words = assertThrows(IllegalArgumentException.class,
            () -> conversation.ask("word ".repeat(50), SETTINGS, KEY, GenerationListener.NONE)).getMessage();
        assertTrue(words.matches("chat: the conversation has \\d+ tokens, and the model reads 100; .*"),
            words);
        assertEquals(before, conversation.messages());
        assertEquals(1, new Conversation(model).ask("Hi", SETTINGS.withMaxNewTokens(1), KEY,
            GenerationListener.NONE).completion().ids().length);
      }
    });
  }

  @Test void aModelWithoutATemplateIsRefusedWithAdvice() {
    with(Optional.empty(), 100, model -> {
      assertEquals("the model has no chat template; put the one that it was trained with into its folder as "
          + "chat_template.jinja, or continue plain text with generate",
          assertThrows(IllegalArgumentException.class, () -> new Conversation(model)).getMessage());
    });
  }

  @Test void aTemplatesRefusalLeavesTheConversation() {
    with(Optional.of("{{ raise_exception('no ' + messages[0].role) }}"), 100, model -> {
      try (Conversation conversation = new Conversation(model)) {
        assertTrue(assertThrows(TemplateException.class,
            () -> conversation.ask("Hi", SETTINGS, KEY, GenerationListener.NONE)).getMessage()
            .contains("no user"));
        assertEquals(List.of(), conversation.messages());
      }
    });
  }
}
