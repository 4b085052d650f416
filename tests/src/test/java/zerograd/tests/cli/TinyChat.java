package zerograd.tests.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import zerograd.models.text.BytePairTokenizer;
import zerograd.models.text.BytePairTrainer;
import zerograd.models.text.TokenizerConfig;
import zerograd.models.transformer.Pretrained;
import zerograd.models.transformer.TransformerConfig;
import zerograd.tensor.Device;

/// A model that chats, and chats to fine-tune it on, in a folder; a run takes a second or two.
final class TinyChat {

  private static final String TEMPLATE = "{% for m in messages %}{{ m.role + ': ' + m.content }}"
      + "{{ eos_token if m.role == 'assistant' }}{{ '\n' }}{% endfor %}"
      + "{{ 'assistant:' if add_generation_prompt }}";

  /// Eight steps, an evaluation every third, a checkpoint every second.
  static final String RECIPE = """
      name: tiny
      seed: 3
      steps: 8
      model: {load: model}
      data: {train: [chats.jsonl, texts.jsonl], held_out_share: 0.2}
      batch: {tokens: 200, micro_tokens: 70}
      optimizer: {learning_rate: 3e-2, schedule: cosine, warmup_steps: 2}
      intervals: {validate: 3, checkpoint: 2, keep: 2}
      """;

  /// With this, an adapter is trained and the model stays as it is.
  static final String ADAPTER = """
      lora: {rank: 4, alpha: 8, dropout: 0.1, target_modules: [all-linear], weights: int8}
      """;

  private TinyChat() {}

  /// Writes model, data and `recipe` into `folder`; returns the recipe's path.
  static Path write(Path folder, String recipe) throws IOException {
    writeModel(folder.resolve("model"));
    StringBuilder chats = new StringBuilder(), texts = new StringBuilder();
    for (int i = 0; i < 16; i++) {
      chats.append(
          "{\"messages\": [{\"role\": \"user\", \"content\": \"what follows %d?\"}, {\"role\": \"assistant\", "
              .formatted(i))
          .append("\"content\": \"%d%s\"}]}\n".formatted(i + 1, ", of course".repeat(i % 3)));
      texts.append("{\"prompt\": \"%d + 1 =\", \"completion\": \" %d\"}\n".formatted(i, i + 1));
      texts.append("{\"text\": \"%d and one more is %d\"}\n".formatted(i, i + 1));
    }
    Files.writeString(folder.resolve("chats.jsonl"), chats);
    Files.writeString(folder.resolve("texts.jsonl"), texts);
    return Files.writeString(folder.resolve("recipe.yaml"), recipe);
  }

  private static void writeModel(Path folder) throws IOException {
    BytePairTokenizer tokenizer = BytePairTrainer.of(300, "<end>")
        .train(List.of("user: what follows 1?", "assistant: and one more is 2, of course"))
        .withConfig(new TokenizerConfig(Optional.empty(), Optional.of("<end>"), Optional.empty(),
            Optional.of(TEMPLATE)));
    Map<String, Object> config = Map.of("model_type", "qwen2", "vocab_size", tokenizer.vocabSize(),
        "hidden_size", 16, "intermediate_size", 24, "num_hidden_layers", 1, "num_attention_heads", 2,
        "num_key_value_heads", 1, "max_position_embeddings", 64, "tie_word_embeddings", true,
        "initializer_range", 0.05);
    try (Device device = Device.cpu(1)) {
      device.run("model", () -> {
        try {
          Pretrained.random(TransformerConfig.of(config), 5).with(tokenizer).save(folder);
        } catch (IOException failed) {
          throw new java.io.UncheckedIOException(failed);
        }
      });
    }
  }
}
