package zerograd.models.lora;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import zerograd.autograd.Param;
import zerograd.core.Philox;
import zerograd.models.TinyModels;
import zerograd.models.generate.Completion;
import zerograd.models.generate.GenerationSettings;
import zerograd.models.generate.Generator;
import zerograd.models.generate.RandomKey;
import zerograd.models.generate.Sampler;
import zerograd.models.layers.LoraConfig;
import zerograd.models.layers.LowRank;
import zerograd.models.train.Example;
import zerograd.models.train.LanguageModelTrainer;
import zerograd.models.transformer.CausalLm;
import zerograd.models.transformer.TokenBatch;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;
import zerograd.tensor.kernels.FrozenFormat;

class AdapterTest {

  static final List<String> FAMILIES = TinyModels.FAMILIES;

  private static final LoraConfig CONFIG = LoraConfig.of(3, 6);
  private static final LanguageModelTrainer.Settings SETTINGS = LanguageModelTrainer.Settings.of(0.01)
      .withMaxGradientNorm(0.5);

  private static void onDevice(Runnable body) {
    try (Device device = Device.cpu(2)) {
      device.run("model", body::run);
    }
  }

  private static int[] ids(int b, int length) {
    int[] ids = new int[length];
    for (int t = 0; t < length; t++) ids[t] = Philox.below(97, 1, Philox.Stream.OTHER, 3, b, t, 0);
    return ids;
  }

  private static List<Example> batch() {
    List<Example> batch = new ArrayList<>();
    for (int b = 0; b < 6; b++) batch.add(Example.of(ids(b, 2 + 3 * b)));
    return batch;
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) bits[i] = Float.floatToRawIntBits(values[i]);
    return bits;
  }

  private static float[] logProbs(CausalLm model) {
    return model.logProbs(TokenBatch.of(List.of(ids(1, 17), ids(2, 9))), 1).value().toArray();
  }

  @ParameterizedTest
  @FieldSource("FAMILIES") void aNewAdapterChangesNothing(String family) {
    onDevice(() -> {
      CausalLm base = TinyModels.frozen(family, 3, FrozenFormat.BF16);
      CausalLm model = Adapter.random(base, CONFIG, 1).on(base);
      assertTrue(Adapter.of(model).isPresent());
      assertArrayEquals(logProbs(base), logProbs(model));
      assertArrayEquals(bits(logProbs(base)), bits(logProbs(Adapter.baseOf(model))));
    });
  }

  @Test void aIsUniformAndBIsZero() {
    onDevice(() -> {
      CausalLm base = TinyModels.frozen("llama", 3, FrozenFormat.BF16);
      Adapter.random(base, LoraConfig.of(64, 1), 1).modules().forEach((path, lora) -> {
        int K = lora.a().shape().dim(1);
        double bound = 1 / Math.sqrt(K), squares = 0;
        for (float value : lora.a().value().toArray()) {
          assertTrue(Math.abs(value) <= bound, path);
          squares += value * value;
        }
        // the variance of U(−c, c) is c² / 3, and its estimate from n numbers is off by 0.9 / √n of that
        assertEquals(bound * bound / 3, squares / (64 * K), 0.1 * bound * bound / 3, path);
        assertArrayEquals(new float[(int) lora.b().shape().size()], lora.b().value().toArray());
      });
    });
  }

  @Test void onlyTheAdapterIsTrained() {
    onDevice(() -> {
      CausalLm base = TinyModels.frozen("qwen2", 3, FrozenFormat.INT8);
      Adapter adapter = Adapter.random(base, CONFIG.withTargets("q_proj", "mlp.down_proj"), 1);
      CausalLm model = adapter.on(base);
      assertEquals(List.of("model.layers.0.self_attn.q_proj", "model.layers.0.mlp.down_proj",
          "model.layers.1.self_attn.q_proj", "model.layers.1.mlp.down_proj"),
          List.copyOf(adapter.modules().sequencedKeySet()));
      LanguageModelTrainer trainer = new LanguageModelTrainer(model, SETTINGS);
      assertEquals(Set.copyOf(adapter.parameters().values()), Set.copyOf(trainer.optimizer().params()));
      float[] before = logProbs(base);
      trainer.step(batch());
      assertArrayEquals(bits(before), bits(logProbs(base)));
      assertFalse(Arrays.equals(before, logProbs(model)));
      for (Param param : base.parameters().values()) {
        assertFalse(param.isTrainable() || param.hasGradient());
      }
      assertEquals(adapter.parameters(), trainable(model));
    });
  }

  private static Map<String, Param> trainable(CausalLm model) {
    Map<String, Param> trainable = new LinkedHashMap<>(model.parameters());
    trainable.values().removeIf(param -> !param.isTrainable());
    return trainable;
  }

  /// The bits of the adapter after three steps with dropout.
  private static Map<String, List<Float>> train(String family, int threads, String kernels,
      LanguageModelTrainer.Settings settings) {
    Map<String, List<Float>> outcome = new LinkedHashMap<>();
    try (Device device = kernels.isEmpty() ? Device.cpu(threads) : Device.cpu(threads, kernels, 1L << 30)) {
      device.run("model", () -> {
        CausalLm base = TinyModels.frozen(family, 3, FrozenFormat.INT8);
        Adapter adapter = Adapter.random(base, CONFIG.withDropout(0.25).withRankStabilised(true), 1);
        LanguageModelTrainer trainer = new LanguageModelTrainer(adapter.on(base), settings);
        for (int step = 0; step < 3; step++) trainer.step(batch());
        adapter.parameters().forEach((name, param) -> {
          List<Float> numbers = new ArrayList<>();
          for (float value : param.value().toArray()) numbers.add(value);
          outcome.put(name, numbers);
        });
      });
    }
    return outcome;
  }

  @ParameterizedTest
  @ValueSource(strings = {"qwen2", "mistral"}) void microBatchesRecomputationThreadsAndKernelsChangeNoBit(
      String family) {
    Map<String, List<Float>> expected = train(family, 1, "reference", SETTINGS);
    assertEquals(expected, train(family, 1, "", SETTINGS.withMicroBatch(1)));
    assertEquals(expected, train(family, 2, "", SETTINGS.withMicroBatch(4)));
    assertEquals(expected, train(family, 2, "", SETTINGS.withRecompute(true)));
    assertEquals(expected, train(family, 1, "", SETTINGS.withRecompute(true).withMicroBatch(2)));
  }

  @Test void dropoutIsForTrainingOnly() {
    onDevice(() -> {
      CausalLm base = TinyModels.frozen("llama", 3, FrozenFormat.BF16);
      Adapter adapter = TinyModels.adapter(base, CONFIG.withDropout(0.5), 1);
      CausalLm with = adapter.on(base), without = TinyModels.adapter(base, CONFIG, 1).on(base);
      assertArrayEquals(bits(logProbs(without)), bits(logProbs(with)));
      assertEquals(new LanguageModelTrainer(without, SETTINGS).loss(batch()),
          new LanguageModelTrainer(with, SETTINGS).loss(batch()));
      assertFalse(
          new LanguageModelTrainer(with, SETTINGS).step(batch()).loss() == new LanguageModelTrainer(without,
              SETTINGS).step(batch()).loss());
    });
  }

  @ParameterizedTest
  @EnumSource void theSamplersLogProbsAreTheTrainersBitForBit(FrozenFormat format) {
    onDevice(() -> {
      for (String family : List.of("qwen2", "mistral")) {
        CausalLm base = TinyModels.frozen(family, 3, format);
        CausalLm model = TinyModels.adapter(base, CONFIG, 1).on(base);
        List<int[]> prompts = List.of(ids(0, 1), ids(1, 12), ids(2, 30));
        GenerationSettings settings = GenerationSettings.greedy(15).withSampler(Sampler.temperature(0.8f));
        List<Completion> completions = new Generator(model).generate(prompts, 3, settings, RandomKey.of(5));
        assertEquals(9, completions.size());
        for (Completion completion : completions) {
          int[] prompt = prompts.get(completion.prompt()), ids = completion.ids();
          int[] whole = Arrays.copyOf(prompt, prompt.length + ids.length);
          System.arraycopy(ids, 0, whole, prompt.length, ids.length);
          TokenBatch batch = TokenBatch.of(List.of(whole, prompts.get(2)));
          float[] all = model.logProbs(batch, 0.8f).slice(0, 1).value().toArray();
          int from = prompt.length - 1;
          assertArrayEquals(bits(Arrays.copyOfRange(all, from, from + ids.length)),
              bits(completion.logProbs()));
        }
      }
    });
  }

  @Test void gradientsOnBf16AreThoseOnItsWidenedNumbers() {
    onDevice(() -> {
      CausalLm base = TinyModels.frozen("qwen2", 3, FrozenFormat.BF16);
      CausalLm wide = TinyModels.frozen("qwen2", 3, FrozenFormat.F32);
      base.parameters().forEach((name, param) -> param.matrix().ifPresent(matrix -> {
        Tensor numbers = matrix.widened();
        wide.parameters().get(name).matrix().orElseThrow()
            .fill((from, rows) -> rows.copyFrom(numbers.data().slice(from, rows.length())));
      }));
      Adapter one = TinyModels.adapter(base, CONFIG, 1), other = TinyModels.adapter(wide, CONFIG, 1);
      new LanguageModelTrainer(one.on(base), SETTINGS).step(batch());
      new LanguageModelTrainer(other.on(wide), SETTINGS).step(batch());
      one.parameters()
          .forEach((name, param) -> assertArrayEquals(bits(other.parameters().get(name).value().toArray()),
              bits(param.value().toArray()), name));
    });
  }

  @Test void anAdapterThatDoesNotFitIsRefused() {
    onDevice(() -> {
      CausalLm base = TinyModels.frozen("llama", 3, FrozenFormat.BF16);
      Adapter adapter = Adapter.random(base, CONFIG, 1);
      assertEquals("lora: model.layers.0.self_attn.q_proj has an adapter already; merge it first",
          assertThrows(IllegalArgumentException.class, () -> adapter.on(frozen(adapter.on(base))))
              .getMessage());
      assertEquals(
          "lora: model.embed_tokens.weight is trainable, but the base of an adapter does not change; load it frozen",
          assertThrows(IllegalArgumentException.class, () -> adapter.on(TinyModels.random("llama", 3)))
              .getMessage());
      LinkedHashMap<String, LowRank> swapped = new LinkedHashMap<>();
      adapter.modules().forEach((path, lora) -> swapped.put(path.replace("layers.1", "layers.7"), lora));
      String words = assertThrows(IllegalArgumentException.class, () -> new Adapter(swapped).on(base))
          .getMessage();
      assertTrue(words.startsWith("lora: the adapter corrects model.layers.7.self_attn.q_proj, "), words);
      assertTrue(words.endsWith(", which the model does not have"), words);
      swapped.clear();
      swapped.put("model.layers.0.mlp.down_proj", adapter.modules().get("model.layers.0.mlp.up_proj"));
      assertEquals(
          "lora: model.layers.0.mlp.down_proj is (36, 50), and A (3, 36) with B (50, 3) does not fit it",
          assertThrows(IllegalArgumentException.class, () -> new Adapter(swapped).on(base))
              .getMessage());
    });
  }

  /// The same model with adapters that do not learn.
  private static CausalLm frozen(CausalLm model) {
    return model.withProjections((_, linear) -> linear.with(linear.lora()
        .map(lora -> new LowRank(Param.frozen(lora.a().value()), Param.frozen(lora.b().value()),
            lora.config(), lora.dropout()))));
  }

  @Test void settingsThatMeanNothingAreRefused() {
    assertEquals(
        "lora: there is no target module lm_head; known are q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, "
            + "down_proj and all-linear",
        assertThrows(IllegalArgumentException.class, () -> CONFIG.withTargets("lm_head")).getMessage());
    assertThrows(IllegalArgumentException.class, () -> LoraConfig.of(1, 1e300));   // no float32
    assertEquals("lora: rank 0 must be at least 1, alpha 1.0 positive, dropout 0.0 in [0, 1)",
        assertThrows(IllegalArgumentException.class, () -> LoraConfig.of(0, 1)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> CONFIG.withTargets());
    assertThrows(IllegalArgumentException.class, () -> CONFIG.withDropout(1));
    assertThrows(IllegalArgumentException.class, () -> LoraConfig.of(4, Double.NaN));
  }

  @Test void theScaleIsAlphaOverRankOrItsRoot() {
    assertEquals(2f, LoraConfig.of(16, 32).scale());
    assertEquals(8f, LoraConfig.of(16, 32).withRankStabilised(true).scale());
    assertEquals(LoraConfig.PROJECTIONS, CONFIG.withTargets("all-linear").targetModules());
  }
}
