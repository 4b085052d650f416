package zerograd.tensor.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static zerograd.tensor.kernels.TestNumbers.assertClose;
import static zerograd.tensor.kernels.TestNumbers.assertSame;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.core.Workers;
import zerograd.tensor.kernels.AttentionKernel.Heads;
import zerograd.tensor.kernels.vector.VectorAttention;

/// What must hold of the mathematics whoever computes it: on the reference and on the vector kernels.
class KernelIdentitiesTest {

  private final TestNumbers numbers = new TestNumbers(7);
  private final Workers workers = new Workers(2);

  @AfterEach void close() {
    numbers.close();
    workers.close();
  }

  private void onBoth(Consumer<Kernels> identity) {
    Kernels vector = Kernels.named("vector", workers);
    ((VectorAttention) vector.attention()).awaitCompiled();
    List.of(Kernels.reference(), vector).forEach(identity);
  }

  private static Heads heads(int H, int Hkv, int d, int window) {
    return new Heads(H, Hkv, d, window, (float) (1 / Math.sqrt(d)));
  }

  /// Attention's results for some sequences laid end to end, and all their gradients.
  private final class Attended {
    final Floats out, dq, dk, dv;

    Attended(Kernels kernels, Floats q, Floats k, Floats v, Floats dout, Heads heads, int... starts) {
      int B = starts.length - 1;
      long rows = q.length() / heads.d();
      Floats max = numbers.zeros(rows), sum = numbers.zeros(rows);
      Ints places = numbers.ints(starts);
      out = numbers.zeros(q.length());
      dq = numbers.zeros(q.length());
      dk = numbers.zeros(k.length());
      dv = numbers.zeros(v.length());
      kernels.attention().forward(out, max, sum, q, k, v, places, B, heads);
      kernels.attention().backward(dq, dk, dv, dout, out, max, sum, q, k, v, places, B, heads);
    }
  }

  @Test void packedSequencesAttendAsEachWouldAlone() {
    onBoth(kernels -> {
      for (int window : new int[]{0, 9}) {
        Heads heads = heads(4, 2, 32, window);
        int[] starts = {0, 5, 6, 55, 88};
        int N = 88, wide = 4 * 32, narrow = 2 * 32;
        Floats q = numbers.normal(N * wide), dout = numbers.normal(N * wide);
        Floats k = numbers.normal(N * narrow), v = numbers.normal(N * narrow);
        Attended packed = new Attended(kernels, q, k, v, dout, heads, starts);
        for (int b = 0; b < 4; b++) {
          int from = starts[b], T = starts[b + 1] - from;
          Attended alone = new Attended(kernels, q.slice((long) from * wide, (long) T * wide),
              k.slice((long) from * narrow, (long) T * narrow),
              v.slice((long) from * narrow, (long) T * narrow),
              dout.slice((long) from * wide, (long) T * wide), heads, 0, T);
          assertSame("out", packed.out.slice((long) from * wide, (long) T * wide), alone.out);
          assertSame("dq", packed.dq.slice((long) from * wide, (long) T * wide), alone.dq);
          assertSame("dk", packed.dk.slice((long) from * narrow, (long) T * narrow), alone.dk);
          assertSame("dv", packed.dv.slice((long) from * narrow, (long) T * narrow), alone.dv);
        }
      }
    });
  }

  @Test void aRowFromTheCacheHasTheBitsOfTheFullPass() {
    onBoth(kernels -> {
      for (Heads heads : List.of(heads(14, 2, 64, 0), heads(4, 2, 32, 0), heads(3, 3, 20, 0),
          heads(4, 1, 32, 13))) {
        int T = 70, wide = heads.H() * heads.d(), narrow = heads.Hkv() * heads.d(), slot = 1;
        Floats q = numbers.normal(T * wide), k = numbers.normal(T * narrow), v = numbers.normal(T * narrow);
        Floats whole = new Attended(kernels, q, k, v, numbers.normal(T * wide), heads, 0, T).out;

        long length = AttentionKernel.cacheLength(3, T, heads);
        Floats keys = numbers.normal(length), values = numbers.normal(length), out = numbers.zeros(wide);
        for (int t = 0; t < T; t++) {
          Ints slots = numbers.ints(slot), positions = numbers.ints(t);
          kernels.attention().append(keys, values, k.slice((long) t * narrow, narrow),
              v.slice((long) t * narrow, narrow), slots, positions, 1, T, heads);
          kernels.attention().cached(out, q.slice((long) t * wide, wide), keys, values, slots, positions, 1,
              T, heads);
          assertSame(kernels.name() + " position " + t + " of " + heads, whole.slice((long) t * wide, wide),
              out);
        }
      }
    });
  }

  @Test void aCopiedPrefixIsContinuedWithTheSameBits() {
    onBoth(kernels -> {
      for (Heads heads : List.of(heads(4, 2, 40, 0), heads(2, 2, 64, 20))) {
        int capacity = 90, wide = heads.H() * heads.d(), narrow = heads.Hkv() * heads.d();
        for (int T : new int[]{1, 31, 32, 33, 64, 80}) {
          long length = AttentionKernel.cacheLength(2, capacity, heads);
          Floats keys = numbers.normal(length), values = numbers.normal(length), q = numbers.normal(wide);
          Floats k = numbers.normal((T + 1) * narrow), v = numbers.normal((T + 1) * narrow);
          Floats first = numbers.zeros(wide), second = numbers.zeros(wide);
          for (int t = 0; t < T; t++) append(kernels, keys, values, k, v, 0, t, capacity, heads);
          AttentionKernel.copyPositions(keys, values, 0, 1, T, capacity, heads);
          for (int slot = 0; slot < 2; slot++) {
            append(kernels, keys, values, k, v, slot, T, capacity, heads);
            kernels.attention().cached(slot == 0 ? first : second, q, keys, values, numbers.ints(slot),
                numbers.ints(T), 1, capacity, heads);
          }
          assertSame(kernels.name() + " after " + T + " of " + heads, first, second);
        }
      }
    });
  }

  /// Row t of `k`, `v` becomes position t of `slot`.
  private void append(Kernels kernels, Floats keys, Floats values, Floats k, Floats v, int slot, int t,
      int capacity,
      Heads heads) {
    long narrow = (long) heads.Hkv() * heads.d();
    kernels.attention().append(keys, values, k.slice(t * narrow, narrow), v.slice(t * narrow, narrow),
        numbers.ints(slot),
        numbers.ints(t), 1, capacity, heads);
  }

  @Test void refusesAScaleThatIsNotPositive() {
    var refusal = assertThrows(IllegalArgumentException.class, () -> new Heads(1, 1, 4, 0, 0));
    assertEquals("attention: the scale must be positive, got 0.0", refusal.getMessage());
  }

  @Test void laterTokensChangeNothingBefore() {
    onBoth(kernels -> {
      Heads heads = heads(2, 1, 32, 0);
      Floats q = numbers.normal(60 * 64), k = numbers.normal(60 * 32), v = numbers.normal(60 * 32);
      Floats dout = numbers.normal(60 * 64);
      Attended all = new Attended(kernels, q, k, v, dout, heads, 0, 60);
      Attended start = new Attended(kernels, q.slice(0, 41 * 64), k.slice(0, 41 * 32), v.slice(0, 41 * 32),
          dout.slice(0, 41 * 64), heads, 0, 41);
      assertSame("out", start.out, all.out.slice(0, 41 * 64));
    });
  }

  @Test void aWindowAsLongAsTheSequenceChangesNothing() {
    onBoth(kernels -> {
      Floats q = numbers.normal(50 * 64), k = numbers.normal(50 * 32), v = numbers.normal(50 * 32);
      Floats dout = numbers.normal(50 * 64);
      Attended open = new Attended(kernels, q, k, v, dout, heads(2, 1, 32, 0), 0, 50);
      Attended windowed = new Attended(kernels, q, k, v, dout, heads(2, 1, 32, 50), 0, 50);
      assertSame("out", open.out, windowed.out);
      assertSame("dq", open.dq, windowed.dq);
      assertSame("dk", open.dk, windowed.dk);
      assertSame("dv", open.dv, windowed.dv);
    });
  }

  /// With one key, p = e⁰ / e⁰ = 1.
  @Test void aWindowOfOneReturnsTheValues() {
    onBoth(kernels -> {
      Floats v = numbers.normal(20 * 16);
      Attended own = new Attended(kernels, numbers.normal(20 * 16), numbers.normal(20 * 16), v,
          numbers.normal(20 * 16), heads(1, 1, 16, 1), 0, 20);
      assertSame("out", v, own.out);
    });
  }

  @Test void ropeDependsOnDistanceOnly() {
    int d = 32, half = d / 2, P = 200;
    Floats cos = numbers.zeros(P * half), sin = numbers.zeros(P * half);
    for (int p = 0; p < P; p++) {
      for (int i = 0; i < half; i++) {
        double angle = p * StrictMath.pow(10_000, -2.0 * i / d);
        cos.set(p * half + i, (float) StrictMath.cos(angle));
        sin.set(p * half + i, (float) StrictMath.sin(angle));
      }
    }
    Floats pair = numbers.normal(2 * d);
    onBoth(kernels -> {
      double expected = dot(turned(kernels, pair, cos, sin, 17, 5));
      for (int shift : new int[]{1, 30, 180}) {
        assertEquals(expected, dot(turned(kernels, pair, cos, sin, 17 + shift, 5 + shift)), 3e-6 * d);
      }
      assertSame("position 0", pair, turned(kernels, pair, cos, sin, 0, 0));
      Floats back = numbers.zeros(2 * d);
      kernels.rope().backward(back, turned(kernels, pair, cos, sin, 17, 5), numbers.ints(17, 5), cos, sin, 2,
          1, d);
      assertClose("turned there and back", back, 1e-6, i -> pair.get(i));
    });
  }

  private Floats turned(Kernels kernels, Floats pair, Floats cos, Floats sin, int first, int second) {
    Floats y = numbers.zeros(pair.length());
    kernels.rope().forward(y, pair, numbers.ints(first, second), cos, sin, 2, 1, (int) pair.length() / 2);
    return y;
  }

  private static double dot(Floats pair) {
    double sum = 0;
    long d = pair.length() / 2;
    for (long i = 0; i < d; i++) sum += (double) pair.get(i) * pair.get(d + i);
    return sum;
  }

  @Test void theLogProbOfATokenIsItsLogSoftmax() {
    onBoth(kernels -> {
      int N = 6, V = 1003;
      Floats logits = numbers.normal(N * V), all = numbers.zeros(N * V), picked = numbers.zeros(N);
      Floats logProbs = numbers.zeros(N), entropy = numbers.zeros(N), max = numbers.zeros(N),
          sum = numbers.zeros(N);
      Ints targets = numbers.below(V, N);
      kernels.logSoftmax().forward(all, logits, N, V);
      kernels.logSoftmax().pick(picked, all, targets, N, V);
      kernels.tokenLogProbs().forward(logProbs, entropy, max, sum, logits, targets, N, V, 1);
      assertSame("log-probs", picked, logProbs);
    });
  }

  @Test void uniformLogitsHaveTheLargestEntropyAndNoSlope() {
    onBoth(kernels -> {
      int V = 4096;                                          // a power of two: every sum of the row is exact
      Floats logits = numbers.zeros(V), logProbs = numbers.zeros(1), entropy = numbers.zeros(1);
      Floats max = numbers.zeros(1), sum = numbers.zeros(1), none = numbers.zeros(1), one = numbers.zeros(1);
      Ints target = numbers.ints(9);
      one.fill(1);
      kernels.tokenLogProbs().forward(logProbs, entropy, max, sum, logits, target, 1, V, 1);
      assertEquals(Math.log(V), entropy.get(0), 1e-6);
      kernels.tokenLogProbs().backward(logits, none, one, entropy, max, sum, target, 1, V, 1);
      for (int v = 0; v < V; v++) assertEquals(0, logits.get(v), 1e-9);
    });
  }

  @Test void gradientsOfLogitsSumToZero() {
    onBoth(kernels -> {
      int V = 777;
      Floats logits = numbers.normal(V), entropy = numbers.zeros(1), max = numbers.zeros(1),
          sum = numbers.zeros(1);
      Ints target = numbers.ints(3);
      kernels.tokenLogProbs().forward(numbers.zeros(1), entropy, max, sum, logits, target, 1, V, 0.5f);
      kernels.tokenLogProbs().backward(logits, numbers.normal(1), numbers.normal(1), entropy, max, sum,
          target, 1, V,
          0.5f);
      double total = kernels.reduce().sum(logits, V);
      assertTrue(Math.abs(total) < 1e-5, kernels.name() + ": " + total);
    });
  }

  @Test void rmsNormForgetsTheScaleOfItsInput() {
    onBoth(kernels -> {
      int N = 4, D = 100;
      Floats x = numbers.normal(N * D), doubled = numbers.zeros(N * D), w = numbers.normal(D);
      Floats y = numbers.zeros(N * D), same = numbers.zeros(N * D), rstd = numbers.zeros(N);
      kernels.elementwise().affine(doubled, x, 2, 0, N * D);
      kernels.rmsNorm().forward(y, rstd, x, w, N, D, 0);
      kernels.rmsNorm().forward(same, rstd, doubled, w, N, D, 0);
      assertSame("y", y, same);                              // a factor of two changes exponents only
    });
  }
}
