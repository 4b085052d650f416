package zerograd.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static zerograd.tornado.Bench.same;

import org.junit.jupiter.api.Test;
import zerograd.core.Bytes;
import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.tensor.kernels.AdamWKernel;
import zerograd.tensor.kernels.AttentionKernel;
import zerograd.tensor.kernels.AttentionKernel.Heads;
import zerograd.tensor.kernels.FrozenFormat;
import zerograd.tensor.kernels.FrozenLinearKernel.Weight;
import zerograd.tensor.kernels.Rounding;
import zerograd.tensor.kernels.TokenLogProbsKernel.Draws;

/// Every kernel gives the bits of the reference.
class KernelParityTest {

  private static final int[] SIZES = {1, 7, 64, 65, 300};

  @Test void elementwise() {
    for (int n : SIZES) {
      same("elementwise of " + n, n, (k, o) -> {
        var e = k.elementwise();
        e.add(o.normal(n), o.special(n), o.special(n), n);
        e.subtract(o.normal(n), o.special(n), o.special(n), n);
        e.multiply(o.normal(n), o.special(n), o.special(n), n);
        e.divide(o.normal(n), o.special(n), o.special(n), n);
        e.minimum(o.normal(n), o.special(n), o.special(n), n);
        e.maximum(o.normal(n), o.special(n), o.special(n), n);
        e.affine(o.normal(n), o.special(n), 1.7f, -0.3f, n);
        e.clamp(o.normal(n), o.special(n), -0.5f, 0.25f, n);
        e.sigmoid(o.normal(n), o.special(n), n);
        e.silu(o.normal(n), o.special(n), n);
        e.swiGlu(o.normal(n), o.special(n), o.special(n), n);
      });
    }
  }

  @Test void exponentialsAndLogarithms() {
    same("exp and log", 5, (k, o) -> {
      int n = 20_000;
      k.elementwise().exp(o.normal(n), o.special(n), n);
      k.elementwise().log(o.normal(n), o.special(n), n);
      k.elementwise().log(o.normal(n), o.positive(n), n);
    });
  }

  @Test void gradientsOfElementwise() {
    for (int n : SIZES) {
      same("gradients of elementwise of " + n, n, (k, o) -> {
        var e = k.elementwise();
        e.addTo(o.special(n), o.special(n), n);
        e.addScaled(o.tame(n), o.tame(n), -1.3f, n);
        e.addProduct(o.tame(n), o.tame(n), o.tame(n), n);
        e.divideBackward(o.tame(n), o.tame(n), o.tame(n), o.tame(n), o.positive(n), n);
        e.minimumBackward(o.tame(n), o.tame(n), o.tame(n), o.special(n), o.special(n), n);
        e.maximumBackward(o.tame(n), o.tame(n), o.tame(n), o.special(n), o.special(n), n);
        e.clampBackward(o.tame(n), o.tame(n), o.special(n), -0.5f, 0.25f, n);
        e.logBackward(o.tame(n), o.tame(n), o.positive(n), n);
        e.sigmoidBackward(o.tame(n), o.tame(n), o.tame(n), n);
        e.siluBackward(o.tame(n), o.tame(n), o.tame(n), n);
        e.swiGluBackward(o.tame(n), o.tame(n), o.tame(n), o.tame(n), o.tame(n), n, true);
        e.swiGluBackward(o.tame(n), o.tame(n), o.tame(n), o.tame(n), o.tame(n), n, false);
      });
    }
  }

  @Test void sumsAndBroadcasts() {
    for (int D : new int[]{1, 15, 16, 17, 100}) {
      same("sums of " + D, D, (k, o) -> {
        int N = 9;
        var r = k.reduce();
        r.sumRows(o.normal(N), o.tame((long) N * D), N, D);
        r.sumRowsBackward(o.tame((long) N * D), o.tame(N), N, D);
        r.addColumnSums(o.tame(D), o.tame((long) N * D), N, D);
        r.broadcast(o.normal((long) N * D), o.tame(D), new int[]{N, D}, new int[]{0, 1});
        r.broadcast(o.normal((long) N * D), o.tame(N), new int[]{N, D}, new int[]{1, 0});
        r.broadcastBackward(o.tame(D), o.tame((long) N * D), new int[]{N, D}, new int[]{0, 1});
        double[] sums = {r.sum(o.tame((long) N * D), (long) N * D),
            r.sumOfSquares(o.tame((long) N * D), N, D)};
        Floats kept = o.normal(6);
        for (int i = 0; i < 2; i++) {
          long bits = Double.doubleToRawLongBits(sums[i]);
          for (int part = 0; part < 3; part++) kept.set(3 * i + part, bits >>> 22 * part & (1 << 22) - 1);
        }
      });
    }
  }

  @Test void matrixProducts() {
    int[][] shapes = {{1, 1, 1}, {1, 65, 33}, {3, 7, 130}, {17, 40, 31}, {33, 5, 9}, {700, 790, 17},
        {20, 700, 790}};
    for (int[] s : shapes) {
      int N = s[0], M = s[1], K = s[2];
      for (boolean add : new boolean[]{false, true}) {
        same("product %d x %d x %d".formatted(N, M, K), N + M + K, (k, o) -> {
          var l = k.linear();
          Floats x = o.tame((long) N * K), w = o.tame((long) M * K), dy = o.tame((long) N * M);
          l.forward(o.tame((long) N * M), x, w, N, M, K, add);
          l.backwardInput(o.tame((long) N * K), dy, w, N, M, K, add);
          l.backwardWeight(o.tame((long) M * K), dy, x, N, M, K, add);
          Bytes packed = o.bytes(4 * l.packedLength(M, K));
          l.pack(packed.floats(), w, M, K);
          l.forwardPacked(o.tame((long) N * M), x, packed.floats(), N, M, K, add);
        });
      }
    }
  }

  @Test void specialNumbersInProducts() {
    same("special numbers in products", 8, (k, o) -> {
      int N = 20, M = 30, K = 21;
      Floats x = o.special((long) N * K), w = o.special((long) M * K), dy = o.special((long) N * M);
      k.linear().forward(o.tame((long) N * M), x, w, N, M, K, true);
      k.linear().backwardInput(o.tame((long) N * K), dy, w, N, M, K, true);
      k.linear().backwardWeight(o.tame((long) M * K), dy, x, N, M, K, true);
    });
  }

  @Test void frozenProducts() {
    for (FrozenFormat format : FrozenFormat.values()) {
      for (int K : new int[]{1, 32, 33, 100}) {
        int N = K == 100 ? 3 : 5, M = 40;                        // as vectors, and in tiles
        same("frozen " + format + " of " + K, K, (k, o) -> {
          var l = k.frozenLinear();
          Floats rows = o.normal((long) M * K);
          Bytes bytes = o.bytes(l.bytes(format, M, K));
          Weight w = new Weight(bytes, format, M, K);
          l.pack(w, rows.slice(0, 32L * K), 0, 32);
          l.pack(w, rows.slice(32L * K, 8L * K), 32, 8);
          l.forward(o.tame((long) N * M), o.tame((long) N * K), w, N, false);
          l.forward(o.tame((long) N * M), o.tame((long) N * K), w, N, true);
          l.backwardInput(o.tame((long) N * K), o.tame((long) N * M), w, N, true);
          l.gather(o.normal((long) N * K), w, o.randomInts(N, M), N);
        });
      }
    }
  }

  @Test void int8ProductsInLargeTiles() {
    int N = 700, wide = 750, narrow = 41;
    same("large int8 products", 5, (k, o) -> {
      var l = k.frozenLinear();
      Weight up = new Weight(o.bytes(l.bytes(FrozenFormat.INT8, wide, narrow)), FrozenFormat.INT8, wide,
          narrow);
      Weight down = new Weight(o.bytes(l.bytes(FrozenFormat.INT8, narrow, wide)), FrozenFormat.INT8, narrow,
          wide);
      l.pack(up, o.normal((long) wide * narrow), 0, wide);
      l.pack(down, o.normal((long) wide * narrow), 0, narrow);
      l.forward(o.tame((long) N * wide), o.tame((long) N * narrow), up, N, true);
      l.backwardInput(o.tame((long) N * wide), o.tame((long) N * narrow), down, N, true);
    });
  }

  @Test void weightsThatAreBfloat16Already() {
    same("frozen from bf16", 6, (k, o) -> {
      int N = 5, M = 8, K = 33;
      Bytes rows = o.bytes(2L * M * K);
      for (int i = 0; i < M * K; i++) rows.setShort(2L * i, Rounding.bfloat16((i * 37 % 101 - 50) / 16f));
      Weight w = new Weight(o.bytes(k.frozenLinear().bytes(FrozenFormat.BF16, M, K)), FrozenFormat.BF16, M,
          K);
      k.frozenLinear().packBfloat16(w, rows, 0, M);
      k.frozenLinear().forward(o.tame((long) N * M), o.tame((long) N * K), w, N, false);
    });
  }

  @Test void normalisation() {
    for (int D : new int[]{1, 15, 16, 17, 100}) {
      same("rmsNorm of " + D, D, (k, o) -> {
        int N = 11;
        long n = (long) N * D;
        Floats x = o.tame(n), w = o.tame(D), rstd = o.normal(N);
        k.rmsNorm().forward(o.normal(n), rstd, x, w, N, D, 1e-6f);
        k.rmsNorm().backward(o.tame(n), o.tame(D), o.tame(n), x, w, rstd, N, D);
      });
    }
  }

  @Test void rotaryPositions() {
    for (int d : new int[]{2, 8, 64}) {
      same("rope of " + d, d, (k, o) -> {
        int N = 13, H = 3, P = 20;
        Floats cos = o.tame((long) P * d / 2), sin = o.tame((long) P * d / 2);
        Ints positions = o.randomInts(N, P);
        k.rope().forward(o.normal((long) N * H * d), o.tame((long) N * H * d), positions, cos, sin, N, H, d);
        k.rope().backward(o.tame((long) N * H * d), o.tame((long) N * H * d), positions, cos, sin, N, H, d);
      });
    }
  }

  private static void attention(Heads heads, int... lengths) {
    int[] starts = new int[lengths.length + 1];
    for (int b = 0; b < lengths.length; b++) starts[b + 1] = starts[b] + lengths[b];
    int N = starts[lengths.length], B = lengths.length, H = heads.H(), Hkv = heads.Hkv(), d = heads.d();
    same("attention " + heads, d, (k, o) -> {
      Floats q = o.tame((long) N * H * d), key = o.tame((long) N * Hkv * d), v = o.tame((long) N * Hkv * d);
      Floats out = o.normal((long) N * H * d), max = o.normal((long) N * H), sum = o.normal((long) N * H);
      Ints places = o.ints(starts);
      k.attention().forward(out, max, sum, q, key, v, places, B, heads);
      k.attention().backward(o.tame((long) N * H * d), o.tame((long) N * Hkv * d), o.tame((long) N * Hkv * d),
          o.tame((long) N * H * d), out, max, sum, q, key, v, places, B, heads);
    });
  }

  private static Heads heads(int group, int Hkv, int d, int window) {
    return new Heads(group * Hkv, Hkv, d, window, (float) (1 / Math.sqrt(d)));
  }

  @Test void attentionBothWays() {
    attention(heads(2, 2, 7, 0), 1, 2, 17, 5);
    attention(heads(3, 1, 16, 0), 33);
    attention(heads(1, 2, 32, 4), 9, 20);
    attention(heads(2, 1, 8, 0), 0, 5, 0, 9, 0);
  }

  @Test void attentionToACache() {
    for (int window : new int[]{0, 5}) {
      Heads heads = heads(2, 2, 40, window);
      int capacity = 100, slots = 3, N = 9, H = heads.H(), Hkv = heads.Hkv(), d = heads.d();
      same("cached " + heads, d, (k, o) -> {
        long length = AttentionKernel.cacheLength(slots, capacity, heads);
        Floats keys = o.tame(length), values = o.tame(length);
        Ints places = o.ints(0, 1, 2, 0, 1, 2, 0, 1, 2), positions = o.ints(0, 1, 14, 15, 16, 31, 32, 64, 99);
        k.attention().append(keys, values, o.tame((long) N * Hkv * d), o.tame((long) N * Hkv * d), places,
            positions, N, capacity, heads);
        k.attention().cached(o.normal((long) N * H * d), o.tame((long) N * H * d), keys, values, places,
            positions, N, capacity, heads);
        AttentionKernel.copyPositions(keys, values, 1, 2, 40, capacity, heads);
      });
    }
  }

  @Test void embeddings() {
    same("embedding", 3, (k, o) -> {
      int N = 50, D = 9, V = 12;
      Ints ids = o.randomInts(N, V);
      k.embedding().gather(o.normal((long) N * D), o.tame((long) V * D), ids, N, D);
      k.embedding().scatterAdd(o.tame((long) V * D), o.tame((long) N * D), ids, N, D);
    });
  }

  @Test void logSoftmax() {
    for (int V : new int[]{1, 16, 33, 500}) {
      same("logSoftmax of " + V, V, (k, o) -> {
        int N = 6;
        long n = (long) N * V;
        Floats y = o.normal(n);
        k.logSoftmax().forward(y, o.tame(n), N, V);
        k.logSoftmax().backward(o.tame(n), o.tame(n), y, N, V);
        Ints ids = o.randomInts(N, V);
        k.logSoftmax().pick(o.normal(N), y, ids, N, V);
        k.logSoftmax().pickBackward(o.tame(n), o.tame(N), ids, N, V);
      });
    }
  }

  @Test void tokenLogProbs() {
    for (int V : new int[]{1, 16, 33, 500}) {
      for (float T : new float[]{1, 0.7f}) {
        same("token log-probs of " + V + " at " + T, V, (k, o) -> {
          int N = 6;
          long n = (long) N * V;
          Floats logits = o.tame(n), entropy = o.normal(N), max = o.normal(N), sum = o.normal(N);
          Ints targets = o.randomInts(N, V);
          var t = k.tokenLogProbs();
          t.draw(o.ints(new int[N]), o.normal(N), logits, o.draws(N), N, V, T);
          t.draw(o.ints(new int[N]), o.normal(N), logits,
              new Draws(-7, 3, 1, o.randomInts(N, 100), o.randomInts(N, 100)), N, V, T);
          t.likeliest(o.ints(new int[N]), o.normal(N), logits, N, V);
          t.forward(o.normal(N), entropy, max, sum, logits, targets, N, V, T);
          t.backward(logits, o.normal(N), o.normal(N), entropy, max, sum, targets, N, V, T);
        });
      }
    }
  }

  @Test void rowsWithoutProbabilities() {
    same("rows that hold NaN and infinity", 2, (k, o) -> {
      int N = 8, V = 20;
      Floats logits = o.special((long) N * V);
      k.tokenLogProbs().draw(o.ints(new int[N]), o.normal(N), logits, o.draws(N), N, V, 1);
      k.tokenLogProbs().likeliest(o.ints(new int[N]), o.normal(N), logits, N, V);
    });
  }

  @Test void adamW() {
    same("adamW", 4, (k, o) -> {
      int n = 1000;
      var step = new AdamWKernel.Step(0.7f, 0.999f, 0.1f, 0.999f, 0.001f, 0.003f, 0.05f, 1e-8f);
      k.adamW().step(o.normal(n), o.normal(n), o.positive(n), o.tame(n), n, step);
    });
  }

  @Test void everyKernelIsInThePlan() {
    assertEquals(TornadoAccelerator.all().size(), TornadoAccelerator.all().stream().distinct().count());
  }
}
