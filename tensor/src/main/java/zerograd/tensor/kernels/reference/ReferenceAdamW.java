package zerograd.tensor.kernels.reference;

import zerograd.core.Floats;
import zerograd.tensor.kernels.AdamWKernel;

/// AdamW, a weight at a time.
public final class ReferenceAdamW implements AdamWKernel {

  @Override public void step(Floats w, Floats m, Floats v, Floats gradient, long n, Step s) {
    for (long i = 0; i < n; i++) {
      float g = gradient.get(i) * s.clip();
      float mNext = Math.fma(s.oneMinusBeta1(), g - m.get(i), m.get(i));
      float vNext = Math.fma(s.oneMinusBeta2() * g, g, s.beta2() * v.get(i));
      float update = mNext / ((float) Math.sqrt(vNext) / s.correction() + s.eps());
      w.set(i, Math.fma(-s.stepSize(), update, w.get(i) * s.decay()));
      m.set(i, mNext);
      v.set(i, vNext);
    }
  }
}
