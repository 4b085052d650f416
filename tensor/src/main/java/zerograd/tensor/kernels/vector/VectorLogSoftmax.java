package zerograd.tensor.kernels.vector;

import static zerograd.tensor.kernels.vector.Lanes.*;
import static zerograd.tensor.kernels.vector.VirtualLanes.*;

import jdk.incubator.vector.FloatVector;
import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.core.Workers;
import zerograd.tensor.kernels.Elementary;
import zerograd.tensor.kernels.LogSoftmaxKernel;

/// Log-softmax over whole rows, shared out by rows.
public final class VectorLogSoftmax implements LogSoftmaxKernel {

  private final Workers workers;

  public VectorLogSoftmax(Workers workers) { this.workers = workers; }

  @Override public void forward(Floats y, Floats x, int N, int V) {
    long row = 4L * V;
    workers.rows(N, Runs.rowGrain(V), (from, to, worker) -> {
      long lanes = workers.scratch(worker, 16).address();
      for (int n = from; n < to; n++) {
        long source = x.address() + n * row;
        float max = max(source, V);
        float logSum = Elementary.log(sumOfExp(source, row, max, lanes));
        shift(y.address() + n * row, source, row, max, logSum);
      }
    });
  }

  /// Σ exp(x − max)
  private static float sumOfExp(long x, long bytes, float max, long lanes) {
    FloatVector a = zero(), b = a, c = a, d = a;
    long at = 0;
    for (long whole = bytes & -GROUP; at < whole; at += BYTES) {
      FloatVector next = VectorElementary.exp(load(x + at).sub(max)).add(a);
      a = WIDTH == 16 ? next : b;
      if (WIDTH < 16) {
        b = WIDTH == 8 ? next : c;
        c = d;
        d = next;
      }
    }
    a.intoMemorySegment(MEMORY, lanes & ADDRESS, ORDER);
    if (WIDTH < 16) b.intoMemorySegment(MEMORY, lanes + BYTES & ADDRESS, ORDER);
    if (WIDTH < 8) c.intoMemorySegment(MEMORY, lanes + 2 * BYTES & ADDRESS, ORDER);
    if (WIDTH < 8) d.intoMemorySegment(MEMORY, lanes + 3 * BYTES & ADDRESS, ORDER);
    for (long lane = lanes; at < bytes; at += Float.BYTES, lane += Float.BYTES) {
      set(lane, get(lane) + Elementary.exp(get(x + at) - max));
    }
    return combine(lanes);
  }

  private static void shift(long y, long x, long bytes, float max, float logSum) {
    long at = 0;
    for (; at <= bytes - BYTES; at += BYTES) store(load(x + at).sub(max).sub(logSum), y + at);
    for (; at < bytes; at += Float.BYTES) set(y + at, (get(x + at) - max) - logSum);
  }

  @Override public void backward(Floats dx, Floats dy, Floats y, int N, int V) {
    long row = 4L * V;
    workers.rows(N, Runs.rowGrain(V), (from, to, worker) -> {
      long lanes = workers.scratch(worker, 16).address();
      for (int n = from; n < to; n++) {
        float total = sum(dy.address() + n * row, row, lanes);
        addInput(dx.address() + n * row, dy.address() + n * row, y.address() + n * row, row, total);
      }
    });
  }

  /// dx += dy − exp(y) · total
  private static void addInput(long dx, long dy, long y, long bytes, float total) {
    long at = 0;
    for (; at <= bytes - BYTES; at += BYTES) {
      FloatVector sum = load(dx + at), share = load(dy + at), all = broadcast(total);
      FloatVector p = VectorElementary.exp(load(y + at));
      sum.add(p.neg().fma(all, share)).intoMemorySegment(MEMORY, dx + at & ADDRESS, ORDER);
    }
    for (; at < bytes; at += Float.BYTES) {
      set(dx + at, get(dx + at) + Math.fma(-Elementary.exp(get(y + at)), total, get(dy + at)));
    }
  }

  @Override public void pick(Floats y, Floats x, Ints ids, int N, int V) {
    for (int n = 0; n < N; n++) y.set(n, x.get((long) n * V + ids.get(n)));
  }

  @Override public void pickBackward(Floats dx, Floats dy, Ints ids, int N, int V) {
    for (int n = 0; n < N; n++) {
      long place = (long) n * V + ids.get(n);
      dx.set(place, dx.get(place) + dy.get(n));
    }
  }
}
