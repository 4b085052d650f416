package zerograd.models.transformer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import zerograd.core.Shape;
import zerograd.models.TinyModels;
import zerograd.models.checkpoint.Fingerprint;
import zerograd.models.checkpoint.SafetensorsWriter;
import zerograd.models.checkpoint.StorageType;
import zerograd.models.checkpoint.TensorSource;
import zerograd.models.generate.Completion;
import zerograd.models.generate.GenerationSettings;
import zerograd.models.generate.Generator;
import zerograd.models.generate.RandomKey;
import zerograd.models.generate.Sampler;
import zerograd.models.json.JsonFiles;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;
import zerograd.tensor.kernels.FrozenFormat;

class PretrainedTest {

  static final List<String> FAMILIES = TinyModels.FAMILIES;

  @TempDir
  Path folder;

  private interface Body {
    void run() throws IOException;
  }

  private static void onDevice(Body body) {
    try (Device device = Device.cpu(2)) {
      device.run("model", () -> {
        try {
          body.run();
        } catch (IOException failed) {
          throw new UncheckedIOException(failed);
        }
      });
    }
  }

  private static Pretrained random(String family) {
    return Pretrained.random(TransformerConfig.of(TinyModels.json(family)), 5);
  }

  private static Map<String, byte[]> files(Path folder) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (var list = Files.list(folder)) {
      for (Path file : list.toList()) files.put(file.getFileName().toString(), Files.readAllBytes(file));
    }
    return files;
  }

  @ParameterizedTest
  @FieldSource("FAMILIES") void savingWhatWasLoadedGivesTheSameBytes(String family) {
    onDevice(() -> {
      Path first = folder.resolve("first"), second = folder.resolve("second");
      random(family).save(first);
      Files.writeString(first.resolve("generation_config.json"), "{\"eos_token_id\": [1, 0], \"top_k\": 20}");
      Files.writeString(first.resolve("special_tokens_map.json"), "{}");
      Pretrained loaded = Pretrained.load(first);
      assertEquals(List.of(1, 0), loaded.eosTokenIds());
      loaded.save(second);
      Map<String, byte[]> before = files(first), after = files(second);
      assertEquals(before.keySet(), after.keySet());
      assertArrayEquals(before.get("model.safetensors"), after.get("model.safetensors"));
      assertArrayEquals(before.get("config.json"), after.get("config.json"));
      assertArrayEquals(before.get("special_tokens_map.json"), after.get("special_tokens_map.json"));
      assertEquals(JsonFiles.read(first.resolve("generation_config.json")),
          JsonFiles.read(second.resolve("generation_config.json")));
    });
  }

  @Test void randomWeightsAreAFunctionOfSeedAndName() {
    onDevice(() -> {
      float[] once = random("llama").model().lmHead().weight().value().toArray();
      assertArrayEquals(once, random("llama").model().lmHead().weight().value().toArray());
      float[] embedding = random("llama").model().model().embedTokens().weight().value().toArray();
      assertTrue(once[0] != embedding[0], "two tensors differ");
      double mean = 0, square = 0;
      for (float value : once) {
        mean += value / once.length;
        square += (double) value * value / once.length;
      }
      assertEquals(0, mean, 0.02);
      assertEquals(0.3, Math.sqrt(square), 0.01);
      random("qwen2").model().parameters().forEach((name, param) -> {
        if (name.endsWith("bias")) assertEquals(0, param.value().get(0), name);
        if (name.endsWith("norm.weight")) assertEquals(1, param.value().get(0), name);
      });
    });
  }

  @Test void parametersHaveTheirCheckpointNamesAndTiedOnesAreListedOnce() {
    onDevice(() -> {
      Map<String, ?> qwen3 = random("qwen3").model().parameters();
      assertTrue(qwen3.containsKey("model.layers.1.self_attn.q_norm.weight"));
      assertTrue(qwen3.containsKey("model.layers.0.post_attention_layernorm.weight"));
      assertFalse(qwen3.containsKey("lm_head.weight"));
      assertTrue(random("qwen3").model().paths().containsKey("lm_head.weight"));
      assertTrue(random("llama").model().parameters().containsKey("lm_head.weight"));
      assertTrue(random("qwen2").model().parameters().containsKey("model.layers.0.self_attn.k_proj.bias"));
      assertEquals(3 + 2 * 9, random("llama").model().parameters().size());
    });
  }

  @Test void halfPrecisionIsRoundedOnceAndComesBackAsItIs() {
    onDevice(() -> {
      Path first = folder.resolve("bf16"), second = folder.resolve("again");
      random("mistral").save(first, StorageType.BF16);
      assertEquals("bfloat16", JsonFiles.read(first.resolve("config.json")).get("torch_dtype"));
      Pretrained.load(first).save(second, StorageType.BF16);
      assertArrayEquals(files(first).get("model.safetensors"), files(second).get("model.safetensors"));
    });
  }

  /// Writes a checkpoint with the tensors of `model` after `change`.
  private Path written(Pretrained pretrained, Consumer<Map<String, TensorSource>> change)
      throws IOException {
    Path target = folder.resolve("changed");
    pretrained.save(target);
    Map<String, TensorSource> tensors = new TreeMap<>();
    pretrained.model().parameters().forEach((name, param) -> tensors.put(name,
        new TensorSource(name, param.shape(), param.value().data())));
    change.accept(tensors);
    SafetensorsWriter.of(StorageType.F32).write(target.resolve("model.safetensors"),
        new ArrayList<>(tensors.values()));
    return target;
  }

  private static String refusal(Path folder) {
    return assertThrows(IllegalArgumentException.class, () -> Pretrained.load(folder)).getMessage();
  }

  @Test void missingTensorsAreNamed() {
    onDevice(() -> {
      Path lacking = written(random("llama"), tensors -> {
        tensors.remove("lm_head.weight");
        tensors.remove("model.norm.weight");
      });
      assertEquals("checkpoint changed lacks model.norm.weight, lm_head.weight; config.json has "
          + "tie_word_embeddings = false", refusal(lacking));
    });
  }

  @Test void surplusTensorsAreNamed() {
    onDevice(() -> {
      Tensor extra = Tensor.zeros(new Shape(3));
      assertEquals(
          "checkpoint changed has tensors that the model does not: model.layers.2.mlp.gate_proj.weight",
          refusal(written(random("llama"), tensors -> tensors.put("model.layers.2.mlp.gate_proj.weight",
              new TensorSource("model.layers.2.mlp.gate_proj.weight", extra.shape(), extra.data())))));
    });
  }

  @Test void misshapenTensorsAreNamedWithBothShapes() {
    onDevice(() -> {
      Tensor narrow = Tensor.zeros(new Shape(35));
      assertEquals(
          "checkpoint changed does not fit config.json: model.norm.weight has shape (35) and should have (36)",
          refusal(written(random("llama"), tensors -> tensors.put("model.norm.weight",
              new TensorSource("model.norm.weight", narrow.shape(), narrow.data())))));
    });
  }

  @Test void aTiedHeadMayBeStoredTwiceButNotDiffer() {
    onDevice(() -> {
      Pretrained tied = random("qwen2");
      Tensor embedding = tied.model().model().embedTokens().weight().value(), other = embedding.copy();
      Pretrained.load(written(tied, tensors -> tensors.put("lm_head.weight",
          new TensorSource("lm_head.weight", embedding.shape(), embedding.data()))));
      other.set(0.5f, 3, 3);
      assertEquals("checkpoint changed: lm_head.weight differs from the weight it is tied to by "
          + "tie_word_embeddings = true",
          refusal(written(tied, tensors -> tensors.put("lm_head.weight",
              new TensorSource("lm_head.weight", other.shape(), other.data())))));
    });
  }

  @Test void aFolderWithSomethingElseIsNotReplaced() {
    onDevice(() -> {
      Path other = Files.createDirectory(folder.resolve("photos"));
      Files.writeString(other.resolve("cat.txt"), "a cat");
      Pretrained model = random("llama");
      String words = assertThrows(IllegalArgumentException.class, () -> model.save(other)).getMessage();
      assertTrue(words.contains("holds something else than a model"), words);
      assertEquals("a cat", Files.readString(other.resolve("cat.txt")));
      Path again = folder.resolve("model");
      model.save(again);
      model.save(again);
      assertTrue(Files.exists(again.resolve("model.safetensors")));
    });
  }

  @Test void aSavedFolderSaysWhatItIs() {
    onDevice(() -> {
      Path saved = folder.resolve("final");
      random("qwen3").save(saved, StorageType.BF16,
          new ModelCard("puzzles\nand ```more", Optional.of("a \"b\"\nc"),
              Map.of("seed", 7L, "note", "```\n# not a title"), Map.of("held-out accuracy", "79.5%")));
      String card = Files.readString(saved.resolve("README.md"));
      assertTrue(card.startsWith(
          "---\nlibrary_name: transformers\nbase_model: \"a \\\"b\\\"\\nc\"\ntags: [zerograd]\n---\n"
              + "\n# puzzles and ```more\n\nA qwen3 model of "),
          card);
      assertTrue(
          card.contains(Fingerprint.ofFile(saved.resolve("model.safetensors")) + "  model.safetensors\n"));
      assertTrue(card.contains("| held-out accuracy | 79.5% |"), card);
      assertTrue(card.contains("\"seed\": 7"), card);
      assertFalse(card.contains("```\\n# not"), card);
      Pretrained.load(saved).save(saved);
      card = Files.readString(saved.resolve("README.md"));
      assertTrue(card.contains("# final\n") && !card.contains("puzzles"), card);
      assertTrue(card.contains(Fingerprint.ofFile(saved.resolve("model.safetensors"))), card);
    });
  }

  @Test void aFrozenModelHasNoTrainableWeights() {
    onDevice(() -> {
      random("llama").save(folder.resolve("model"));
      Pretrained.loadFrozen(folder.resolve("model")).model().parameters()
          .forEach((name, param) -> assertFalse(param.isTrainable(), name));
    });
  }

  @ParameterizedTest
  @FieldSource("FAMILIES") void aModelInBf16HasTheBitsOfItsWidenedSelf(String family) {
    onDevice(() -> {
      Path stored = folder.resolve("model");
      random(family).save(stored, StorageType.BF16);
      CausalLm wide = Pretrained.load(stored).model(), narrow = Pretrained.loadFrozen(stored).model();
      narrow.parameters().forEach((name, param) -> assertEquals(param.shape().rank() == 2,
          param.matrix().filter(matrix -> matrix.format() == FrozenFormat.BF16).isPresent(), name));
      assertSameAnswers(wide, narrow);
    });
  }

  private static void assertSameAnswers(CausalLm one, CausalLm other) {
    TokenBatch batch = TokenBatch.of(List.of(new int[]{1, 2, 3, 96, 5, 11, 4, 8}, new int[]{4, 2, 7}));
    assertArrayEquals(one.logits(batch).value().toArray(), other.logits(batch).value().toArray());
    assertArrayEquals(one.logProbs(batch, 1).value().toArray(), other.logProbs(batch, 1).value().toArray());
    List<int[]> prompts = List.of(new int[]{1, 2, 3}, new int[]{9});
    GenerationSettings settings = GenerationSettings.greedy(12).withSampler(Sampler.temperature(1));
    List<Completion> mine = new Generator(one).generate(prompts, 3, settings, RandomKey.of(3));
    List<Completion> theirs = new Generator(other).generate(prompts, 3, settings, RandomKey.of(3));
    for (int i = 0; i < mine.size(); i++) {
      assertArrayEquals(mine.get(i).ids(), theirs.get(i).ids());
      assertArrayEquals(mine.get(i).logProbs(), theirs.get(i).logProbs());
    }
  }

  @Test void aFrozenModelInFloat32HasTheBitsOfATrainableOne() {
    onDevice(() -> {
      random("qwen2").save(folder.resolve("model"));
      assertSameAnswers(Pretrained.load(folder.resolve("model")).model(),
          Pretrained.loadFrozen(folder.resolve("model")).model());
    });
  }

  @Test void float16FilesAreKeptWithAllTheirBits() {
    onDevice(() -> {
      random("qwen2").save(folder.resolve("model"), StorageType.F16);
      assertSameAnswers(Pretrained.load(folder.resolve("model")).model(),
          Pretrained.loadFrozen(folder.resolve("model")).model());
    });
  }

  @Test void int8AnswersAreCloseAndThoseOfTheReferenceKernels() throws IOException {
    TokenBatch[] batch = new TokenBatch[1];
    List<float[]> logProbs = new ArrayList<>();
    for (String kernels : List.of("vector", "reference")) {
      try (Device device = Device.cpu(2, kernels, 1L << 30)) {
        device.run("model", () -> {
          try {
            if (!Files.exists(folder.resolve("model"))) random("qwen3").save(folder.resolve("model"));
            batch[0] = TokenBatch.of(List.of(new int[]{1, 2, 3, 96, 5, 11, 4, 8}));
            CausalLm model = Pretrained.loadFrozen(folder.resolve("model"), FrozenFormat.INT8).model();
            logProbs.add(model.logProbs(batch[0], 1).value().toArray());
            logProbs.add(
                Pretrained.load(folder.resolve("model")).model().logProbs(batch[0], 1).value().toArray());
          } catch (IOException failed) {
            throw new UncheckedIOException(failed);
          }
        });
      }
    }
    assertArrayEquals(logProbs.get(0), logProbs.get(2));
    assertArrayEquals(logProbs.get(1), logProbs.get(3));
    assertArrayEquals(logProbs.get(1), logProbs.get(0), 0.2f);
  }

  @Test void aFrozenModelIsSavedWithItsNumbers() {
    onDevice(() -> {
      Path first = folder.resolve("first"), second = folder.resolve("second");
      random("llama").save(first, StorageType.BF16);
      Pretrained.loadFrozen(first).save(second, StorageType.BF16);
      assertArrayEquals(files(first).get("model.safetensors"), files(second).get("model.safetensors"));
    });
  }

  @Test void aModelLargerThanTheMemoryIsRefusedBeforeItIsRead() {
    Map<String, Object> json = TinyModels.json("qwen2");
    json.put("vocab_size", 100_000);
    onDevice(() -> Pretrained.random(TransformerConfig.of(json), 5).save(folder.resolve("model")));
    try (Device small = Device.cpu(1, "reference", 10_000_000)) {
      small.run("model", () -> {
        assertEquals("model model needs 14 MB for its weights, and 10 MB are left",
            assertThrows(IllegalArgumentException.class, () -> Pretrained.load(folder.resolve("model")))
                .getMessage());
        assertEquals(
            "model model needs 14 MB for its weights as f32, and 10 MB are left; bf16 takes 2 bytes a weight, int8 1.06",
            assertThrows(IllegalArgumentException.class, () -> Pretrained.loadFrozen(folder.resolve("model")))
                .getMessage());
        assertEquals(0, small.workspace().reservedBytes());
      });
    }
    try (Device smaller = Device.cpu(1, "reference", 1_000_000)) {
      smaller.run("model", () -> {
        assertRefusedWith(", and 1 MB are left; int8 takes 1.06 bytes a weight", FrozenFormat.BF16);
        assertRefusedWith(", and 1 MB are left", FrozenFormat.INT8);
      });
    }
    try (Device enough = Device.cpu(1, "reference", 10_000_000)) {
      enough.run("model", () -> {
        assertDoesNotThrow(() -> Pretrained.loadFrozen(folder.resolve("model"), FrozenFormat.INT8));
      });
    }
  }

  private void assertRefusedWith(String end, FrozenFormat format) {
    String said = assertThrows(IllegalArgumentException.class,
        () -> Pretrained.loadFrozen(folder.resolve("model"), format)).getMessage();
    assertTrue(said.endsWith(end), said);
  }

  @Test void copyingWeightsMakesTwoModelsEqual() {
    onDevice(() -> {
      TransformerConfig config = TransformerConfig.of(TinyModels.json("qwen3"));
      CausalLm source = random("qwen3").model(), target = CausalLm.emptyFrozen(config);
      target.copyFrom(source);
      TokenBatch batch = TokenBatch.of(List.of(new int[]{1, 2, 3}, new int[]{4}));
      assertArrayEquals(source.logits(batch).value().toArray(), target.logits(batch).value().toArray());
      assertThrows(IllegalArgumentException.class, () -> target.copyFrom(random("qwen2").model()));
    });
  }
}
