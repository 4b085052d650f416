package zerograd.tensor.kernels.vector;

import static zerograd.tensor.kernels.vector.Lanes.*;
import static zerograd.tensor.kernels.vector.VirtualLanes.*;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.core.Workers;
import zerograd.tensor.kernels.Elementary;
import zerograd.tensor.kernels.TokenLogProbsKernel;
import zerograd.tensor.kernels.reference.ReferenceTokenLogProbs;

/// The log-probability of one token a row, and the entropy of the row: two readings of the row, one exp a number.
public final class VectorTokenLogProbs implements TokenLogProbsKernel {

  /*
   * The largest z = logit / T is the largest logit, divided: rounding never changes the order of two quotients by one
   * positive T. At T = 1 the second reading does not divide either, which changes no bit.
   */

  private static final float LOWEST = ReferenceTokenLogProbs.LOWEST;

  private final Workers workers;

  public VectorTokenLogProbs(Workers workers) { this.workers = workers; }

  @Override public void forward(Floats logProbs, Floats entropy, Floats rowMax, Floats rowSum, Floats logits,
      Ints targets, int N, int V, float temperature) {
    workers.rows(N, Runs.rowGrain(V), (from, to, worker) -> {
      long lanes = workers.scratch(worker, 32).address();
      for (int n = from; n < to; n++) {
        long row = logits.address() + 4L * n * V;
        float max = max(row, V) / temperature;
        sums(row, 4L * V, temperature, max, lanes);
        float S = combine(lanes), weighted = combine(lanes + GROUP), logS = Elementary.log(S);
        if (Float.isNaN(S)) max = exactMax(row, V) / temperature;

        logProbs.set(n, (get(row + 4L * targets.get(n)) / temperature - max) - logS);
        entropy.set(n, logS - weighted / S);
        rowMax.set(n, max);
        rowSum.set(n, S);
      }
    });
  }

  /// Leaves Σ exp c and Σ exp(c) c in the first and second sixteen of `lanes`, not yet combined.
  private static void sums(long logits, long bytes, float temperature, float max, long lanes) {
    FloatVector a = zero(), b = a, c = a, d = a, aWeighted = a, bWeighted = a, cWeighted = a, dWeighted = a;
    boolean divide = temperature != 1;
    long at = 0;
    for (; at <= bytes - GROUP; at += GROUP) {
      FloatVector z = load(logits + at);
      FloatVector centred = (divide ? z.div(temperature) : z).sub(max), e = VectorElementary.exp(centred);
      a = a.add(e);
      aWeighted = e.fma(finite(centred), aWeighted);
      if (WIDTH < 16) {
        z = load(logits + at + BYTES);
        centred = (divide ? z.div(temperature) : z).sub(max);
        e = VectorElementary.exp(centred);
        b = b.add(e);
        bWeighted = e.fma(finite(centred), bWeighted);
      }
      if (WIDTH < 8) {
        z = load(logits + at + 2 * BYTES);
        centred = (divide ? z.div(temperature) : z).sub(max);
        e = VectorElementary.exp(centred);
        c = c.add(e);
        cWeighted = e.fma(finite(centred), cWeighted);
        z = load(logits + at + 3 * BYTES);
        centred = (divide ? z.div(temperature) : z).sub(max);
        e = VectorElementary.exp(centred);
        d = d.add(e);
        dWeighted = e.fma(finite(centred), dWeighted);
      }
    }
    spill(lanes, a, b, c, d);
    spill(lanes + GROUP, aWeighted, bWeighted, cWeighted, dWeighted);
    for (long lane = lanes; at < bytes; at += Float.BYTES, lane += Float.BYTES) {
      float centred = get(logits + at) / temperature - max, e = Elementary.exp(centred);
      set(lane, get(lane) + e);
      set(lane + GROUP, Math.fma(e, centred < LOWEST ? LOWEST : centred, get(lane + GROUP)));
    }
  }

  private static FloatVector finite(FloatVector c) {
    return c.blend(LOWEST, c.compare(VectorOperators.LT, LOWEST));
  }

  @Override public void backward(Floats logits, Floats dLogProbs, Floats dEntropy, Floats entropy,
      Floats rowMax, Floats rowSum, Ints targets, int N, int V, float temperature) {
    workers.rows(N, Runs.rowGrain(V), (from, to, worker) -> {
      for (int n = from; n < to; n++) {
        long row = logits.address() + 4L * n * V, target = row + 4L * targets.get(n);
        float max = rowMax.get(n), inverse = 1 / rowSum.get(n);
        float dLogProb = dLogProbs.get(n), dH = dEntropy.get(n);
        float shift = entropy.get(n) - Elementary.log(rowSum.get(n));

        float dTarget = slope(get(target), temperature, max, inverse, dLogProb, dH, shift) + dLogProb;
        differentiate(row, 4L * V, temperature, max, inverse, dLogProb, dH, shift);
        set(target, dTarget / temperature);
      }
    });
  }

  /// −p · (dlogProb + dentropy · (c + shift)): what every token of the vocabulary has, the target included.
  private static float slope(float logit, float temperature, float max, float inverse, float dLogProb,
      float dH,
      float shift) {
    float c = logit / temperature - max, p = Elementary.exp(c) * inverse;
    return -(p * Math.fma(dH, (c < LOWEST ? LOWEST : c) + shift, dLogProb));
  }

  private static void differentiate(long logits, long bytes, float temperature, float max, float inverse,
      float dLogProb, float dH, float shift) {
    boolean divide = temperature != 1;
    long at = 0;
    for (; at <= bytes - BYTES; at += BYTES) {
      FloatVector z = load(logits + at);
      FloatVector c = (divide ? z.div(temperature) : z).sub(max), p = VectorElementary.exp(c).mul(inverse);
      FloatVector dz = p.mul(finite(c).add(shift).fma(broadcast(dH), broadcast(dLogProb))).neg();
      store(divide ? dz.div(temperature) : dz, logits + at);
    }
    for (; at < bytes; at += Float.BYTES) {
      float dz = slope(get(logits + at), temperature, max, inverse, dLogProb, dH, shift);
      set(logits + at, dz / temperature);
    }
  }
}
