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
    FloatVector a = zero(), b = a, c = a, d = a, u = a, v = a, w = a, x = a;
    FloatVector lowest = broadcast(LOWEST);
    boolean divide = temperature != 1;
    long at = 0;
    for (long whole = bytes & -GROUP; at < whole; at += BYTES) {
      FloatVector z = load(logits + at);
      FloatVector centred = (divide ? z.div(temperature) : z).sub(max), e = VectorElementary.exp(centred);
      FloatVector finite = centred.blend(lowest, centred.compare(VectorOperators.LT, lowest));
      FloatVector next = e.add(a), nextWeighted = e.fma(finite, u);
      a = WIDTH == 16 ? next : b;
      u = WIDTH == 16 ? nextWeighted : v;
      if (WIDTH < 16) {
        b = WIDTH == 8 ? next : c;
        c = d;
        d = next;
        v = WIDTH == 8 ? nextWeighted : w;
        w = x;
        x = nextWeighted;
      }
    }
    a.intoMemorySegment(MEMORY, lanes & ADDRESS, ORDER);
    u.intoMemorySegment(MEMORY, lanes + GROUP & ADDRESS, ORDER);
    if (WIDTH < 16) b.intoMemorySegment(MEMORY, lanes + BYTES & ADDRESS, ORDER);
    if (WIDTH < 16) v.intoMemorySegment(MEMORY, lanes + GROUP + BYTES & ADDRESS, ORDER);
    if (WIDTH < 8) c.intoMemorySegment(MEMORY, lanes + 2 * BYTES & ADDRESS, ORDER);
    if (WIDTH < 8) w.intoMemorySegment(MEMORY, lanes + GROUP + 2 * BYTES & ADDRESS, ORDER);
    if (WIDTH < 8) d.intoMemorySegment(MEMORY, lanes + 3 * BYTES & ADDRESS, ORDER);
    if (WIDTH < 8) x.intoMemorySegment(MEMORY, lanes + GROUP + 3 * BYTES & ADDRESS, ORDER);
    for (long lane = lanes; at < bytes; at += Float.BYTES, lane += Float.BYTES) {
      float centred = get(logits + at) / temperature - max, e = Elementary.exp(centred);
      set(lane, get(lane) + e);
      set(lane + GROUP, Math.fma(e, centred < LOWEST ? LOWEST : centred, get(lane + GROUP)));
    }
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
    FloatVector lowest = broadcast(LOWEST), weight = broadcast(dH), base = broadcast(dLogProb);
    boolean divide = temperature != 1;
    long at = 0;
    for (; at <= bytes - BYTES; at += BYTES) {
      FloatVector z = load(logits + at);
      FloatVector c = (divide ? z.div(temperature) : z).sub(max);
      FloatVector finite = c.blend(lowest, c.compare(VectorOperators.LT, lowest));
      FloatVector slope = finite.add(shift).fma(weight, base);
      FloatVector dz = VectorElementary.exp(c).mul(inverse).mul(slope).neg();
      (divide ? dz.div(temperature) : dz).intoMemorySegment(MEMORY, logits + at & ADDRESS, ORDER);
    }
    for (; at < bytes; at += Float.BYTES) {
      float dz = slope(get(logits + at), temperature, max, inverse, dLogProb, dH, shift);
      set(logits + at, dz / temperature);
    }
  }

  @Override public void draw(Ints tokens, Floats logProbs, Floats logits, double[] draws, int N, int V,
      float temperature) {
    workers.rows(N, Runs.rowGrain(V), (from, to, worker) -> {
      TokenDraw row = new TokenDraw(V, temperature, workers.scratch(worker, TokenDraw.floats(V)).address());
      for (int n = from; n < to; n++) {
        row.read(logits.address() + 4L * n * V);
        int token = row.draw(draws[n]);
        tokens.set(n, token);
        logProbs.set(n, row.logProb(token));
      }
    });
  }

  @Override public void likeliest(Ints tokens, Floats logProbs, Floats logits, int N, int V) {
    workers.rows(N, Runs.rowGrain(V), (from, to, worker) -> {
      TokenDraw row = new TokenDraw(V, 1, workers.scratch(worker, TokenDraw.floats(V)).address());
      for (int n = from; n < to; n++) {
        row.read(logits.address() + 4L * n * V);
        int token = row.likeliest();
        tokens.set(n, token);
        logProbs.set(n, row.logProb(token));
      }
    });
  }
}
