package zerograd.tensor.kernels.reference;

import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.tensor.kernels.RopeKernel;

/// Rotary positions: one turn per pair.
public final class ReferenceRope implements RopeKernel {

  @Override public void forward(Floats y, Floats x, Ints positions, Floats cos, Floats sin, int N, int H,
      int d) {
    int half = d / 2;
    for (int n = 0; n < N; n++) {
      long angles = (long) positions.get(n) * half;
      for (int h = 0; h < H; h++) {
        long head = ((long) n * H + h) * d;
        for (int i = 0; i < half; i++) {
          float c = cos.get(angles + i), s = sin.get(angles + i);
          float x1 = x.get(head + i), x2 = x.get(head + half + i);
          y.set(head + i, Math.fma(x1, c, -(x2 * s)));
          y.set(head + half + i, Math.fma(x2, c, x1 * s));
        }
      }
    }
  }

  @Override public void backward(Floats dx, Floats dy, Ints positions, Floats cos, Floats sin, int N, int H,
      int d) {
    int half = d / 2;
    for (int n = 0; n < N; n++) {
      long angles = (long) positions.get(n) * half;
      for (int h = 0; h < H; h++) {
        long head = ((long) n * H + h) * d;
        for (int i = 0; i < half; i++) {
          float c = cos.get(angles + i), s = sin.get(angles + i);
          float dy1 = dy.get(head + i), dy2 = dy.get(head + half + i);
          dx.set(head + i, dx.get(head + i) + Math.fma(dy1, c, dy2 * s));
          dx.set(head + half + i, dx.get(head + half + i) + Math.fma(dy2, c, -(dy1 * s)));
        }
      }
    }
  }
}
