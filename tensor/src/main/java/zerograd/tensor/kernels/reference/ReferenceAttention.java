package zerograd.tensor.kernels.reference;

import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.tensor.kernels.AttentionKernel;
import zerograd.tensor.kernels.Elementary;

/// Attention, a row of scores at a time.
public final class ReferenceAttention implements AttentionKernel {

  @Override public void forward(Floats out, Floats rowMax, Floats rowSum, Floats q, Floats k, Floats v,
      Ints starts, int B,
      Heads heads) {
    int H = heads.H(), Hkv = heads.Hkv(), d = heads.d();
    for (int b = 0; b < B; b++) {
      int start = starts.get(b), T = starts.get(b + 1) - start;
      float[] scores = new float[T];
      for (int t = 0; t < T; t++) {
        for (int h = 0; h < H; h++) {
          long query = ((long) (start + t) * H + h) * d;
          int g = h / heads.group(), first = heads.first(t);
          for (int j = first; j <= t; j++) {
            long key = ((long) (start + j) * Hkv + g) * d;
            float chain = 0;
            for (int i = 0; i < d; i++) chain = Math.fma(q.get(query + i), k.get(key + i), chain);
            scores[j] = chain * heads.scale();
          }

          float max = max(scores, first, t);
          float sum = exponentiate(scores, first, t, max);
          float inverse = 1 / sum;

          for (int i = 0; i < d; i++) {
            float chain = 0;
            for (int j = first; j <= t; j++) {
              chain = Math.fma(scores[j], v.get(((long) (start + j) * Hkv + g) * d + i), chain);
            }
            out.set(query + i, chain * inverse);
          }
          rowMax.set((long) (start + t) * H + h, max);
          rowSum.set((long) (start + t) * H + h, sum);
        }
      }
    }
  }

  private static float max(float[] scores, int first, int last) {
    float max = Float.NEGATIVE_INFINITY;
    for (int j = first; j <= last; j++) max = Math.max(max, scores[j]);
    return max;
  }

  /// Turns scores into e^(s − max) and returns their sum; lanes count key positions in the sequence.
  private static float exponentiate(float[] scores, int first, int last, float max) {
    Lanes16 sum = new Lanes16();
    for (int j = first; j <= last; j++) {
      scores[j] = Elementary.exp(scores[j] - max);
      sum.add(j, scores[j]);
    }
    return sum.combine();
  }

  @Override public void backward(Floats dq, Floats dk, Floats dv, Floats dout, Floats out, Floats rowMax,
      Floats rowSum,
      Floats q, Floats k, Floats v, Ints starts, int B, Heads heads) {
    int H = heads.H(), Hkv = heads.Hkv(), d = heads.d();
    for (int b = 0; b < B; b++) {
      int start = starts.get(b), T = starts.get(b + 1) - start;
      for (int h = 0; h < H; h++) {                       // dk, dv: heads of a group outer, query positions inner
        int g = h / heads.group();
        for (int t = 0; t < T; t++) {
          long row = (long) (start + t) * H + h, query = row * d;
          float max = rowMax.get(row), inverse = 1 / rowSum.get(row);

          Lanes16 dot = new Lanes16();
          for (int i = 0; i < d; i++) dot.fma(i, dout.get(query + i), out.get(query + i));
          float delta = dot.combine();

          for (int j = heads.first(t); j <= t; j++) {
            long key = ((long) (start + j) * Hkv + g) * d;
            float score = 0, dp = 0;
            for (int i = 0; i < d; i++) score = Math.fma(q.get(query + i), k.get(key + i), score);
            for (int i = 0; i < d; i++) dp = Math.fma(dout.get(query + i), v.get(key + i), dp);

            float p = Elementary.exp(score * heads.scale() - max) * inverse;
            float ds = p * (dp - delta) * heads.scale();
            for (int i = 0; i < d; i++) {
              dv.set(key + i, Math.fma(p, dout.get(query + i), dv.get(key + i)));
              dk.set(key + i, Math.fma(ds, q.get(query + i), dk.get(key + i)));
              dq.set(query + i, Math.fma(ds, k.get(key + i), dq.get(query + i)));
            }
          }
        }
      }
    }
  }

  @Override public void append(Floats keys, Floats values, Floats k, Floats v, Ints slots, Ints positions,
      int N,
      int capacity, Heads heads) {
    int Hkv = heads.Hkv(), d = heads.d();
    long slotLength = AttentionKernel.cacheLength(1, capacity, heads);
    for (int n = 0; n < N; n++) {
      long slot = slots.get(n) * slotLength;
      int t = positions.get(n);
      for (int g = 0; g < Hkv; g++) {
        for (int i = 0; i < d; i++) {
          long source = ((long) n * Hkv + g) * d + i;
          keys.set(slot + AttentionKernel.keyIndex(g, t, i, capacity, d), k.get(source));
          values.set(slot + AttentionKernel.valueIndex(g, t, i, capacity, d), v.get(source));
        }
      }
    }
  }

  @Override public void cached(Floats out, Floats q, Floats keys, Floats values, Ints slots, Ints positions,
      int N,
      int capacity, Heads heads) {
    int H = heads.H(), d = heads.d();
    long slotLength = AttentionKernel.cacheLength(1, capacity, heads);
    float[] scores = new float[capacity];
    for (int n = 0; n < N; n++) {
      long slot = slots.get(n) * slotLength;
      int t = positions.get(n), first = heads.first(t);
      for (int h = 0; h < H; h++) {
        long query = ((long) n * H + h) * d;
        int g = h / heads.group();
        for (int j = first; j <= t; j++) {
          float chain = 0;
          for (int i = 0; i < d; i++) {
            chain = Math.fma(q.get(query + i),
                keys.get(slot + AttentionKernel.keyIndex(g, j, i, capacity, d)), chain);
          }
          scores[j] = chain * heads.scale();
        }

        float inverse = 1 / exponentiate(scores, first, t, max(scores, first, t));
        for (int i = 0; i < d; i++) {
          float chain = 0;
          for (int j = first; j <= t; j++) {
            chain = Math.fma(scores[j], values.get(slot + AttentionKernel.valueIndex(g, j, i, capacity, d)),
                chain);
          }
          out.set(query + i, chain * inverse);
        }
      }
    }
  }
}
