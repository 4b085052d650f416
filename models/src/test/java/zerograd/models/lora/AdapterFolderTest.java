package zerograd.models.lora;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerograd.core.Shape;
import zerograd.models.checkpoint.Safetensors;
import zerograd.models.checkpoint.SafetensorsWriter;
import zerograd.models.checkpoint.StorageType;
import zerograd.models.checkpoint.TensorSource;
import zerograd.models.json.JsonFiles;
import zerograd.models.layers.LoraConfig;
import zerograd.models.transformer.CausalLm;
import zerograd.models.transformer.Pretrained;
import zerograd.models.transformer.TokenBatch;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;

/// The fixture in `peft/` was made by PEFT 0.21.0 and transformers 5.18.0: a Llama of 5,000 weights, an adapter of rank 3 with
/// random numbers, and the log-probabilities of a text with and without it, computed by both in float64.
class AdapterFolderTest {

  private static final Path PEFT = Path.of("src/test/resources/peft"), MADE_BY_PEFT = PEFT.resolve("adapter");

  @TempDir
  private Path folder;

  private interface Body {
    void run() throws IOException;
  }

  private static void onDevice(Body body) {
    try (Device device = Device.cpu(2)) {
      device.run("model", () -> {
        try {
          body.run();
        } catch (IOException failed) {
          throw new AssertionError(failed);
        }
      });
    }
  }

  private static CausalLm base() throws IOException {
    return Pretrained.loadFrozen(PEFT.resolve("base")).model();
  }

  private static double[] expected(String key) throws IOException {
    return ((List<?>) JsonFiles.read(PEFT.resolve("expected.json")).get(key)).stream()
        .mapToDouble(number -> ((Number) number).doubleValue()).toArray();
  }

  private static float[] logProbs(CausalLm model) throws IOException {
    int[] ids = ((List<?>) JsonFiles.read(PEFT.resolve("expected.json")).get("ids")).stream()
        .mapToInt(id -> (Integer) id).toArray();
    return model.logProbs(TokenBatch.of(List.of(ids)), 1).slice(0, 1).value().toArray();
  }

  /// Sums of 24 products and less in float32, through two blocks: about ten last bits of numbers around 5.
  private static void assertClose(double[] expected, float[] actual) {
    assertEquals(expected.length, actual.length);
    for (int i = 0; i < actual.length; i++) assertEquals(expected[i], actual[i], 1e-5, "token " + i);
  }

  @Test void anAdapterOfPeftGivesPeftsLogProbs() {
    onDevice(() -> {
      assertClose(expected("base_log_probs"), logProbs(base()));
      Adapter adapter = AdapterFolder.loadFrozen(MADE_BY_PEFT);
      assertEquals(new LoraConfig(3, 5, true, 0.1, adapter.config().targetModules()), adapter.config());
      assertEquals(Set.of("q_proj", "v_proj", "o_proj", "gate_proj", "down_proj"),
          Set.copyOf(adapter.config().targetModules()));
      assertEquals(10, adapter.modules().size());
      assertClose(expected("log_probs"), logProbs(adapter.on(base())));
      assertClose(expected("log_probs"), logProbs(Merge.into(base(), adapter)));
    });
  }

  @Test void aSavedAdapterHasTheSameBitsAndPeftsNames() {
    onDevice(() -> {
      Adapter adapter = AdapterFolder.load(MADE_BY_PEFT, 7);
      Path saved = folder.resolve("saved");
      AdapterFolder.save(saved, adapter, StorageType.F32, Optional.of("some/base"));
      Adapter again = AdapterFolder.load(saved, 7);
      assertEquals(adapter.config(), again.config());
      assertSameNumbers(adapter, again);
      assertEquals("some/base",
          JsonFiles.read(saved.resolve(AdapterFolder.CONFIG)).get("base_model_name_or_path"));
      try (Safetensors ours = Safetensors.open(saved.resolve(AdapterFolder.WEIGHTS));
          Safetensors theirs = Safetensors.open(MADE_BY_PEFT.resolve(AdapterFolder.WEIGHTS))) {
        assertEquals(theirs.names(), ours.names());
        assertEquals(theirs.metadata(), ours.metadata());
      }
      Adapter other = Adapter.random(base(), adapter.config(), 1);
      AdapterFolder.readInto(saved, other);
      assertSameNumbers(adapter, other);
    });
  }

  private static void assertSameNumbers(Adapter expected, Adapter actual) {
    assertEquals(expected.parameters().keySet().stream().sorted().toList(),
        actual.parameters().keySet().stream().sorted().toList());
    expected.parameters().forEach((name, param) -> assertArrayEquals(param.value().toArray(),
        actual.parameters().get(name).value().toArray(), name));
  }

  @Test void aModelSavedWithAnAdapterIsMerged() {
    onDevice(() -> {
      Pretrained base = Pretrained.loadFrozen(PEFT.resolve("base"));
      Adapter adapter = AdapterFolder.loadFrozen(MADE_BY_PEFT);
      Path merged = folder.resolve("merged"), back = folder.resolve("back");
      base.with(adapter.on(base.model())).save(merged);
      Pretrained whole = Pretrained.loadFrozen(merged);
      assertClose(expected("log_probs"), logProbs(whole.model()));
      assertArrayEquals(logProbs(Merge.into(base.model(), adapter)), logProbs(whole.model()));

      whole.with(adapter.negated().on(whole.model())).save(back);
      assertClose(expected("base_log_probs"), logProbs(Pretrained.loadFrozen(back).model()));
    });
  }

  /// A copy of PEFT's folder with other settings.
  private Path withSettings(Consumer<Map<String, Object>> change) throws IOException {
    Path copy = Files.createTempDirectory(folder, "adapter");
    Map<String, Object> json = JsonFiles.read(MADE_BY_PEFT.resolve(AdapterFolder.CONFIG));
    change.accept(json);
    JsonFiles.write(copy.resolve(AdapterFolder.CONFIG), json);
    Files.copy(MADE_BY_PEFT.resolve(AdapterFolder.WEIGHTS), copy.resolve(AdapterFolder.WEIGHTS));
    return copy;
  }

  private void refused(String words, Path adapter) {
    String message = assertThrows(IllegalArgumentException.class, () -> AdapterFolder.loadFrozen(adapter))
        .getMessage();
    assertEquals(words, message.replace(adapter.toString() + "/", ""));
  }

  @Test void settingsThatChangeTheArithmeticAreRefusedByName() {
    onDevice(() -> {
      Map<String, Object> changes = new LinkedHashMap<>();
      changes.put("use_dora", true);
      changes.put("peft_type", "LOHA");
      changes.put("bias", "lora_only");
      changes.put("init_lora_weights", "pissa_niter_4");
      changes.put("rank_pattern", Map.of("q_proj", 8));
      changes.put("modules_to_save", List.of("lm_head"));
      changes.put("a_key_of_tomorrow", 3);
      for (var change : changes.entrySet()) {
        refused(
            "adapter_config.json has %s = %s, which is not computed here".formatted(change.getKey(),
                change.getValue()),
            withSettings(json -> json.put(change.getKey(), change.getValue())));
      }
      refused(
          "adapter_model.safetensors: base_model.model.model.layers.0.mlp.down_proj.lora_A.weight is (3, 24), which has "
              + "not the rank 4 of adapter_config.json",
          withSettings(json -> json.put("r", 4)));
      refused("adapter_config.json r must be positive, got 0", withSettings(json -> json.put("r", 0)));
      refused(
          "adapter_model.safetensors corrects model.layers.0.mlp.gate_proj, which is none of target_modules in "
              + "adapter_config.json",
          withSettings(
              json -> json.put("target_modules", List.of("q_proj", "v_proj", "o_proj", "down_proj"))));
      refused(
          "adapter_model.safetensors has no weights for k_proj, which adapter_config.json has in target_modules",
          withSettings(json -> json.put("target_modules", "all-linear")));
      refused(
          "lora: there is no target module lm_head; known are q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, "
              + "down_proj and all-linear",
          withSettings(json -> json.put("target_modules", List.of("lm_head"))));
    });
  }

  @Test void aPatternOfTargetsIsWhatItMatched() {
    onDevice(() -> {
      Adapter adapter = AdapterFolder.loadFrozen(withSettings(json -> json.put("target_modules", ".*_proj")));
      assertEquals(List.copyOf(adapter.modules().sequencedKeySet()), adapter.config().targetModules());
      assertClose(expected("log_probs"), logProbs(adapter.on(base())));
    });
  }

  @Test void weightsThatAreNotAnAdaptersAreRefused() {
    onDevice(() -> {
      Path copy = withSettings(json -> {
      });
      List<TensorSource> tensors = new ArrayList<>();
      tensors.add(tensor("base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight", 3, 16));
      rewrite(copy, tensors);
      refused(
          "adapter_model.safetensors has base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight but lacks its "
              + "other half base_model.model.model.layers.0.self_attn.q_proj.lora_B.weight",
          copy);
      tensors.set(0, tensor("base_model.model.lm_head.weight", 3, 16));
      rewrite(copy, tensors);
      refused(
          "adapter_model.safetensors has base_model.model.lm_head.weight, which is no lora_A or lora_B of a model's "
              + "module",
          copy);
    });
  }

  private static TensorSource tensor(String name, int... dims) {
    return new TensorSource(name, new Shape(dims), Tensor.zeros(new Shape(dims)).data());
  }

  private static void rewrite(Path folder, List<TensorSource> tensors) throws IOException {
    SafetensorsWriter.of(StorageType.F32).write(folder.resolve(AdapterFolder.WEIGHTS), tensors);
  }

  @Test void aFolderThatLacksAFileIsNamed() {
    onDevice(() -> {
      Path copy = withSettings(json -> {
      });
      Files.delete(copy.resolve(AdapterFolder.WEIGHTS));
      Files.createFile(copy.resolve("adapter_model.bin"));
      assertEquals(copy
          + ": the folder has no adapter_model.safetensors; its adapter_model.bin is a Python program in "
          + "disguise, save it as safetensors",
          assertThrows(IOException.class, () -> AdapterFolder.loadFrozen(copy)).getMessage());
      assertThrows(IOException.class, () -> AdapterFolder.loadFrozen(folder.resolve("nowhere")));
    });
  }

  @Test void savingDoesNotReplaceWhatIsNoAdapter() {
    onDevice(() -> {
      Adapter adapter = AdapterFolder.loadFrozen(MADE_BY_PEFT);
      Files.writeString(folder.resolve("letter.txt"), "dear");
      assertTrue(assertThrows(IllegalArgumentException.class,
          () -> AdapterFolder.save(folder, adapter, StorageType.F32, Optional.empty())).getMessage()
          .endsWith("holds something else than an adapter; give a new one"));
      assertFalse(AdapterFolder.isAt(folder));
      Path target = folder.resolve("target");
      for (StorageType type : List.of(StorageType.F32, StorageType.BF16)) {
        AdapterFolder.save(target, adapter, type, Optional.empty());
        try (Safetensors stored = Safetensors.open(target.resolve(AdapterFolder.WEIGHTS))) {
          assertEquals(type, stored.tensor(stored.names().iterator().next()).type());
        }
      }
    });
  }
}
