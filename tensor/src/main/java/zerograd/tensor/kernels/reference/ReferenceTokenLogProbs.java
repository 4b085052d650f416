package zerograd.tensor.kernels.reference;

import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.tensor.kernels.Elementary;
import zerograd.tensor.kernels.TokenLogProbsKernel;

/// The log-probability of one token a row, and the entropy of the row.
public final class ReferenceTokenLogProbs implements TokenLogProbsKernel {

  @Override public void forward(Floats logProbs, Floats entropy, Floats rowMax, Floats rowSum, Floats logits,
      Ints targets,
      int N, int V, float temperature) {
    for (int n = 0; n < N; n++) {
      long row = (long) n * V;
      float max = Float.NEGATIVE_INFINITY;
      for (int v = 0; v < V; v++) max = Math.max(max, logits.get(row + v) / temperature);

      Lanes16 sum = new Lanes16(), weighted = new Lanes16();
      for (int v = 0; v < V; v++) {
        float c = logits.get(row + v) / temperature - max, e = Elementary.exp(c);
        sum.add(v, e);
        weighted.fma(v, e, c < LOWEST ? LOWEST : c);
      }
      float S = sum.combine(), logS = Elementary.log(S);

      logProbs.set(n, (logits.get(row + targets.get(n)) / temperature - max) - logS);
      entropy.set(n, logS - weighted.combine() / S);
      rowMax.set(n, max);
      rowSum.set(n, S);
    }
  }

  /// Stands in for c = −∞, whose probability is 0: 0 · −∞ would be NaN.
  public static final float LOWEST = -Float.MAX_VALUE;

  @Override public void backward(Floats logits, Floats dLogProbs, Floats dEntropy, Floats entropy,
      Floats rowMax,
      Floats rowSum, Ints targets, int N, int V, float temperature) {
    for (int n = 0; n < N; n++) {
      long row = (long) n * V;
      float max = rowMax.get(n), inverse = 1 / rowSum.get(n);
      float dLogProb = dLogProbs.get(n), dH = dEntropy.get(n);
      float shift = entropy.get(n) - Elementary.log(rowSum.get(n));

      for (int v = 0; v < V; v++) {
        float c = logits.get(row + v) / temperature - max;
        float p = Elementary.exp(c) * inverse;
        // dz = −p · (dlogProb + dentropy · (c + shift)), and the target's own share
        float slope = Math.fma(dH, (c < LOWEST ? LOWEST : c) + shift, dLogProb);
        float dz = -(p * slope);
        if (v == targets.get(n)) dz += dLogProb;
        logits.set(row + v, dz / temperature);
      }
    }
  }

  @Override public void draw(Ints tokens, Floats logProbs, Floats logits, double[] draws, int N, int V,
      float temperature) {
    for (int n = 0; n < N; n++) {
      long row = (long) n * V;
      double sum = 0;
      float max = max(logits, row, V, temperature);
      for (int v = 0; v < V; v++) sum += Elementary.exp(logits.get(row + v) / temperature - max);

      double cumulative = 0;
      int token = -1;
      for (int v = 0; v < V && !(cumulative > draws[n]); v++) {
        float e = Elementary.exp(logits.get(row + v) / temperature - max);
        cumulative += e / sum;
        if (e > 0) token = v;
      }
      report(tokens, logProbs, logits, n, token, V, temperature);
    }
  }

  @Override public void likeliest(Ints tokens, Floats logProbs, Floats logits, int N, int V) {
    for (int n = 0; n < N; n++) {
      long row = (long) n * V;
      int token = 0;
      for (int v = 1; v < V; v++) if (logits.get(row + v) > logits.get(row + token)) token = v;
      report(tokens, logProbs, logits, n, token, V, 1);
    }
  }

  private static void report(Ints tokens, Floats logProbs, Floats logits, int n, int token, int V,
      float temperature) {
    long row = (long) n * V;
    float max = max(logits, row, V, temperature);
    Lanes16 sum = new Lanes16();
    for (int v = 0; v < V; v++) sum.add(v, Elementary.exp(logits.get(row + v) / temperature - max));
    float S = sum.combine();
    tokens.set(n, Float.isNaN(S) ? -1 : token);
    logProbs.set(n, Float.isNaN(S)
        ? Float.NaN
        : (logits.get(row + token) / temperature - max) - Elementary.log(S));
  }

  private static float max(Floats logits, long row, int V, float temperature) {
    float max = Float.NEGATIVE_INFINITY;
    for (int v = 0; v < V; v++) max = Math.max(max, logits.get(row + v) / temperature);
    return max;
  }
}
