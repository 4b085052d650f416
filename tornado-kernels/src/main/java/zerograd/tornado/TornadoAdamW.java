package zerograd.tornado;

import static zerograd.tornado.Exact.fma;
import static zerograd.tornado.Exact.over;
import static zerograd.tornado.Exact.root;
import static zerograd.tornado.Exact.times;

import java.util.List;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import zerograd.core.Floats;
import zerograd.tensor.kernels.AdamWKernel;

/// AdamW: a thread a weight.
///
/// `p`: threads, w, m, v, gradient, clip, decay, 1 − β₁, β₂, 1 − β₂, −step size, correction, ε
final class TornadoAdamW implements AdamWKernel {

  private static final Kernel STEP = new Kernel("adamW", TornadoAdamW::runUpdate, TornadoAdamW::update);

  /// All of these.
  static List<Kernel> kernels() { return List.of(STEP); }

  private final Gpu gpu;

  TornadoAdamW(Gpu gpu) { this.gpu = gpu; }

  static void runUpdate(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    if (c.globalIdx < p.get(0)) update(new Memory(low, high), p, c.globalIdx);
  }

  static void update(Memory h, IntArray p, int i) {
    int w = p.get(1) + i, m = p.get(2) + i, v = p.get(3) + i;
    float g = times(h.get(p.get(4) + i), h.number(p.get(5)));
    float mBefore = h.get(m);
    float mNext = fma(h.number(p.get(7)), g - mBefore, mBefore);
    float vNext = fma(times(h.number(p.get(9)), g), g, times(h.number(p.get(8)), h.get(v)));
    float direction = over(mNext, over(root(vNext), h.number(p.get(11))) + h.number(p.get(12)));
    h.set(w, fma(h.number(p.get(10)), direction, times(h.get(w), h.number(p.get(6)))));
    h.set(m, mNext);
    h.set(v, vNext);
  }

  @Override public void step(Floats w, Floats m, Floats v, Floats gradient, long n, Step s) {
    int pg = gpu.in(gradient);
    gpu.run(STEP, n, new int[]{gpu.inOut(w), gpu.inOut(m), gpu.inOut(v), pg}, s.clip(), s.decay(),
        s.oneMinusBeta1(), s.beta2(), s.oneMinusBeta2(), -s.stepSize(), s.correction(), s.eps());
  }
}
