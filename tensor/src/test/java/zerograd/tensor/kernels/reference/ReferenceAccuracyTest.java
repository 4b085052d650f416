package zerograd.tensor.kernels.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static zerograd.tensor.kernels.TestNumbers.assertClose;
import static zerograd.tensor.kernels.TestNumbers.doubles;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.tensor.kernels.AdamWKernel;
import zerograd.tensor.kernels.AttentionKernel.Heads;
import zerograd.tensor.kernels.TestNumbers;

/// How far the definitions are from their formulas, which stand here once more in float64.
///
/// Bounds are relative to 1 + |exact|. A float32 rounding is 6·10⁻⁸; a chain of K fma of normal numbers walks at random to
/// about √K of them.
class ReferenceAccuracyTest {

  /// A few roundings.
  private static final double FEW = 1e-6;

  private final TestNumbers numbers = new TestNumbers(20_260_101);

  @AfterEach void close() { numbers.close(); }

  private static double chain(int K) { return FEW * Math.sqrt(K); }

  @Test void matrixProducts() {
    int N = 9, M = 11, K = 900;
    Floats x = numbers.normal(N * K), w = numbers.normal(M * K), dy = numbers.normal(N * M);
    Floats y = numbers.zeros(N * M), dx = numbers.normal(N * K), dw = numbers.normal(M * K);
    double[] dxBefore = doubles(dx), dwBefore = doubles(dw);
    var kernel = new ReferenceLinear();
    kernel.forward(y, x, w, N, M, K, false);
    kernel.backwardInput(dx, dy, w, N, M, K, true);
    kernel.backwardWeight(dw, dy, x, N, M, K, true);

    assertClose("y", y, chain(K), i -> {
      double sum = 0;
      for (int k = 0; k < K; k++) sum += (double) x.get((long) i / M * K + k) * w.get((long) i % M * K + k);
      return sum;
    });
    assertClose("dx", dx, chain(M), i -> {
      double sum = dxBefore[i];
      for (int m = 0; m < M; m++) sum += (double) dy.get((long) i / K * M + m) * w.get((long) m * K + i % K);
      return sum;
    });
    assertClose("dw", dw, chain(N), i -> {
      double sum = dwBefore[i];
      for (int n = 0; n < N; n++) sum += (double) dy.get((long) n * M + i / K) * x.get((long) n * K + i % K);
      return sum;
    });
  }

  @Test void rmsNorm() {
    int N = 5, D = 896;
    double eps = 1e-6f;
    Floats x = numbers.normal(N * D), w = numbers.normal(D), dy = numbers.normal(N * D),
        rstd = numbers.zeros(N);
    Floats y = numbers.zeros(N * D), dx = numbers.zeros(N * D), dw = numbers.zeros(D);
    var kernel = new ReferenceRmsNorm();
    kernel.forward(y, rstd, x, w, N, D, (float) eps);
    kernel.backward(dx, dw, dy, x, w, rstd, N, D);

    double[] r = new double[N], mean = new double[N];
    for (int n = 0; n < N; n++) {
      double squares = 0, dot = 0;
      for (int i = 0; i < D; i++) squares += (double) x.get(n * D + i) * x.get(n * D + i);
      r[n] = 1 / Math.sqrt(squares / D + eps);
      for (int i = 0; i < D; i++) dot += (double) dy.get(n * D + i) * w.get(i) * x.get(n * D + i) * r[n];
      mean[n] = dot / D;
    }
    assertClose("y", y, FEW, i -> x.get(i) * r[i / D] * w.get(i % D));
    assertClose("dx", dx, FEW,
        i -> r[i / D] * ((double) dy.get(i) * w.get(i % D) - x.get(i) * r[i / D] * mean[i / D]));
    assertClose("dw", dw, chain(N), i -> {
      double sum = 0;
      for (int n = 0; n < N; n++) sum += dy.get(n * D + i) * x.get(n * D + i) * r[n];
      return sum;
    });
  }

  /// A uniform row of 5,000, a peaked one, and ordinary ones.
  @Test void logSoftmaxAndTokenLogProbs() {
    int N = 4, V = 5000;
    float temperature = 0.7f;
    Floats x = numbers.normal(N * V), y = numbers.zeros(N * V), dy = numbers.normal(N * V),
        dx = numbers.zeros(N * V);
    for (int v = 0; v < V; v++) x.set(v, 3);
    x.set(V + 17, 40);
    Ints targets = numbers.ints(7, 17, 0, V - 1);
    Floats logProbs = numbers.zeros(N), entropy = numbers.zeros(N), max = numbers.zeros(N),
        sum = numbers.zeros(N);
    Floats dLogProbs = numbers.normal(N), dEntropy = numbers.normal(N), logits = numbers.copy(x);
    new ReferenceLogSoftmax().forward(y, x, N, V);
    new ReferenceLogSoftmax().backward(dx, dy, y, N, V);
    var kernel = new ReferenceTokenLogProbs();
    kernel.forward(logProbs, entropy, max, sum, logits, targets, N, V, temperature);
    kernel.backward(logits, dLogProbs, dEntropy, entropy, max, sum, targets, N, V, temperature);

    double[] total = new double[N], cold = new double[N], exactEntropy = new double[N];
    for (int n = 0; n < N; n++) {
      total[n] = logSumExp(x, n, V, 1);
      cold[n] = logSumExp(x, n, V, temperature);
      for (int v = 0; v < V; v++) {
        double logP = x.get(n * V + v) / (double) temperature - cold[n];
        exactEntropy[n] -= Math.exp(logP) * logP;
      }
    }
    assertClose("logSoftmax", y, FEW, i -> x.get(i) - total[i / V]);
    assertClose("its gradient", dx, FEW, i -> {
      double sumOfDy = 0;
      for (int v = 0; v < V; v++) sumOfDy += dy.get(i / V * V + v);
      return dy.get(i) - Math.exp(x.get(i) - total[i / V]) * sumOfDy;
    });
    assertClose("log-prob", logProbs, FEW,
        n -> x.get(n * V + targets.get(n)) / (double) temperature - cold[n]);
    assertClose("entropy", entropy, FEW, n -> exactEntropy[n]);
    assertClose("dlogits", logits, FEW, i -> {
      int n = i / V;
      double logP = x.get(i) / (double) temperature - cold[n], p = Math.exp(logP);
      double dz = dLogProbs.get(n) * ((i % V == targets.get(n) ? 1 : 0) - p)
          - dEntropy.get(n) * p * (logP + exactEntropy[n]);
      return dz / temperature;
    });
  }

  private static double logSumExp(Floats x, int n, int V, double temperature) {
    double max = Double.NEGATIVE_INFINITY, sum = 0;
    for (int v = 0; v < V; v++) max = Math.max(max, x.get(n * V + v) / temperature);
    for (int v = 0; v < V; v++) sum += Math.exp(x.get(n * V + v) / temperature - max);
    return max + Math.log(sum);
  }

  @Test void rope() {
    int N = 6, H = 3, d = 64, half = d / 2;
    Floats x = numbers.normal(N * H * d), y = numbers.zeros(N * H * d);
    Floats cos = numbers.zeros(N * half), sin = numbers.zeros(N * half);
    for (int i = 0; i < N * half; i++) {
      cos.set(i, (float) Math.cos(i));
      sin.set(i, (float) Math.sin(i));
    }
    new ReferenceRope().forward(y, x, numbers.ints(0, 1, 2, 3, 4, 5), cos, sin, N, H, d);
    assertClose("y", y, FEW, i -> {
      int n = i / (H * d), place = i % d, pair = place % half, first = i - place + pair;
      double angle = n * half + pair, x1 = x.get(first), x2 = x.get(first + half);
      return place < half
          ? x1 * Math.cos(angle) - x2 * Math.sin(angle)
          : x2 * Math.cos(angle) + x1 * Math.sin(angle);
    });
  }

  @Test void attention() {
    for (int window : new int[]{0, 20}) attention(new Heads(4, 2, 32, window, 0.3f), 90);
  }

  private void attention(Heads heads, int T) {
    int H = heads.H(), Hkv = heads.Hkv(), d = heads.d(), Q = T * H * d, KV = T * Hkv * d;
    Floats q = numbers.normal(Q), k = numbers.normal(KV), v = numbers.normal(KV), dout = numbers.normal(Q);
    Floats out = numbers.zeros(Q), max = numbers.zeros(T * H), sum = numbers.zeros(T * H);
    Floats dq = numbers.zeros(Q), dk = numbers.zeros(KV), dv = numbers.zeros(KV);
    Ints starts = numbers.ints(0, T);
    var kernel = new ReferenceAttention();
    kernel.forward(out, max, sum, q, k, v, starts, 1, heads);
    kernel.backward(dq, dk, dv, dout, out, max, sum, q, k, v, starts, 1, heads);

    double[] exactOut = new double[Q], exactDq = new double[Q], exactDk = new double[KV],
        exactDv = new double[KV];
    for (int h = 0; h < H; h++) {
      for (int t = 0; t < T; t++) {
        int row = (t * H + h) * d, g = h / heads.group(), first = heads.first(t);
        double[] p = new double[t + 1], dp = new double[t + 1];
        double total = 0, delta = 0;
        for (int j = first; j <= t; j++) {
          int key = (j * Hkv + g) * d;
          for (int i = 0; i < d; i++) p[j] += (double) q.get(row + i) * k.get(key + i);
          for (int i = 0; i < d; i++) dp[j] += (double) dout.get(row + i) * v.get(key + i);
          p[j] = Math.exp(p[j] * heads.scale());
          total += p[j];
        }
        for (int j = first; j <= t; j++) delta += (p[j] /= total) * dp[j];
        for (int j = first; j <= t; j++) {
          int key = (j * Hkv + g) * d;
          double ds = p[j] * (dp[j] - delta) * heads.scale();
          for (int i = 0; i < d; i++) {
            exactOut[row + i] += p[j] * v.get(key + i);
            exactDq[row + i] += ds * k.get(key + i);
            exactDk[key + i] += ds * q.get(row + i);
            exactDv[key + i] += p[j] * dout.get(row + i);
          }
        }
      }
    }
    assertClose("out", out, 2e-6, i -> exactOut[i]);
    assertClose("dq", dq, chain(d), i -> exactDq[i]);
    assertClose("dk", dk, chain(d), i -> exactDk[i]);
    assertClose("dv", dv, chain(d), i -> exactDv[i]);
  }

  @Test void adamW() {
    int n = 1000;
    Floats w = numbers.normal(n), m = numbers.normal(n), v = numbers.normal(n), gradient = numbers.normal(n);
    for (int i = 0; i < n; i++) v.set(i, v.get(i) * v.get(i));
    double[] w0 = doubles(w), m0 = doubles(m), v0 = doubles(v);
    var s = new AdamWKernel.Step(0.5f, 0.999f, 0.1f, 0.99f, 0.01f, 0.01f, 0.3f, 1e-8f);
    new ReferenceAdamW().step(w, m, v, gradient, n, s);

    assertClose("m", m, FEW, i -> m0[i] + s.oneMinusBeta1() * (gradient.get(i) * s.clip() - m0[i]));
    assertClose("v", v, FEW,
        i -> s.beta2() * v0[i] + s.oneMinusBeta2() * Math.pow(gradient.get(i) * s.clip(), 2));
    assertClose("w", w, FEW,
        i -> w0[i] * s.decay() - s.stepSize() * m.get(i) / (Math.sqrt(v.get(i)) / s.correction() + s.eps()));
  }

  @Test void rowSumsAndTheGradientNorm() {
    int N = 3, D = 5000;
    Floats x = numbers.normal(N * D), y = numbers.zeros(N);
    new ReferenceReduce().sumRows(y, x, N, D);
    assertClose("row sums", y, FEW, n -> {
      double sum = 0;
      for (int i = 0; i < D; i++) sum += x.get(n * D + i);
      return sum;
    });
    double squares = 0;
    for (int i = 0; i < N * D; i++) squares += (double) x.get(i) * x.get(i);
    assertEquals(squares, new ReferenceReduce().sumOfSquares(x, N, D),
        1e-11 * squares);
  }
}
