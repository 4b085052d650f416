package zerograd.tensor.kernels.vector;

import static zerograd.tensor.kernels.vector.Lanes.*;

import jdk.incubator.vector.FloatVector;
import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.core.Workers;
import zerograd.tensor.kernels.RopeKernel;

/// Rotary positions: a register of pairs at a time.
public final class VectorRope implements RopeKernel {

  private final Workers workers;

  public VectorRope(Workers workers) { this.workers = workers; }

  @Override public void forward(Floats y, Floats x, Ints positions, Floats cos, Floats sin, int N, int H,
      int d) {
    long half = d / 2 * 4L;
    workers.rows(N, Runs.rowGrain(H * d), (from, to, worker) -> {
      for (int n = from; n < to; n++) {
        long angles = positions.get(n) * half;
        for (int h = 0; h < H; h++) {
          long head = 4L * ((long) n * H + h) * d;
          turn(y.address() + head, x.address() + head, cos.address() + angles, sin.address() + angles, half);
        }
      }
    });
  }

  private static void turn(long y, long x, long cos, long sin, long half) {
    long at = 0;
    for (; at <= half - BYTES; at += BYTES) {
      FloatVector c = load(cos + at), s = load(sin + at), x1 = load(x + at), x2 = load(x + half + at);
      store(x1.fma(c, x2.mul(s).neg()), y + at);
      store(x2.fma(c, x1.mul(s)), y + half + at);
    }
    for (; at < half; at += Float.BYTES) {
      float c = get(cos + at), s = get(sin + at), x1 = get(x + at), x2 = get(x + half + at);
      set(y + at, Math.fma(x1, c, -(x2 * s)));
      set(y + half + at, Math.fma(x2, c, x1 * s));
    }
  }

  @Override public void backward(Floats dx, Floats dy, Ints positions, Floats cos, Floats sin, int N, int H,
      int d) {
    long half = d / 2 * 4L;
    workers.rows(N, Runs.rowGrain(H * d), (from, to, worker) -> {
      for (int n = from; n < to; n++) {
        long angles = positions.get(n) * half;
        for (int h = 0; h < H; h++) {
          long head = 4L * ((long) n * H + h) * d;
          turnBack(dx.address() + head, dy.address() + head, cos.address() + angles, sin.address() + angles,
              half);
        }
      }
    });
  }

  private static void turnBack(long dx, long dy, long cos, long sin, long half) {
    long at = 0;
    for (; at <= half - BYTES; at += BYTES) {
      FloatVector c = load(cos + at), s = load(sin + at), dy1 = load(dy + at), dy2 = load(dy + half + at);
      store(load(dx + at).add(dy1.fma(c, dy2.mul(s))), dx + at);
      store(load(dx + half + at).add(dy2.fma(c, dy1.mul(s).neg())), dx + half + at);
    }
    for (; at < half; at += Float.BYTES) {
      float c = get(cos + at), s = get(sin + at), dy1 = get(dy + at), dy2 = get(dy + half + at);
      set(dx + at, get(dx + at) + Math.fma(dy1, c, dy2 * s));
      set(dx + half + at, get(dx + half + at) + Math.fma(dy2, c, -(dy1 * s)));
    }
  }
}
