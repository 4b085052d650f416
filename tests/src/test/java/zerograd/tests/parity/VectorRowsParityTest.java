package zerograd.tests.parity;

import static zerograd.tests.parity.Parity.check;

import org.junit.jupiter.api.Test;
import zerograd.core.Floats;

/// The families that work on rows (RMSNorm, RoPE, embedding, log-softmax) and the optimizer's step.
class VectorRowsParityTest {

  /// Few rows, and enough to be shared out.
  private static final int[] ROWS = {1, 3, 130};

  private interface Case {
    void run(int N, int D);
  }

  private static void shapes(Case body) {
    for (int D : Parity.SIZES) for (int N : ROWS) body.run(N, D);
    body.run(2000, 128);
  }

  @Test void rmsNorm() {
    shapes((N, D) -> check("rmsNorm (%d, %d)".formatted(N, D), D, (k, o) -> {
      Floats x = o.tame((long) N * D), w = o.tame(D), rstd = o.normal(N);
      k.rmsNorm().forward(o.normal((long) N * D), rstd, x, w, N, D, 1e-6f);
      k.rmsNorm().backward(o.tame((long) N * D), o.tame(D), o.tame((long) N * D), x, w, rstd, N, D);
    }));
  }

  @Test void rope() {
    for (int d : new int[]{2, 14, 16, 30, 32, 34, 64, 100, 128}) {
      for (int N : new int[]{1, 5, 300}) {
        check("rope (%d, 3, %d)".formatted(N, d), d, (k, o) -> {
          Floats cos = o.uniform(50L * d / 2, -1, 1), sin = o.uniform(50L * d / 2, -1, 1);
          var positions = o.randomInts(N, 50);
          Floats x = o.tame(3L * N * d);
          k.rope().forward(o.normal(3L * N * d), x, positions, cos, sin, N, 3, d);
          k.rope().backward(o.tame(3L * N * d), x, positions, cos, sin, N, 3, d);
          k.rope().forward(x, x, positions, cos, sin, N, 3, d);
        });
      }
    }
  }

  @Test void embeddingWithRepeatedTokens() {
    shapes((N, D) -> check("embedding (%d, %d)".formatted(N, D), D, (k, o) -> {
      var ids = o.randomInts(N, 11);
      k.embedding().gather(o.normal((long) N * D), o.special(11L * D), ids, N, D);
      k.embedding().scatterAdd(o.tame(11L * D), o.tame((long) N * D), ids, N, D);
    }));
  }

  @Test void logSoftmax() {
    shapes((N, V) -> check("logSoftmax (%d, %d)".formatted(N, V), V, (k, o) -> {
      Floats y = o.normal((long) N * V);
      var ids = o.randomInts(N, V);
      k.logSoftmax().forward(y, o.tame((long) N * V), N, V);
      k.logSoftmax().backward(o.tame((long) N * V), o.tame((long) N * V), y, N, V);
      k.logSoftmax().pick(o.normal(N), y, ids, N, V);
      k.logSoftmax().pickBackward(o.tame((long) N * V), o.normal(N), ids, N, V);
    }));
  }

  @Test void logSoftmaxOfZerosInfinitiesAndNaN() {
    for (int V : Parity.SIZES) {
      check("special rows of " + V, V,
          (k, o) -> k.logSoftmax().forward(o.normal(3L * V), o.special(3L * V), 3, V));
      check("zeros of both signs, " + V, V, (k, o) -> {
        Floats x = o.normal(V);
        for (int i = 0; i < V; i++) x.set(i, i % 3 == 1 ? 0f : -0f);
        k.logSoftmax().forward(o.normal(V), x, 1, V);
      });
    }
  }

  @Test void adamW() {
    var step = new zerograd.tensor.kernels.AdamWKernel.Step(0.7f, 0.999f, 0.1f, 0.999f, 0.001f, 1e-3f, 0.03f,
        1e-8f);
    for (int n : new int[]{1, 2, 7, 15, 16, 17, 31, 33, 64, 100, 255, 896, 200_003}) {
      check("adamW of " + n, n,
          (k, o) -> k.adamW().step(o.tame(n), o.tame(n), o.uniform(n, 0, 2), o.tame(n), n, step));
    }
  }
}
