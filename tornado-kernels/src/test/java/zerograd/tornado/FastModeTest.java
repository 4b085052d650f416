package zerograd.tornado;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import zerograd.autograd.optim.AdamW;
import zerograd.autograd.optim.Schedule;
import zerograd.core.Floats;
import zerograd.models.generate.GenerationSettings;
import zerograd.models.generate.Sampler;
import zerograd.models.transformer.Pretrained;
import zerograd.models.transformer.TransformerConfig;
import zerograd.rl.Grpo;
import zerograd.rl.reward.RewardRunner;
import zerograd.rl.rollout.Prompt;
import zerograd.rl.train.RlSettings;
import zerograd.rl.train.RlTask;
import zerograd.rl.train.RlTrainer;
import zerograd.rl.train.StepReport;
import zerograd.tensor.Accelerator;
import zerograd.tensor.AcceleratorMode;
import zerograd.tensor.Device;
import zerograd.tensor.kernels.Kernels;
import zerograd.tensor.kernels.LinearKernel;

/// Fast mode: sums in another order, near the reference's; where there is no library, the same for a row alone and among others.
class FastModeTest {

  /// How far a float32 may be off, relative to the number.
  private static final double UNIT = 0x1p-24;

  private static final Accelerator ACCELERATOR = Bench.open(AcceleratorMode.FAST);
  private static final Device DEVICE = ACCELERATOR == null ? null : Device.on(ACCELERATOR, 1);
  /// Whether the products are this project's.
  private static final boolean OWN = ACCELERATOR != null
      && ACCELERATOR.remark().contains("this project's kernels");

  @BeforeEach void needsADevice() { assumeTrue(DEVICE != null, "TornadoVM has no device here"); }

  private static float[] normal(int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] numbers = new float[n];
    for (int i = 0; i < n; i++) numbers[i] = (float) random.nextGaussian();
    return numbers;
  }

  private static Floats floats(float... numbers) {
    Floats floats = Device.scope().floats(numbers.length);
    floats.copyFrom(numbers);
    return floats;
  }

  private interface Product {
    void compute(LinearKernel linear, Floats y);
  }

  /// y, dx, dw, and y by a packed weight, each added to what was there.
  private static float[][] products(int N, int M, int K) {
    return Device.current().call("products", () -> {
      LinearKernel l = Device.kernels().linear();
      Floats x = floats(normal(N * K, 1)), w = floats(normal(M * K, 2)), dy = floats(normal(N * M, 3));
      Floats packed = Device.scope().floats(l.packedLength(M, K));
      l.pack(packed, w, M, K);
      Product[] products = {(linear, y) -> linear.forward(y, x, w, N, M, K, true),
          (linear, y) -> linear.backwardInput(y, dy, w, N, M, K, true),
          (linear, y) -> linear.backwardWeight(y, dy, x, N, M, K, true),
          (linear, y) -> linear.forwardPacked(y, x, packed, N, M, K, true)};
      int[] sizes = {N * M, N * K, M * K, N * M};
      float[][] results = new float[4][];
      for (int i = 0; i < 4; i++) {
        Floats y = floats(normal(sizes[i], 4));
        products[i].compute(l, y);
        results[i] = y.toArray();
      }
      return results;
    });
  }

  /*
   * A sum of P products, in whatever order, is off by at most P · 2⁻²⁴ · Σ |a b| (Higham 2002, *Accuracy and Stability of Numerical
   * Algorithms*, eq. 3.4, to first order). Both sums are, so they differ by at most twice that.
   */
  @Test void productsAreWithinTheBoundOfAnySum() {
    for (int[] s : new int[][]{{1, 300, 600}, {3, 700, 257}, {70, 65, 1000}, {600, 33, 520}}) {
      int N = s[0], M = s[1], K = s[2];
      int[] lengths = {K, M, N, K};
      float[][] actual = DEVICE.call("there", () -> products(N, M, K)), expected;
      try (Device here = Device.cpu(1, "reference", 1L << 28)) {
        expected = here.call("here", () -> products(N, M, K));
      }
      boolean differ = false;
      for (int i = 0; i < 4; i++) {
        // |a b| is 2/π in the mean, so that its sum is below 2 P
        double P = lengths[i], bound = P > Products.RUN || !OWN ? 2 * P * UNIT * 2 * P : 0;
        for (int e = 0; e < expected[i].length; e++) {
          differ |= expected[i][e] != actual[i][e];
          assertEquals(expected[i][e], actual[i][e], bound,
              "product " + i + " of " + N + " x " + M + " x " + K);
        }
      }
      assertTrue(differ || !OWN, "the order is another");
    }
  }

  @Test void aRowIsTheSameAloneAndAmongOthers() {
    assumeTrue(OWN, "cuBLAS does not promise it");
    int N = 70, M = 130, K = 900;
    DEVICE.run("rows", () -> {
      LinearKernel l = Device.kernels().linear();
      Floats x = floats(normal(N * K, 1)), w = floats(normal(M * K, 2)),
          y = Device.scope().floats((long) N * M);
      l.forward(y, x, w, N, M, K, false);
      for (int n : new int[]{0, 33, 69}) {
        Floats alone = Device.scope().floats(M);
        l.forward(alone, x.slice((long) n * K, K), w, 1, M, K, false);
        assertArrayEquals(y.slice((long) n * M, M).toArray(), alone.toArray());
      }
    });
  }

  @Test void whatNeedsNoSumIsStrict() {
    DEVICE.run("elementwise", () -> {
      float[] numbers = normal(100, 1);
      Floats x = floats(numbers), y = Device.scope().floats(100), expected = Device.scope().floats(100);
      Device.kernels().elementwise().exp(y, x, 100);
      Kernels.reference().elementwise().exp(expected, x, 100);
      assertArrayEquals(expected.toArray(), y.toArray());
    });
  }

  private static Pretrained model() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("architectures", List.of("Qwen2ForCausalLM"));
    json.put("model_type", "qwen2");
    json.put("hidden_act", "silu");
    json.put("hidden_size", 264);                                    // more than a run
    json.put("intermediate_size", 300);
    json.put("num_hidden_layers", 1);
    json.put("num_attention_heads", 4);
    json.put("num_key_value_heads", 2);
    json.put("vocab_size", 60);
    json.put("max_position_embeddings", 64);
    json.put("initializer_range", 0.1);
    json.put("rms_norm_eps", 1e-6);
    json.put("rope_theta", 10_000.0);
    json.put("tie_word_embeddings", true);
    json.put("eos_token_id", 7);
    return Pretrained.random(TransformerConfig.of(json), 1);
  }

  @Test void samplerAndTrainerAgreeToTheBit() throws IOException {
    List<Prompt> prompts = List.of(new Prompt("a", new int[]{1, 2, 3}, "", "test"),
        new Prompt("b", new int[]{4, 5}, "", "test"));
    RlTask task = new RlTask(prompts, List.of(), RewardRunner.of(sample -> sample.response().length() % 5, 0),
        ids -> "x".repeat(ids[0]), 1);
    GenerationSettings generation = GenerationSettings.greedy(8).withSampler(Sampler.temperature(1))
        .withStopIds(Set.of(7));
    RlSettings settings = new RlSettings(1, 1, new RlSettings.Sampling(2, 3, generation),
        new RlSettings.Updates(
            6, 1, 2, false, 1e-3, new Schedule.Constant(), AdamW.Settings.decaying(0.01), 1),
        new RlSettings.Intervals(0, 0, 1));
    StepReport report = DEVICE.call("model",
        () -> new RlTrainer(model(), Grpo.paper(), settings, task).trainStep());
    double tolerance = OWN ? 0 : 1e-4;                                // a thousand roundings of a log-probability
    assertEquals(0, report.metric("rollout/logprob_diff_max"), tolerance);
    assertEquals(1, report.metric("actor/ratio_max"), tolerance);
    assertFalse(Double.isNaN(report.metric("actor/grad_norm")));
  }
}
