package zerograd.tests.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static zerograd.tests.parity.Parity.check;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.tensor.kernels.Elementary;
import zerograd.tensor.kernels.Kernels;

/// Log-probabilities of tokens, entropies of rows, and tokens drawn from rows.
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

  /// Tokens drawn, and the likeliest, as operands that are compared.
  private static void tokens(Kernels k, Operands o, Floats logits, double[] draws, int V, float temperature) {
    int N = draws.length;
    Ints tokens = o.randomInts(N, V);
    k.tokenLogProbs().draw(tokens, o.normal(N), logits, draws, N, V, temperature);
    compare(o, tokens);
    k.tokenLogProbs().likeliest(tokens, o.normal(N), logits, N, V);
    compare(o, tokens);
  }

  private static void compare(Operands o, Ints tokens) {
    Floats numbers = o.normal(tokens.length());
    for (int n = 0; n < tokens.length(); n++) numbers.set(n, tokens.get(n));
  }

  private static double[] draws(int N, long seed) { return new SplittableRandom(seed).doubles(N).toArray(); }

  @Test void drawnTokens() {
    for (int V : Parity.SIZES) {
      for (float T : TEMPERATURES) {
        check("draw (9, %d) at %s".formatted(V, T), V,
            (k, o) -> tokens(k, o, o.uniform(9L * V, -15, 15), draws(9, V), V, T));
        check("draw from special (9, %d) at %s".formatted(V, T), V,
            (k, o) -> tokens(k, o, o.special(9L * V), draws(9, V), V, T));
      }
    }
    check("draw (70, 5000)", 1, (k, o) -> tokens(k, o, o.normal(70L * 5000), draws(70, 1), 5000, 0.8f));
    check("draw (3, 151936)", 2, (k, o) -> tokens(k, o, o.normal(3L * 151_936), draws(3, 2), 151_936, 1));
    check("equal logits", 3, (k, o) -> {
      Floats logits = o.normal(4L * 1024);
      logits.fill(2.5f);
      tokens(k, o, logits, new double[]{0, 0.25, 0.5, 1 - 0x1p-53}, 1024, 1);
    });
  }

  /// By the definition a draw at a cumulative probability picks the next token, one just below it this one.
  @Test void drawsAtTheBordersBetweenTokens() {
    for (int V : new int[]{1, 17, 600, 5000}) {
      for (float T : new float[]{1, 0.6f}) {
        check("borders of %d at %s".formatted(V, T), V, (k, o) -> {
          Floats row = o.uniform(V, -9, 3);
          double[] cumulative = cumulative(row, T);
          int step = Math.max(1, V / 40), borders = (V + step - 1) / step, N = 3 * borders;
          double[] draws = new double[N];
          Floats logits = o.normal((long) N * V);
          for (int n = 0; n < N; n++) {
            double border = Math.min(cumulative[n / 3 * step], 1 - 0x1p-53);
            draws[n] = n % 3 == 0 ? border : n % 3 == 1 ? Math.nextDown(border) : Math.nextUp(border);
            logits.slice((long) n * V, V).copyFrom(row);
          }
          Ints tokens = o.randomInts(N, V);
          k.tokenLogProbs().draw(tokens, o.normal(N), logits, draws, N, V, T);
          for (int n = 0; n < N; n++)
            assertEquals(first(cumulative, draws[n]), tokens.get(n), "draw " + draws[n]);
        });
      }
    }
  }

  private static double[] cumulative(Floats row, float T) {
    int V = (int) row.length();
    float max = Float.NEGATIVE_INFINITY;
    for (int v = 0; v < V; v++) max = Math.max(max, row.get(v) / T);
    double sum = 0, reached = 0;
    for (int v = 0; v < V; v++) sum += Elementary.exp(row.get(v) / T - max);
    double[] cumulative = new double[V];
    for (int v = 0; v < V; v++) cumulative[v] = reached += Elementary.exp(row.get(v) / T - max) / sum;
    return cumulative;
  }

  private static int first(double[] cumulative, double draw) {
    int v = 0;
    while (v < cumulative.length - 1 && cumulative[v] <= draw)
      v++;
    return v;
  }

  @Test void aRowWithoutProbabilitiesHasNoToken() {
    for (float bad : new float[]{Float.NaN, Float.POSITIVE_INFINITY}) {
      check("a row with " + bad, 4, (k, o) -> {
        Floats logits = o.normal(2 * 100L);
        logits.set(137, bad);
        Ints tokens = o.randomInts(2, 100);
        Floats logProbs = o.normal(2);
        k.tokenLogProbs().draw(tokens, logProbs, logits, new double[]{0.5, 0.5}, 2, 100, 1);
        assertTrue(tokens.get(0) >= 0 && tokens.get(1) == -1 && Float.isNaN(logProbs.get(1)));
        k.tokenLogProbs().likeliest(tokens, logProbs, logits, 2, 100);
        assertTrue(tokens.get(0) >= 0 && tokens.get(1) == -1 && Float.isNaN(logProbs.get(1)));
      });
    }
  }
}
