package zerograd.tensor.kernels.vector;

import static zerograd.tensor.kernels.vector.Lanes.*;
import static zerograd.tensor.kernels.vector.VirtualLanes.*;

import jdk.incubator.vector.FloatVector;
import zerograd.core.Floats;
import zerograd.core.Workers;
import zerograd.tensor.kernels.RmsNormKernel;
import zerograd.tensor.kernels.reference.ReferenceRmsNorm;

/// Root-mean-square normalisation: rows shared out for `y` and `dx`, columns for `dw`.
public final class VectorRmsNorm implements RmsNormKernel {

  private final Workers workers;

  public VectorRmsNorm(Workers workers) { this.workers = workers; }

  @Override public void forward(Floats y, Floats rstd, Floats x, Floats w, int N, int D, float eps) {
    long row = 4L * D;
    workers.rows(N, Runs.rowGrain(D), (from, to, worker) -> {
      long lanes = workers.scratch(worker, 16).address();
      for (int n = from; n < to; n++) {
        long source = x.address() + n * row;
        float r = ReferenceRmsNorm.rstd(VirtualLanes.dot(source, source, row, lanes), D, eps);
        scale(y.address() + n * row, source, w.address(), row, r);
        set(rstd.address() + 4L * n, r);
      }
    });
  }

  private static void scale(long y, long x, long w, long bytes, float r) {
    long at = 0;
    for (; at <= bytes - BYTES; at += BYTES) store(load(x + at).mul(r).mul(load(w + at)), y + at);
    for (; at < bytes; at += Float.BYTES) set(y + at, get(x + at) * r * get(w + at));
  }

  @Override public void backward(Floats dx, Floats dw, Floats dy, Floats x, Floats w, Floats rstd, int N,
      int D) {
    long row = 4L * D;
    workers.rows(N, Runs.rowGrain(D), (from, to, worker) -> {
      long lanes = workers.scratch(worker, 16).address();
      for (int n = from; n < to; n++) {
        float r = get(rstd.address() + 4L * n);
        float mean = dot(dy.address() + n * row, x.address() + n * row, w.address(), row, r, lanes) / D;
        addInput(dx.address() + n * row, dy.address() + n * row, x.address() + n * row, w.address(), row, r,
            mean);
      }
    });
    Runs.columns(workers, N, D, (from, to) -> {
      for (int n = 0; n < N; n++) {
        addWeight(dw.address(), dy.address() + n * row, x.address() + n * row, 4L * from, 4L * to,
            get(rstd.address() + 4L * n));
      }
    });
  }

  /// Σ g ⊙ x̂ with g = dy ⊙ w and x̂ = x · r.
  private static float dot(long dy, long x, long w, long bytes, float r, long lanes) {
    FloatVector a = zero(), b = a, c = a, d = a;
    long at = 0;
    for (long whole = bytes & -GROUP; at < whole; at += BYTES) {
      FloatVector next = load(dy + at).mul(load(w + at)).fma(load(x + at).mul(r), a);
      a = WIDTH == 16 ? next : b;
      if (WIDTH < 16) {
        b = WIDTH == 8 ? next : c;
        c = d;
        d = next;
      }
    }
    if (at == bytes) return combine(a, b, c, d);
    spill(lanes, a, b, c, d);
    for (long lane = lanes; at < bytes; at += Float.BYTES, lane += Float.BYTES) {
      set(lane, Math.fma(get(dy + at) * get(w + at), get(x + at) * r, get(lane)));
    }
    return combine(lanes);
  }

  /// dx += r (g − x̂ · mean)
  ///
  /// Calls the Vector API itself: behind [#dot], C2 may inline no more methods of ours, and leave lanes on the heap.
  private static void addInput(long dx, long dy, long x, long w, long bytes, float r, float mean) {
    long at = 0;
    for (; at <= bytes - BYTES; at += BYTES) {
      FloatVector g = FloatVector.fromMemorySegment(SPECIES, MEMORY, dy + at & ADDRESS, ORDER)
          .mul(FloatVector.fromMemorySegment(SPECIES, MEMORY, w + at & ADDRESS, ORDER));
      FloatVector xHat = FloatVector.fromMemorySegment(SPECIES, MEMORY, x + at & ADDRESS, ORDER).mul(r);
      FloatVector sum = FloatVector.fromMemorySegment(SPECIES, MEMORY, dx + at & ADDRESS, ORDER);
      xHat.neg().fma(FloatVector.broadcast(SPECIES, mean), g).fma(FloatVector.broadcast(SPECIES, r), sum)
          .intoMemorySegment(MEMORY, dx + at & ADDRESS, ORDER);
    }
    for (; at < bytes; at += Float.BYTES) {
      float g = get(dy + at) * get(w + at), xHat = get(x + at) * r;
      set(dx + at, Math.fma(r, Math.fma(-xHat, mean, g), get(dx + at)));
    }
  }

  /// dw += dy ⊙ x̂, between two columns of one row.
  private static void addWeight(long dw, long dy, long x, long at, long end, float r) {
    for (; at <= end - BYTES; at += BYTES) {
      store(load(dy + at).fma(load(x + at).mul(r), load(dw + at)), dw + at);
    }
    for (; at < end; at += Float.BYTES) set(dw + at, Math.fma(get(dy + at), get(x + at) * r, get(dw + at)));
  }
}
