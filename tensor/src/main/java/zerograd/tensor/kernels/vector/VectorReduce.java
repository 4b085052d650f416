package zerograd.tensor.kernels.vector;

import static zerograd.tensor.kernels.vector.Lanes.*;

import java.util.concurrent.atomic.AtomicReference;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import zerograd.core.Floats;
import zerograd.core.Workers;
import zerograd.tensor.kernels.ReduceKernel;

/// Sums in the order of the contract, and broadcasting: rows shared out where sums run along rows, columns where they run
/// down.
public final class VectorReduce implements ReduceKernel {

  private final Workers workers;

  /// Row sums of the last [#sumOfSquares], kept so that the next one allocates nothing.
  private final AtomicReference<double[]> spare = new AtomicReference<>(new double[0]);

  public VectorReduce(Workers workers) { this.workers = workers; }

  @Override public double sum(Floats x, long n) {
    double sum = 0;
    for (long at = x.address(), end = at + 4 * n; at < end; at += Float.BYTES) sum += get(at);
    return sum;
  }

  @Override public void sumRows(Floats y, Floats x, int N, int D) {
    long row = 4L * D;
    workers.rows(N, Runs.rowGrain(D), (from, to, worker) -> {
      long lanes = workers.scratch(worker, 16).address();
      for (int n = from; n < to; n++) y.set(n, VirtualLanes.sum(x.address() + n * row, row, lanes));
    });
  }

  @Override public void sumRowsBackward(Floats dx, Floats dy, int N, int D) {
    long row = 4L * D;
    workers.rows(N, Runs.rowGrain(D), (from, to, worker) -> {
      for (int n = from; n < to; n++) addNumber(dx.address() + n * row, row, dy.get(n));
    });
  }

  private static void addNumber(long dx, long bytes, float dy) {
    long at = 0;
    for (; at <= bytes - BYTES; at += BYTES) store(load(dx + at).add(dy), dx + at);
    for (; at < bytes; at += Float.BYTES) set(dx + at, get(dx + at) + dy);
  }

  @Override public void addColumnSums(Floats sums, Floats x, int N, int D) {
    Runs.columns(workers, N, D, (from, to) -> {
      for (int n = 0; n < N; n++) {
        addRow(sums.address() + 4L * from, x.address() + 4L * n * D + 4L * from, 4L * (to - from));
      }
    });
  }

  private static void addRow(long sum, long row, long bytes) {
    long at = 0;
    for (; at <= bytes - BYTES; at += BYTES) store(load(sum + at).add(load(row + at)), sum + at);
    for (; at < bytes; at += Float.BYTES) set(sum + at, get(sum + at) + get(row + at));
  }

  /*
   * Broadcasting is a loop over rows, the last dimension, whose place in the small run is counted up like an odometer. The
   * small run's step along a row is 1 (a row is copied or added), 0 (one number is repeated, or a chain of sums), or
   * anything (one by one).
   */

  @Override public void broadcast(Floats y, Floats x, int[] dims, int[] strides) {
    Places places = Places.of(dims, strides);
    long bytes = 4L * places.length;
    workers.rows(places.rows, Runs.rowGrain(places.length), (from, to, worker) -> {
      Places.Odometer odometer = places.from(from);
      for (int row = from; row < to; row++, odometer.advance()) {
        long target = y.address() + row * bytes, source = x.address() + 4 * odometer.place;
        if (places.step == 1) {
          copy(source, target, bytes);
        } else if (places.step == 0) {
          fill(target, bytes, get(source));
        } else {
          for (long at = 0; at < bytes; at += Float.BYTES) set(target + at, get(source + at * places.step));
        }
      }
    });
  }

  private static void fill(long y, long bytes, float value) {
    long at = 0;
    for (; at <= bytes - BYTES; at += BYTES) store(Lanes.broadcast(value), y + at);
    for (; at < bytes; at += Float.BYTES) set(y + at, value);
  }

  @Override public void broadcastBackward(Floats dx, Floats dy, int[] dims, int[] strides) {
    Places places = Places.of(dims, strides);
    if (places.isOneRowRepeated()) {
      addColumnSums(dx, dy, places.rows, places.length);
      return;
    }
    long bytes = 4L * places.length;
    Places.Odometer odometer = places.from(0);
    for (int row = 0; row < places.rows; row++, odometer.advance()) {
      long source = dy.address() + row * bytes, target = dx.address() + 4 * odometer.place;
      if (places.step == 1) {
        addRow(target, source, bytes);
      } else if (places.step == 0) {
        float chain = get(target);
        for (long at = 0; at < bytes; at += Float.BYTES) chain += get(source + at);
        set(target, chain);
      } else {
        for (long at = 0; at < bytes; at += Float.BYTES) {
          long place = target + at * places.step;
          set(place, get(place) + get(source + at));
        }
      }
    }
  }

  @Override public double sumOfSquares(Floats x, int N, int D) {
    double[] known = spare.getAndSet(null), sums = known != null && known.length >= N ? known : new double[N];
    workers.rows(N, Runs.rowGrain(D), (from, to, worker) -> {
      long lanes = workers.scratch(worker, 32).address();
      for (int n = from; n < to; n++) sums[n] = sumOfSquares(x.address() + 4L * n * D, 4L * D, lanes);
    });
    double sum = 0;
    for (int n = 0; n < N; n++) sum += sums[n];
    spare.set(sums);
    return sum;
  }

  /// One row in sixteen double lanes: two, four or eight registers.
  private static double sumOfSquares(long x, long bytes, long lanes) {
    DoubleVector a = zeroDoubles(), b = a, c = a, d = a, e = a, f = a, g = a, h = a;
    long at = 0;
    for (; at <= bytes - VirtualLanes.GROUP; at += VirtualLanes.GROUP) {
      FloatVector numbers = load(x + at);
      DoubleVector low = lowDoubles(numbers), high = highDoubles(numbers);
      a = low.fma(low, a);
      b = high.fma(high, b);
      if (WIDTH < 16) {
        numbers = load(x + at + BYTES);
        low = lowDoubles(numbers);
        high = highDoubles(numbers);
        c = low.fma(low, c);
        d = high.fma(high, d);
      }
      if (WIDTH < 8) {
        numbers = load(x + at + 2 * BYTES);
        low = lowDoubles(numbers);
        high = highDoubles(numbers);
        e = low.fma(low, e);
        f = high.fma(high, f);
        numbers = load(x + at + 3 * BYTES);
        low = lowDoubles(numbers);
        high = highDoubles(numbers);
        g = low.fma(low, g);
        h = high.fma(high, h);
      }
    }
    store(a, lanes);
    store(b, lanes + BYTES);
    if (WIDTH < 16) {
      store(c, lanes + 2 * BYTES);
      store(d, lanes + 3 * BYTES);
    }
    if (WIDTH < 8) {
      store(e, lanes + 4 * BYTES);
      store(f, lanes + 5 * BYTES);
      store(g, lanes + 6 * BYTES);
      store(h, lanes + 7 * BYTES);
    }
    for (long lane = lanes; at < bytes; at += Float.BYTES, lane += Double.BYTES) {
      double value = get(x + at);
      setDouble(lane, Math.fma(value, value, getDouble(lane)));
    }
    for (int apart = 8; apart > 0; apart /= 2) {
      for (long lane = lanes; lane < lanes + 8L * apart; lane += Double.BYTES) {
        setDouble(lane, getDouble(lane) + getDouble(lane + 8L * apart));
      }
    }
    return getDouble(lanes);
  }
}
