package zerograd.tornado;

import static zerograd.tornado.Exact.fma;
import static zerograd.tornado.Exact.times;

import java.util.List;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.tensor.kernels.RopeKernel;

/// Rotary positions: a thread a pair.
///
/// `p`: threads, y or dx, x or dy, positions, cos, sin, H, d
final class TornadoRope implements RopeKernel {

  private static final Kernel FORWARD = new Kernel("rope", TornadoRope::runForward, TornadoRope::forward);
  private static final Kernel BACKWARD = new Kernel("rope backward", TornadoRope::runBackward,
      TornadoRope::backward);

  /// All of these.
  static List<Kernel> kernels() { return List.of(FORWARD, BACKWARD); }

  private final Gpu gpu;

  TornadoRope(Gpu gpu) { this.gpu = gpu; }

  static void runForward(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    if (c.globalIdx < p.get(0)) forward(new Memory(low, high), p, c.globalIdx);
  }

  static void forward(Memory h, IntArray p, int pair) {
    int H = p.get(6), d = p.get(7), half = d / 2;
    int head = pair / half, i = pair - head * half, n = head / H;
    int angle = (int) h.get(p.get(3) + n) * half + i, first = head * d + i;
    float c = h.get(p.get(4) + angle), s = h.get(p.get(5) + angle);
    float x1 = h.get(p.get(2) + first), x2 = h.get(p.get(2) + first + half);
    h.set(p.get(1) + first, fma(x1, c, times(Exact.minus(x2), s)));
    h.set(p.get(1) + first + half, fma(x2, c, times(x1, s)));
  }

  static void runBackward(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    if (c.globalIdx < p.get(0)) backward(new Memory(low, high), p, c.globalIdx);
  }

  static void backward(Memory h, IntArray p, int pair) {
    int H = p.get(6), d = p.get(7), half = d / 2;
    int head = pair / half, i = pair - head * half, n = head / H;
    int angle = (int) h.get(p.get(3) + n) * half + i, first = p.get(1) + head * d + i;
    float c = h.get(p.get(4) + angle), s = h.get(p.get(5) + angle);
    float dy1 = h.get(p.get(2) + head * d + i), dy2 = h.get(p.get(2) + head * d + i + half);
    h.set(first, h.get(first) + fma(dy1, c, times(dy2, s)));
    h.set(first + half, h.get(first + half) + fma(dy2, c, times(Exact.minus(dy1), s)));
  }

  @Override public void forward(Floats y, Floats x, Ints positions, Floats cos, Floats sin, int N, int H,
      int d) {
    int px = gpu.in(x), at = gpu.in(positions), c = gpu.in(cos), s = gpu.in(sin);
    gpu.run(FORWARD, (long) N * H * (d / 2), new int[]{gpu.out(y), px, at, c, s, H, d});
  }

  @Override public void backward(Floats dx, Floats dy, Ints positions, Floats cos, Floats sin, int N, int H,
      int d) {
    int pdy = gpu.in(dy), at = gpu.in(positions), c = gpu.in(cos), s = gpu.in(sin);
    gpu.run(BACKWARD, (long) N * H * (d / 2), new int[]{gpu.inOut(dx), pdy, at, c, s, H, d});
  }
}
