package zerograd.models.gguf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import zerograd.models.TinyModels;
import zerograd.models.json.JsonFiles;
import zerograd.models.text.BytePairTokenizer;
import zerograd.models.text.BytePairTrainer;
import zerograd.models.text.TokenizerConfig;
import zerograd.models.transformer.CausalLm;
import zerograd.models.transformer.GenerationConfig;
import zerograd.models.transformer.Pretrained;
import zerograd.models.transformer.TextFiles;
import zerograd.models.transformer.TransformerConfig;
import zerograd.tensor.Device;

class GgufExportTest {

  static final List<String> FAMILIES = TinyModels.FAMILIES;

  @TempDir
  Path folder;

  private interface Check {
    void accept(CausalLm model, GgufContents file) throws IOException;
  }

  /// Saves a random model, exports it as F32 and looks at both.
  private void exported(Map<String, Object> json, Check check) {
    try (Device device = Device.cpu(1)) {
      device.run("model", () -> {
        try {
          CausalLm model = save(json).model();
          GgufExport.of(folder.resolve("model"), GgufType.F32).write(folder.resolve("model.gguf"));
          check.accept(model, GgufContents.read(folder.resolve("model.gguf")));
        } catch (IOException failed) {
          throw new UncheckedIOException(failed);
        }
      });
    }
  }

  private Pretrained save(Map<String, Object> json) throws IOException {
    TransformerConfig config = TransformerConfig.of(json);
    Pretrained model = new Pretrained(TinyModels.random((String) json.get("model_type"), 3), config,
        GenerationConfig.empty(), java.util.Optional.empty(), TextFiles.none());
    model.save(folder.resolve("model"));
    return model;
  }

  private static float[] weights(CausalLm model, String name) {
    return model.parameters().get(name).value().data().toArray();
  }

  @ParameterizedTest
  @FieldSource("FAMILIES") void everyWeightIsThereUnderItsName(String family) {
    exported(TinyModels.json(family), (model, file) -> {
      assertEquals(model.parameters().size(), file.tensors().size());
      assertArrayEquals(weights(model, "model.embed_tokens.weight"), file.floats("token_embd.weight"));
      assertArrayEquals(weights(model, "model.norm.weight"), file.floats("output_norm.weight"));
      for (int i = 0; i < 2; i++) {
        assertArrayEquals(weights(model, "model.layers." + i + ".self_attn.v_proj.weight"),
            file.floats("blk." + i + ".attn_v.weight"));
        assertArrayEquals(weights(model, "model.layers." + i + ".mlp.down_proj.weight"),
            file.floats("blk." + i + ".ffn_down.weight"));
        assertArrayEquals(weights(model, "model.layers." + i + ".post_attention_layernorm.weight"),
            file.floats("blk." + i + ".ffn_norm.weight"));
      }
      assertEquals(List.of(50L, 36L), file.tensors().get("blk.0.ffn_down.weight").dims());
      assertEquals(family.equals("mistral") ? "llama" : family, file.keys().get("general.architecture"));
    });
  }

  /// Turning the pair (2i, 2i + 1) of a reordered head is turning the pair (i, i + d/2) of the head as it was.
  @ParameterizedTest
  @FieldSource("FAMILIES") void rowsOfQueriesAndKeysArePairedAsLlamaCppTurnsThem(String family) {
    exported(TinyModels.json(family), (model, file) -> {
      int D = 36, d = 10;
      boolean neighbours = family.equals("llama") || family.equals("mistral");
      for (String part : List.of("q", "k")) {
        float[] w = weights(model, "model.layers.1.self_attn." + part + "_proj.weight");
        float[] written = file.floats("blk.1.attn_" + part + ".weight");
        for (int head = 0; head < w.length / D / d; head++) {
          for (int i = 0; i < d / 2; i++) {
            int first = head * d + (neighbours ? 2 * i : i), second = first + (neighbours ? 1 : d / 2);
            assertArrayEquals(row(w, head * d + i, D), row(written, first, D));
            assertArrayEquals(row(w, head * d + i + d / 2, D), row(written, second, D));
          }
        }
      }
    });
  }

  private static float[] row(float[] matrix, int row, int columns) {
    return Arrays.copyOfRange(matrix, row * columns, (row + 1) * columns);
  }

  @Test void scaledRotationsHaveTheirFactors() {
    Map<String, Object> json = TinyModels.json("llama");
    json.put("rope_scaling", Map.of("rope_type", "llama3", "factor", 8.0, "low_freq_factor", 1.0,
        "high_freq_factor", 4.0, "original_max_position_embeddings", 64));
    exported(json, (_, file) -> {
      TransformerConfig config = TransformerConfig.of(json);
      double[] slower = config.ropeParameters().inverseFrequencies(10);
      float[] factors = file.floats("rope_freqs.weight");
      assertEquals(1, factors[0]);
      assertEquals(8, factors[4]);
      for (int i = 0; i < 5; i++)
        assertEquals(Math.pow(10_000, -2.0 * i / 10) / factors[i], slower[i], 1e-6 * slower[i]);
    });
  }

  @Test void theContextEndsWithTheSlidingWindow() {
    exported(TinyModels.json("mistral"),
        (_, file) -> assertEquals(5, file.keys().get("llama.context_length")));
  }

  @Test void everyTensorStartsAtAMultipleOf32() {
    exported(TinyModels.json("qwen2"), (_, file) -> {
      long end = 0;
      for (GgufContents.Entry entry : file.tensors().values()) {
        assertEquals(0, entry.offset() % 32);
        assertTrue(entry.offset() >= end && entry.offset() < end + 32);
        end = entry.offset() + 4 * entry.dims().stream().reduce(1L, Math::multiplyExact);
      }
      assertEquals((file.dataAt() + end + 31) / 32 * 32, file.bytes().limit());
    });
  }

  @Test void theTokenizerGoesAlong() {
    BytePairTokenizer tokenizer = BytePairTrainer.of(270, "<|endoftext|>", "<|im_end|>")
        .train(List.of("so many words, so few tokens, so many words"))
        .withConfig(TokenizerConfig.endingWith("<|im_end|>"));
    Map<String, Object> json = TinyModels.json("qwen2");
    Map<String, Object> keys = GgufTokenizer.of(tokenizer, 275, List.of(1, 0));
    assertEquals("gpt2", keys.get("tokenizer.ggml.model"));
    assertEquals("qwen2", keys.get("tokenizer.ggml.pre"));
    List<?> tokens = (List<?>) keys.get("tokenizer.ggml.tokens");
    int[] types = (int[]) keys.get("tokenizer.ggml.token_type");
    assertEquals(275, tokens.size());
    assertEquals("<|im_end|>", tokens.get(1));
    assertEquals(3, types[1]);
    assertEquals(1, types[2]);
    assertEquals("[PAD274]", tokens.get(274));
    assertEquals(5, types[274]);
    assertEquals(tokenizer.merges(), keys.get("tokenizer.ggml.merges"));
    assertEquals("s o", tokenizer.merges().getFirst());
    assertEquals(1, keys.get("tokenizer.ggml.eos_token_id"));
    assertEquals(0, keys.get("tokenizer.ggml.eot_token_id"));
    assertEquals(false, keys.get("tokenizer.ggml.add_bos_token"));
    exported(json, (_, file) -> assertEquals("no_vocab", file.keys().get("tokenizer.ggml.model")));
  }

  @Test void refusesToOverwrite() {
    exported(TinyModels.json("qwen2"), (_, _) -> {
      byte[] before = Files.readAllBytes(folder.resolve("model.gguf"));
      assertThrows(FileAlreadyExistsException.class,
          () -> GgufExport.of(folder.resolve("model"), GgufType.Q8_0).write(folder.resolve("model.gguf")));
      assertArrayEquals(before, Files.readAllBytes(folder.resolve("model.gguf")));
    });
  }

  @Test void namesWhatDoesNotFit() {
    Map<String, Object> json = TinyModels.json("qwen2");
    exported(json, (_, _) -> {
      json.put("num_hidden_layers", 1);
      assertRefused(json, "has tensors that the model does not: model.layers.1.input_layernorm.weight");
      json.put("num_hidden_layers", 3);
      assertRefused(json, "none of them is named model.layers.2.input_layernorm.weight");
      json.put("num_hidden_layers", 2);
      json.put("vocab_size", 98);
      assertRefused(json, "model.embed_tokens.weight has shape (97, 36) and should have (98, 36)");
    });
  }

  private void assertRefused(Map<String, Object> json, String reason) throws IOException {
    JsonFiles.write(folder.resolve("model").resolve("config.json"), json);
    GgufExport export = GgufExport.of(folder.resolve("model"), GgufType.F32);
    var refused = assertThrows(IllegalArgumentException.class,
        () -> export.write(folder.resolve("other.gguf")));
    assertTrue(refused.getMessage().contains(reason), refused.getMessage());
    assertFalse(Files.exists(folder.resolve("other.gguf")));
  }
}
