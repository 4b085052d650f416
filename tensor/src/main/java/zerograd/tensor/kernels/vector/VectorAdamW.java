package zerograd.tensor.kernels.vector;

import static zerograd.tensor.kernels.vector.Lanes.*;

import jdk.incubator.vector.FloatVector;
import zerograd.core.Floats;
import zerograd.core.Workers;
import zerograd.tensor.kernels.AdamWKernel;

/// AdamW in one pass over weights, moments and gradient: seven streams of memory, which is what it costs.
public final class VectorAdamW implements AdamWKernel {

  private final Workers workers;

  public VectorAdamW(Workers workers) { this.workers = workers; }

  @Override public void step(Floats w, Floats m, Floats v, Floats gradient, long n, Step step) {
    Runs.spread(workers, n, (offset, bytes) -> run(w.address() + offset, m.address() + offset,
        v.address() + offset, gradient.address() + offset, bytes, step));
  }

  private static void run(long w, long m, long v, long gradient, long bytes, Step s) {
    float clip = s.clip(), decay = s.decay(), oneMinusBeta1 = s.oneMinusBeta1(), beta2 = s.beta2(),
        oneMinusBeta2 = s.oneMinusBeta2(), stepSize = s.stepSize(), correction = s.correction(),
        eps = s.eps();
    long at = 0;
    for (; at <= bytes - BYTES; at += BYTES) {
      FloatVector g = load(gradient + at).mul(clip), mLast = load(m + at);
      FloatVector mNext = g.sub(mLast).fma(broadcast(oneMinusBeta1), mLast);
      FloatVector vNext = g.mul(oneMinusBeta2).fma(g, load(v + at).mul(beta2));
      FloatVector update = mNext.div(vNext.sqrt().div(correction).add(eps));
      store(update.fma(broadcast(-stepSize), load(w + at).mul(decay)), w + at);
      store(mNext, m + at);
      store(vNext, v + at);
    }
    for (; at < bytes; at += Float.BYTES) {
      float g = get(gradient + at) * clip, mLast = get(m + at);
      float mNext = Math.fma(oneMinusBeta1, g - mLast, mLast);
      float vNext = Math.fma(oneMinusBeta2 * g, g, beta2 * get(v + at));
      float update = mNext / ((float) Math.sqrt(vNext) / correction + eps);
      set(w + at, Math.fma(-stepSize, update, get(w + at) * decay));
      set(m + at, mNext);
      set(v + at, vNext);
    }
  }
}
