package zerograd.models.lora;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import zerograd.autograd.Param;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.autograd.optim.Sgd;
import zerograd.core.Philox;
import zerograd.core.Shape;
import zerograd.models.TinyModels;
import zerograd.models.layers.Dropout;
import zerograd.models.layers.LoraConfig;
import zerograd.models.layers.LowRank;
import zerograd.models.transformer.CausalLm;
import zerograd.models.transformer.TokenBatch;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;
import zerograd.tensor.kernels.FrozenFormat;

class LowRankTest {

  private static final int N = 7, K = 11;

  private static void onDevice(Runnable body) {
    try (Device device = Device.cpu(2)) {
      device.run("model", body::run);
    }
  }

  /// Seven rows: sequences 4 (3 rows) and 5 (4 rows) of step 2.
  private static TokenBatch rows() { return TokenBatch.of(List.of(new int[3], new int[4])).inTraining(2, 4); }

  @Test void dropoutKeepsTheExpectation() {
    onDevice(() -> {
      Shape shape = new Shape(N, 4099);
      for (double p : new double[]{0.05, 0.5, 0.9}) {
        float[] mask = new Dropout(p, 3).forward(Variable.constant(Tensor.full(shape, 1)), rows()).value()
            .toArray();
        int kept = 0;
        for (float value : mask) {
          assertTrue(value == 0 || value == (float) (1 / (1 - p)));
          if (value != 0) kept++;
        }
        // five standard deviations of a binomial count
        assertEquals((1 - p) * mask.length, kept, 5 * Math.sqrt(mask.length * p * (1 - p)));
      }
    });
  }

  @Test void whatIsDroppedDependsOnThePlaceOfTheTokenAndNothingElse() {
    onDevice(() -> {
      Dropout dropout = new Dropout(0.5, 3);
      TokenBatch both = rows(), second = TokenBatch.of(List.of(new int[4])).inTraining(2, 5);
      float[] together = mask(dropout, both), alone = mask(dropout, second);
      assertArrayEquals(alone, Arrays.copyOfRange(together, 3 * K, N * K));
      TokenBatch later = TokenBatch.of(List.of(new int[4])).inTraining(3, 5);
      assertTrue(!Arrays.equals(alone, mask(dropout, later)));
      assertTrue(!Arrays.equals(alone, mask(new Dropout(0.5, 4), second)));
    });
  }

  private static float[] mask(Dropout dropout, TokenBatch batch) {
    return dropout.forward(Variable.constant(Tensor.full(new Shape(batch.tokens(), K), 1)), batch).value()
        .toArray();
  }

  /// An orthogonal matrix: Gram & Schmidt in double, twice, on random rows.
  private static Tensor orthogonal(int key, int K) {
    double[][] q = new double[K][K];
    for (int i = 0; i < K; i++) {
      for (int j = 0; j < K; j++) q[i][j] = Philox.normal(5, Philox.Stream.OTHER, 1, key, i, j);
      for (int pass = 0; pass < 2; pass++) {
        for (int h = 0; h < i; h++) {
          double dot = 0;
          for (int j = 0; j < K; j++) dot += q[i][j] * q[h][j];
          for (int j = 0; j < K; j++) q[i][j] -= dot * q[h][j];
        }
      }
      double norm = 0;
      for (int j = 0; j < K; j++) norm += q[i][j] * q[i][j];
      for (int j = 0; j < K; j++) q[i][j] /= Math.sqrt(norm);
    }
    Tensor tensor = Tensor.empty(new Shape(K, K));
    for (int i = 0; i < K * K; i++) tensor.data().set(i, (float) q[i / K][i % K]);
    return tensor;
  }

  /// With B = 0 and r = K: dB = s dyᵀ x Aᵀ = s G Aᵀ, so a step changes W by s B A = −η s² G Aᵀ A = −η s² G.
  @Test void oneStepOfFullRankIsParallelToTheFullGradient() {
    onDevice(() -> {
      TokenBatch batch = TokenBatch.of(List.of(new int[]{5, 9, 2, 44, 7, 61, 3}, new int[]{8, 13, 90, 1, 1}));
      CausalLm full = TinyModels.random("qwen2", 3);
      Tape.backward(() -> full.logProbs(batch, 1).slice(0, 1).mean().negate());

      CausalLm base = TinyModels.frozen("qwen2", 3, FrozenFormat.F32);
      SequencedMap<String, LowRank> modules = new LinkedHashMap<>();
      base.withProjections((path, linear) -> {
        int M = linear.weight().shape().dim(0), K = linear.weight().shape().dim(1);
        modules.put(path,
            new LowRank(new Param(orthogonal(modules.size(), K)), new Param(Tensor.zeros(new Shape(M, K))),
                LoraConfig.of(K, 0.5 * K), Dropout.NONE));
        return linear;
      });
      Adapter adapter = new Adapter(modules);
      CausalLm model = adapter.on(base);
      Tape.backward(() -> model.logProbs(batch, 1).slice(0, 1).mean().negate());
      new Sgd(List.copyOf(adapter.parameters().values()), Sgd.Settings.plain()).step(100, 1);

      Map<String, Param> before = base.parameters(), after = Merge.into(base, adapter).parameters();
      assertEquals(14, modules.size());
      modules.sequencedKeySet().forEach(path -> {
        String name = path + ".weight";
        float[] old = before.get(name).matrix().orElseThrow().widened().toArray();
        float[] now = after.get(name).value().toArray();
        double cosine = cosine(old, now, full.parameters().get(name).gradient().toArray());
        assertTrue(cosine >= 1 - 1e-6, path + ": cosine " + cosine);
      });
    });
  }

  /// Of the change from `old` to `now`, and −`gradient`.
  private static double cosine(float[] old, float[] now, float[] gradient) {
    double dot = 0, one = 0, other = 0;
    for (int i = 0; i < old.length; i++) {
      double change = (double) now[i] - old[i];
      dot -= change * gradient[i];
      one += change * change;
      other += (double) gradient[i] * gradient[i];
    }
    return dot / Math.sqrt(one * other);
  }
}
