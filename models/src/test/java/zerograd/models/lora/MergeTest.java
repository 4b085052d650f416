package zerograd.models.lora;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import zerograd.autograd.Param;
import zerograd.models.TinyModels;
import zerograd.models.layers.LoraConfig;
import zerograd.models.transformer.CausalLm;
import zerograd.models.transformer.TokenBatch;
import zerograd.tensor.Device;
import zerograd.tensor.FrozenMatrix;
import zerograd.tensor.kernels.FrozenFormat;

class MergeTest {

  private static void onDevice(Runnable body) {
    try (Device device = Device.cpu(2)) {
      device.run("model", body::run);
    }
  }

  private static float[] logProbs(CausalLm model) {
    return model.logProbs(TokenBatch.of(List.of(new int[]{5, 9, 2, 44, 7, 61, 3, 8, 13, 90, 1})), 1)
        .slice(0, 1)
        .value().toArray();
  }

  private static float largestDifference(float[] one, float[] other) {
    float largest = 0;
    for (int i = 0; i < one.length; i++) largest = Math.max(largest, Math.abs(one[i] - other[i]));
    return largest;
  }

  /// Both sides are float32 sums of the same products in other orders: log-probabilities around 5 differ by a few of their
  /// last bits.
  @ParameterizedTest
  @EnumSource(names = {"F32", "BF16"}) void aMergedModelIsTheModel(FrozenFormat format) {
    onDevice(() -> {
      for (String family : TinyModels.FAMILIES) {
        CausalLm base = TinyModels.frozen(family, 3, format);
        Adapter adapter = TinyModels.adapter(base, LoraConfig.of(4, 8), 1);
        CausalLm merged = Merge.into(base, adapter);
        assertFalse(Adapter.of(merged).isPresent());
        float[] expected = logProbs(adapter.on(base));
        assertTrue(largestDifference(expected, logProbs(base)) > 0.1, "the adapter changes something");
        assertTrue(largestDifference(expected, logProbs(merged)) < 5e-5,
            family + ": " + largestDifference(expected, logProbs(merged)));
      }
    });
  }

  /// In int8 the products take the scales out of their chains, a merged weight does not: rounding differs a little more.
  @Test void aMergedModelIsTheModelOnAnInt8Base() {
    onDevice(() -> {
      CausalLm base = TinyModels.frozen("qwen2", 3, FrozenFormat.INT8);
      Adapter adapter = TinyModels.adapter(base, LoraConfig.of(4, 8), 1);
      assertTrue(largestDifference(logProbs(adapter.on(base)), logProbs(Merge.into(base, adapter))) < 5e-5);
    });
  }

  @Test void unmergingGivesTheBaseBackUpToRounding() {
    onDevice(() -> {
      CausalLm base = TinyModels.frozen("llama", 3, FrozenFormat.BF16);
      Adapter adapter = TinyModels.adapter(base, LoraConfig.of(4, 8).withTargets("q_proj", "down_proj"), 1);
      CausalLm merged = Merge.into(base, adapter), back = Merge.outOf(merged, adapter);
      base.parameters().forEach((name, param) -> {
        Param there = back.parameters().get(name);
        if (!name.contains("q_proj") && !name.contains("down_proj")) {
          assertSame(param, there);
          return;
        }
        float[] expected = param.matrix().map(FrozenMatrix::widened).orElseThrow().toArray();
        float[] actual = there.value().toArray(), between = merged.parameters().get(name).value().toArray();
        for (int i = 0; i < expected.length; i++) {
          // r additions and r subtractions, each rounded to within half a unit of a partial sum
          float largest = Math.max(Math.abs(expected[i]), Math.abs(between[i])) + 1;
          assertEquals(expected[i], actual[i], 8 * Math.ulp(largest), name);
        }
      });
    });
  }
}
