package zerograd.tests.parity;

import static zerograd.tests.parity.Parity.check;

import org.junit.jupiter.api.Test;
import zerograd.core.Floats;

/// Log-probabilities of tokens and entropies of rows.
class VectorTokenLogProbsParityTest {

  private static final float[] TEMPERATURES = {1f, 0.7f, 3f};

  private static void rows(int N, int V, float temperature, boolean special) {
    check("tokenLogProbs (%d, %d) at %s".formatted(N, V, temperature), V, (k, o) -> {
      long size = (long) N * V;
      Floats logits = special ? o.special(size) : o.uniform(size, -15, 15);
      Floats logProbs = o.normal(N), entropy = o.normal(N), rowMax = o.normal(N), rowSum = o.normal(N);
      var targets = o.randomInts(N, V);
      k.tokenLogProbs().forward(logProbs, entropy, rowMax, rowSum, logits, targets, N, V, temperature);
      k.tokenLogProbs().backward(logits, o.normal(N), o.normal(N), entropy, rowMax, rowSum, targets, N, V,
          temperature);
    });
  }

  @Test void awkwardVocabularies() {
    for (int V : Parity.SIZES) for (float T : TEMPERATURES) rows(5, V, T, false);
  }

  @Test void zerosInfinitiesAndNaN() {
    for (int V : Parity.SIZES) for (float T : TEMPERATURES) rows(7, V, T, true);
  }

  @Test void forbiddenTokensHaveMinusInfinity() {
    for (int V : Parity.SIZES) {
      check("forbidden tokens of " + V, V, (k, o) -> {
        Floats logits = o.normal(V), entropy = o.normal(1), rowMax = o.normal(1), rowSum = o.normal(1);
        for (int v = 0; v < V - 1; v += 2) logits.set(v, Float.NEGATIVE_INFINITY);
        var targets = o.ints(V - 1);
        k.tokenLogProbs().forward(o.normal(1), entropy, rowMax, rowSum, logits, targets, 1, V, 0.8f);
        k.tokenLogProbs().backward(logits, o.normal(1), o.normal(1), entropy, rowMax, rowSum, targets, 1, V,
            0.8f);
      });
    }
  }

  @Test void aWholeVocabulary() {
    rows(3, 151_936, 1, false);
    rows(2, 128_256, 0.6f, false);
  }

  @Test void manyRowsSharedOut() { rows(300, 1024, 0.9f, false); }
}
