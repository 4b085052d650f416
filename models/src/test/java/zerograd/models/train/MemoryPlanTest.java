package zerograd.models.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zerograd.models.generate.GenerationSettings;
import zerograd.models.generate.Generator;
import zerograd.models.generate.RandomKey;
import zerograd.models.transformer.Pretrained;
import zerograd.models.transformer.TransformerConfig;
import zerograd.tensor.Device;
import zerograd.tensor.kernels.FrozenFormat;

/// The plan against what a step took.
class MemoryPlanTest {

  private static TransformerConfig config(int D, int layers, int inner, int vocabulary) {
    return TransformerConfig.of(Map.ofEntries(Map.entry("architectures", List.of("Qwen2ForCausalLM")),
        Map.entry("model_type", "qwen2"), Map.entry("hidden_act", "silu"), Map.entry("hidden_size", D),
        Map.entry("num_hidden_layers", layers), Map.entry("num_attention_heads", 4),
        Map.entry("num_key_value_heads", 2), Map.entry("intermediate_size", inner),
        Map.entry("vocab_size", vocabulary), Map.entry("max_position_embeddings", 512),
        Map.entry("rms_norm_eps", 1e-6), Map.entry("rope_theta", 10000.0),
        Map.entry("initializer_range", 0.02), Map.entry("tie_word_embeddings", true)));
  }

  // Tolerance: a tenth, and one large slab, since memory is shared out in slabs.

  @ParameterizedTest
  @CsvSource({"128, 4, 384, 1024, 16, 64, false", "128, 4, 384, 1024, 16, 64, true",
      "192, 6, 768, 4000, 16, 96, false", "192, 6, 768, 4000, 16, 96, true"}) void isWhatAStepTakes(int D,
          int layers, int inner, int vocabulary, int batch, int length, boolean recompute) {
    TransformerConfig config = config(D, layers, inner, vocabulary);
    try (Device device = Device.cpu(1)) {
      device.run("model", () -> {
        Pretrained model = Pretrained.random(config, 1);
        var trainer = new LanguageModelTrainer(model.model(),
            LanguageModelTrainer.Settings.of(1e-3).withRecompute(recompute));
        Random random = new Random(1);
        trainer.step(IntStream.range(0, batch)
            .mapToObj(_ -> Example.of(random.ints(length, 0, vocabulary).toArray())).toList());
      });
      var step = new MemoryPlan.Step(batch * length, batch * (length - 1), recompute);
      MemoryPlan plan = MemoryPlan.of(MemoryPlan.Model.trained(config), List.of(), step,
          MemoryPlan.Rollouts.NONE);
      assertNear(plan, device.workspace().peakBytes());
    }
  }

  @Test void isWhatRolloutsTake() {
    TransformerConfig config = config(192, 6, 768, 4000);
    try (Device device = Device.cpu(1)) {
      Random random = new Random(1);
      List<int[]> prompts = IntStream.range(0, 40)
          .mapToObj(_ -> random.ints(96, 0, 4000).toArray()).toList();
      device.run("model", () -> {
        Pretrained model = Pretrained.random(config, 1);
        device.run("rollouts", () -> new Generator(model.model()).generate(prompts, 1,
            GenerationSettings.greedy(4), RandomKey.of(1)));
      });
      MemoryPlan plan = MemoryPlan.of(MemoryPlan.Model.frozen(config, FrozenFormat.F32), List.of(),
          new MemoryPlan.Step(0, 0, false), new MemoryPlan.Rollouts(40, 100, 40 * 96));
      long arranged = plan.weights();
      assertNear(new MemoryPlan(0, 0, 0, 0, 0, 0, plan.total() + arranged), device.workspace().peakBytes());
    }
  }

  private static void assertNear(MemoryPlan plan, long peak) {
    assertEquals(peak, plan.total(), 0.1 * peak + (32 << 20), plan.toString());
  }

  @Test void countsTheWeightsOfPublishedModels() {
    TransformerConfig config = config(128, 4, 384, 1024);
    try (Device device = Device.cpu(1)) {
      device.run("model", () -> assertEquals(Pretrained.random(config, 1).model().parameterCount(),
          MemoryPlan.Model.trained(config).parameters()));
    }
  }

  @Test void refusesInOneSentence() {
    MemoryPlan plan = MemoryPlan.of(MemoryPlan.Model.trained(config(128, 4, 384, 1024)), List.of(),
        new MemoryPlan.Step(1024, 1024, false), MemoryPlan.Rollouts.NONE);
    var refused = assertThrows(IllegalArgumentException.class, () -> plan.require(1000));
    assertTrue(refused.getMessage().matches("this run needs [0-9.]+ MB of memory and may use 0.0 MB; .*"),
        refused.getMessage());
    assertEquals(plan, plan.require(plan.total()));
  }

  @Test void aDeviceWithLessMemoryThanTheMachineIsAskedForItsOwn() {
    try (Device small = Device.cpu(1, "reference", 12_345)) {
      assertEquals(12_345, MemoryPlan.available(small));
    }
  }
}
