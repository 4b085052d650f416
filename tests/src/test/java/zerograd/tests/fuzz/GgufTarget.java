package zerograd.tests.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import zerograd.models.checkpoint.MalformedFileException;
import zerograd.models.gguf.GgufExport;
import zerograd.models.gguf.GgufType;
import zerograd.models.transformer.Pretrained;
import zerograd.models.transformer.TransformerConfig;
import zerograd.tensor.Device;
import zerograd.testkit.fuzz.FuzzTarget;

/// The export of a small model whose `config.json`, `tokenizer.json` and `tokenizer_config.json` are the three parts of an
/// input, with a form feed between them. A file is written whole, or not at all.
public final class GgufTarget implements FuzzTarget {

  private static final List<String> FILES = List.of("config.json", "tokenizer.json", "tokenizer_config.json");
  private static final Map<String, Object> CONFIG = Map.of("model_type", "qwen2", "vocab_size", 300,
      "hidden_size", 4,
      "intermediate_size", 4, "num_hidden_layers", 1, "num_attention_heads", 1, "num_key_value_heads", 1,
      "tie_word_embeddings", true);

  private final Scratch scratch = Scratch.make();

  /// Makes the model.
  public GgufTarget() {
    try (Device device = Device.cpu(1)) {
      device.run("model", () -> {
        try {
          Pretrained.random(TransformerConfig.of(CONFIG), 1).save(scratch.folder().resolve("model"));
        } catch (IOException failed) {
          throw new java.io.UncheckedIOException(failed);
        }
      });
    }
  }

  @Override public boolean parse(byte[] input) throws IOException {
    String[] parts = new String(input, StandardCharsets.UTF_8).split("\f", 3);
    Path model = scratch.folder().resolve("model"), file = scratch.folder().resolve("model.gguf");
    for (int i = 0; i < FILES.size(); i++) {
      Path part = model.resolve(FILES.get(i));
      if (i < parts.length && !parts[i].isEmpty()) Files.writeString(part, parts[i]);
      else
        Files.deleteIfExists(part);
    }
    try {
      GgufExport.of(model, GgufType.F32).write(file);
      if (Files.size(file) % 32 != 0) throw new AssertionError("the file ends inside a tensor");
      return true;
    } catch (MalformedFileException | IllegalArgumentException refusal) {
      if (Files.exists(file)) throw new AssertionError("something was written", refusal);
      return Refusals.refused(refusal);
    } catch (java.nio.file.NoSuchFileException missing) {
      if (!missing.getFile().endsWith("config.json")) throw missing;
      return false;
    } finally {
      Files.deleteIfExists(file);
    }
  }

  @Override public int longest() { return 1 << 15; }

  @Override public List<String> words() {
    List<String> words = new ArrayList<>(new TokenizerTarget().words());
    words.addAll(new ConfigTarget().words());
    words.add("\f");
    return words;
  }
}
