package zerograd.models.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import zerograd.core.Philox;
import zerograd.models.TinyModels;
import zerograd.models.transformer.CausalLm;
import zerograd.models.transformer.TokenBatch;
import zerograd.tensor.Device;

class LanguageModelTrainerTest {

  static final List<String> FAMILIES = TinyModels.FAMILIES;

  private static final LanguageModelTrainer.Settings SETTINGS = LanguageModelTrainer.Settings.of(0.01)
      .withMaxGradientNorm(0.5);

  /// Eight examples of 2 to 23 tokens, the first half of each only conditioning.
  private static List<Example> batch(int step) {
    List<Example> batch = new ArrayList<>();
    for (int b = 0; b < 8; b++) {
      int[] ids = new int[2 + b * 3];
      for (int t = 0; t < ids.length; t++) ids[t] = Philox.below(97, 1, Philox.Stream.OTHER, step, b, t, 0);
      float[] weights = new float[ids.length];
      for (int t = ids.length / 2; t < ids.length; t++) weights[t] = 1 + t % 3;
      batch.add(new Example(ids, weights));
    }
    return batch;
  }

  /// The bits of all weights after three steps, and the losses and norms on the way.
  private static Map<String, Object> train(String family, int threads, String kernels,
      LanguageModelTrainer.Settings settings) {
    try (Device device = kernels.isEmpty() ? Device.cpu(threads) : Device.cpu(threads, kernels, 1L << 30)) {
      Map<String, Object> outcome = new LinkedHashMap<>();
      device.run("model", () -> {
        CausalLm model = TinyModels.random(family, 3);
        LanguageModelTrainer trainer = new LanguageModelTrainer(model, settings);
        for (int step = 0; step < 3; step++) outcome.put("step " + step, trainer.step(batch(step)));
        model.parameters().forEach((name, param) -> {
          float[] values = param.value().toArray();
          List<Integer> bits = new ArrayList<>();
          for (float value : values) bits.add(Float.floatToRawIntBits(value));
          outcome.put(name, bits);
        });
      });
      return outcome;
    }
  }

  private static void assertSame(Map<String, Object> expected, Map<String, Object> actual, String what) {
    expected.forEach((name, value) -> assertTrue(value.equals(actual.get(name)), name + " differs " + what));
  }

  @ParameterizedTest
  @FieldSource("FAMILIES") void microBatchesRecomputationThreadsAndKernelsChangeNoBit(String family) {
    Map<String, Object> expected = train(family, 1, "reference", SETTINGS);
    for (int size : new int[]{1, 3, 8, 100}) {
      assertSame(expected, train(family, 1, "", SETTINGS.withMicroBatch(size)),
          "with micro-batches of " + size);
    }
    for (int tokens : new int[]{1, 30, 60, 10_000}) {
      assertSame(expected, train(family, 1, "", SETTINGS.withMicroTokens(tokens)),
          "with micro-batches of %d tokens".formatted(tokens));
    }
    assertSame(expected, train(family, 1, "", SETTINGS.withRecompute(true)), "with recomputation");
    assertSame(expected, train(family, 2, "", SETTINGS.withRecompute(true).withMicroBatch(3)), "with both");
    assertSame(expected, train(family, 2, "", SETTINGS), "with two threads");
  }

  @Test void aModelLearnsOneBatchByHeart() {
    try (Device device = Device.cpu(2)) {
      device.run("model", () -> {
        LanguageModelTrainer trainer = new LanguageModelTrainer(TinyModels.random("qwen2", 3), SETTINGS);
        double before = trainer.loss(batch(0));
        for (int step = 0; step < 60; step++) trainer.step(batch(0));
        double after = trainer.loss(batch(0));
        assertTrue(before > 4 && after < 0.1, "loss went from " + before + " to " + after);
      });
    }
  }

  @Test void theLossIsTheWeightedMeanOfLogProbs() {
    try (Device device = Device.cpu(1)) {
      device.run("model", () -> {
        CausalLm model = TinyModels.random("llama", 3);
        double sum = 0, total = 0;
        for (Example example : batch(0)) {
          float[] logProbs = model.logProbs(TokenBatch.of(List.of(example.ids())), 1).slice(0, 1).value()
              .toArray();
          for (int t = 1; t < example.ids().length; t++) {
            sum += example.weights()[t] * logProbs[t - 1];
            total += example.weights()[t];
          }
        }
        double loss = new LanguageModelTrainer(model, SETTINGS).loss(batch(0));
        assertEquals(-sum / total, loss, 1e-6);
      });
    }
  }

  @Test void aGradientThatIsNotFiniteLeavesTheWeightsAlone() {
    try (Device device = Device.cpu(1)) {
      device.run("model", () -> {
        CausalLm model = TinyModels.random("llama", 3);
        model.model().norm().weight().value().set(Float.NaN, 0);
        float[] before = model.lmHead().weight().value().toArray();
        LanguageModelTrainer trainer = new LanguageModelTrainer(model, SETTINGS);
        String words = assertThrows(ArithmeticException.class, () -> trainer.step(batch(0))).getMessage();
        assertTrue(words.startsWith("step 0: the gradient norm is NaN"), words);
        assertArrayEquals(before, model.lmHead().weight().value().toArray());
      });
    }
  }

  @Test void aBatchWithoutCountingTokensIsRefused() {
    try (Device device = Device.cpu(1)) {
      device.run("model", () -> {
        LanguageModelTrainer trainer = new LanguageModelTrainer(TinyModels.random("llama", 3), SETTINGS);
        Example silent = new Example(new int[]{1, 2}, new float[]{1, 0});
        String words = assertThrows(IllegalArgumentException.class, () -> trainer.step(List.of(silent)))
            .getMessage();
        assertEquals("trainer: no token of the batch has a weight", words);
      });
    }
  }
}
