package zerograd.tensor.kernels.vector;

import static zerograd.tensor.kernels.vector.Lanes.*;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import zerograd.core.Floats;
import zerograd.core.Workers;
import zerograd.tensor.kernels.Elementary;
import zerograd.tensor.kernels.ElementwiseKernel;

/// Arithmetic on numbers at the same place, a register at a time.
///
/// Every operator is a loop of its own, whole registers first and then the reference's expression for the rest: a loop that
/// takes its operator as an argument has to keep its lanes on the heap. Why the loops of elementary functions store in
/// their own way stands in [VectorElementary].
public final class VectorElementwise implements ElementwiseKernel {

  private final Workers workers;

  public VectorElementwise(Workers workers) { this.workers = workers; }

  @Override public void add(Floats y, Floats a, Floats b, long n) {
    Runs.spread(workers, n, (offset, bytes) -> {
      long y0 = y.address() + offset, a0 = a.address() + offset, b0 = b.address() + offset;
      long at = 0;
      for (; at <= bytes - BYTES; at += BYTES) store(load(a0 + at).add(load(b0 + at)), y0 + at);
      for (; at < bytes; at += Float.BYTES) set(y0 + at, get(a0 + at) + get(b0 + at));
    });
  }

  @Override public void subtract(Floats y, Floats a, Floats b, long n) {
    Runs.spread(workers, n, (offset, bytes) -> {
      long y0 = y.address() + offset, a0 = a.address() + offset, b0 = b.address() + offset;
      long at = 0;
      for (; at <= bytes - BYTES; at += BYTES) store(load(a0 + at).sub(load(b0 + at)), y0 + at);
      for (; at < bytes; at += Float.BYTES) set(y0 + at, get(a0 + at) - get(b0 + at));
    });
  }

  @Override public void multiply(Floats y, Floats a, Floats b, long n) {
    Runs.spread(workers, n, (offset, bytes) -> {
      long y0 = y.address() + offset, a0 = a.address() + offset, b0 = b.address() + offset;
      long at = 0;
      for (; at <= bytes - BYTES; at += BYTES) store(load(a0 + at).mul(load(b0 + at)), y0 + at);
      for (; at < bytes; at += Float.BYTES) set(y0 + at, get(a0 + at) * get(b0 + at));
    });
  }

  @Override public void divide(Floats y, Floats a, Floats b, long n) {
    Runs.spread(workers, n, (offset, bytes) -> {
      long y0 = y.address() + offset, a0 = a.address() + offset, b0 = b.address() + offset;
      long at = 0;
      for (; at <= bytes - BYTES; at += BYTES) store(load(a0 + at).div(load(b0 + at)), y0 + at);
      for (; at < bytes; at += Float.BYTES) set(y0 + at, get(a0 + at) / get(b0 + at));
    });
  }

  @Override public void minimum(Floats y, Floats a, Floats b, long n) {
    Runs.spread(workers, n, (offset, bytes) -> {
      long y0 = y.address() + offset, a0 = a.address() + offset, b0 = b.address() + offset;
      long at = 0;
      for (; at <= bytes - BYTES; at += BYTES) {
        FloatVector first = load(a0 + at), second = load(b0 + at);
        store(second.blend(first, first.compare(VectorOperators.LE, second)), y0 + at);
      }
      for (; at < bytes; at += Float.BYTES) {
        float first = get(a0 + at), second = get(b0 + at);
        set(y0 + at, first <= second ? first : second);
      }
    });
  }

  @Override public void maximum(Floats y, Floats a, Floats b, long n) {
    Runs.spread(workers, n, (offset, bytes) -> {
      long y0 = y.address() + offset, a0 = a.address() + offset, b0 = b.address() + offset;
      long at = 0;
      for (; at <= bytes - BYTES; at += BYTES) {
        FloatVector first = load(a0 + at), second = load(b0 + at);
        store(second.blend(first, first.compare(VectorOperators.GE, second)), y0 + at);
      }
      for (; at < bytes; at += Float.BYTES) {
        float first = get(a0 + at), second = get(b0 + at);
        set(y0 + at, first >= second ? first : second);
      }
    });
  }

  @Override public void affine(Floats y, Floats x, float factor, float offset, long n) {
    Runs.spread(workers, n, (start, bytes) -> {
      long y0 = y.address() + start, x0 = x.address() + start;
      long at = 0;
      for (; at <= bytes - BYTES; at += BYTES) {
        store(load(x0 + at).fma(broadcast(factor), broadcast(offset)), y0 + at);
      }
      for (; at < bytes; at += Float.BYTES) set(y0 + at, Math.fma(get(x0 + at), factor, offset));
    });
  }

  @Override public void clamp(Floats y, Floats x, float low, float high, long n) {
    Runs.spread(workers, n, (offset, bytes) -> {
      long y0 = y.address() + offset, x0 = x.address() + offset;
      long at = 0;
      for (; at <= bytes - BYTES; at += BYTES) {
        FloatVector v = load(x0 + at);
        FloatVector below = v.blend(high, v.compare(VectorOperators.GT, high));
        store(below.blend(low, v.compare(VectorOperators.LT, low)), y0 + at);
      }
      for (; at < bytes; at += Float.BYTES) {
        float v = get(x0 + at);
        set(y0 + at, v < low ? low : v > high ? high : v);
      }
    });
  }

  @Override public void exp(Floats y, Floats x, long n) {
    Runs.spread(workers, n, (offset, bytes) -> {
      long y0 = y.address() + offset, x0 = x.address() + offset;
      long at = 0;
      for (; at <= bytes - BYTES; at += BYTES) {
        VectorElementary.exp(load(x0 + at)).intoMemorySegment(MEMORY, y0 + at & ADDRESS, ORDER);
      }
      for (; at < bytes; at += Float.BYTES) set(y0 + at, Elementary.exp(get(x0 + at)));
    });
  }

  @Override public void log(Floats y, Floats x, long n) {
    Runs.spread(workers, n, (offset, bytes) -> {
      long y0 = y.address() + offset, x0 = x.address() + offset;
      long at = 0;
      for (; at <= bytes - BYTES; at += BYTES) {
        VectorElementary.log(load(x0 + at)).intoMemorySegment(MEMORY, y0 + at & ADDRESS, ORDER);
      }
      for (; at < bytes; at += Float.BYTES) set(y0 + at, Elementary.log(get(x0 + at)));
    });
  }

  @Override public void sigmoid(Floats y, Floats x, long n) {
    Runs.spread(workers, n, (offset, bytes) -> {
      long y0 = y.address() + offset, x0 = x.address() + offset;
      long at = 0;
      for (; at <= bytes - BYTES; at += BYTES) {
        VectorElementary.sigmoid(load(x0 + at)).intoMemorySegment(MEMORY, y0 + at & ADDRESS, ORDER);
      }
      for (; at < bytes; at += Float.BYTES) set(y0 + at, Elementary.sigmoid(get(x0 + at)));
    });
  }

  @Override public void silu(Floats y, Floats x, long n) {
    Runs.spread(workers, n, (offset, bytes) -> {
      long y0 = y.address() + offset, x0 = x.address() + offset;
      long at = 0;
      for (; at <= bytes - BYTES; at += BYTES) {
        VectorElementary.silu(load(x0 + at)).intoMemorySegment(MEMORY, y0 + at & ADDRESS, ORDER);
      }
      for (; at < bytes; at += Float.BYTES) set(y0 + at, Elementary.silu(get(x0 + at)));
    });
  }

  @Override public void swiGlu(Floats y, Floats gate, Floats up, long n) {
    Runs.spread(workers, n, (offset, bytes) -> {
      long y0 = y.address() + offset, gate0 = gate.address() + offset, up0 = up.address() + offset;
      long at = 0;
      for (; at <= bytes - BYTES; at += BYTES) {
        FloatVector u = load(up0 + at);
        VectorElementary.silu(load(gate0 + at)).mul(u).intoMemorySegment(MEMORY, y0 + at & ADDRESS, ORDER);
      }
      for (; at < bytes; at += Float.BYTES) set(y0 + at, Elementary.silu(get(gate0 + at)) * get(up0 + at));
    });
  }

  @Override public void addTo(Floats dx, Floats dy, long n) {
    Runs.spread(workers, n, (offset, bytes) -> {
      long dx0 = dx.address() + offset, dy0 = dy.address() + offset;
      long at = 0;
      for (; at <= bytes - BYTES; at += BYTES) store(load(dx0 + at).add(load(dy0 + at)), dx0 + at);
      for (; at < bytes; at += Float.BYTES) set(dx0 + at, get(dx0 + at) + get(dy0 + at));
    });
  }

  @Override public void addScaled(Floats dx, Floats dy, float factor, long n) {
    Runs.spread(workers, n, (offset, bytes) -> {
      long dx0 = dx.address() + offset, dy0 = dy.address() + offset;
      long at = 0;
      for (; at <= bytes - BYTES; at += BYTES) {
        store(load(dy0 + at).fma(broadcast(factor), load(dx0 + at)), dx0 + at);
      }
      for (; at < bytes; at += Float.BYTES) set(dx0 + at, Math.fma(get(dy0 + at), factor, get(dx0 + at)));
    });
  }

  @Override public void addProduct(Floats dx, Floats dy, Floats y, long n) {
    Runs.spread(workers, n, (offset, bytes) -> {
      long dx0 = dx.address() + offset, dy0 = dy.address() + offset, y0 = y.address() + offset;
      long at = 0;
      for (; at <= bytes - BYTES; at += BYTES) {
        store(load(dy0 + at).fma(load(y0 + at), load(dx0 + at)), dx0 + at);
      }
      for (; at < bytes; at += Float.BYTES) {
        set(dx0 + at, Math.fma(get(dy0 + at), get(y0 + at), get(dx0 + at)));
      }
    });
  }

  @Override public void divideBackward(Floats da, Floats db, Floats dy, Floats y, Floats b, long n) {
    Runs.spread(workers, n, (offset, bytes) -> {
      long da0 = da.address() + offset, db0 = db.address() + offset, dy0 = dy.address() + offset,
          y0 = y.address() + offset, b0 = b.address() + offset;
      long at = 0;
      for (; at <= bytes - BYTES; at += BYTES) {
        FloatVector share = load(dy0 + at).div(load(b0 + at));
        store(load(da0 + at).add(share), da0 + at);
        store(share.neg().fma(load(y0 + at), load(db0 + at)), db0 + at);
      }
      for (; at < bytes; at += Float.BYTES) {
        float share = get(dy0 + at) / get(b0 + at);
        set(da0 + at, get(da0 + at) + share);
        set(db0 + at, Math.fma(-share, get(y0 + at), get(db0 + at)));
      }
    });
  }

  @Override public void minimumBackward(Floats da, Floats db, Floats dy, Floats a, Floats b, long n) {
    Runs.spread(workers, n, (offset, bytes) -> {
      long da0 = da.address() + offset, db0 = db.address() + offset, dy0 = dy.address() + offset,
          a0 = a.address() + offset, b0 = b.address() + offset;
      long at = 0;
      for (; at <= bytes - BYTES; at += BYTES) {
        VectorMask<Float> first = load(a0 + at).compare(VectorOperators.LE, load(b0 + at));
        FloatVector share = load(dy0 + at), va = load(da0 + at);
        store(va.blend(va.add(share), first), da0 + at);
        FloatVector vb = load(db0 + at);
        store(vb.add(share).blend(vb, first), db0 + at);
      }
      for (; at < bytes; at += Float.BYTES) {
        long chosen = get(a0 + at) <= get(b0 + at) ? da0 + at : db0 + at;
        set(chosen, get(chosen) + get(dy0 + at));
      }
    });
  }

  @Override public void maximumBackward(Floats da, Floats db, Floats dy, Floats a, Floats b, long n) {
    Runs.spread(workers, n, (offset, bytes) -> {
      long da0 = da.address() + offset, db0 = db.address() + offset, dy0 = dy.address() + offset,
          a0 = a.address() + offset, b0 = b.address() + offset;
      long at = 0;
      for (; at <= bytes - BYTES; at += BYTES) {
        VectorMask<Float> first = load(a0 + at).compare(VectorOperators.GE, load(b0 + at));
        FloatVector share = load(dy0 + at), va = load(da0 + at);
        store(va.blend(va.add(share), first), da0 + at);
        FloatVector vb = load(db0 + at);
        store(vb.add(share).blend(vb, first), db0 + at);
      }
      for (; at < bytes; at += Float.BYTES) {
        long chosen = get(a0 + at) >= get(b0 + at) ? da0 + at : db0 + at;
        set(chosen, get(chosen) + get(dy0 + at));
      }
    });
  }

  @Override public void clampBackward(Floats dx, Floats dy, Floats x, float low, float high, long n) {
    Runs.spread(workers, n, (offset, bytes) -> {
      long dx0 = dx.address() + offset, dy0 = dy.address() + offset, x0 = x.address() + offset;
      long at = 0;
      for (; at <= bytes - BYTES; at += BYTES) {
        FloatVector v = load(x0 + at), sum = load(dx0 + at);
        VectorMask<Float> inside = v.compare(VectorOperators.GE, low)
            .and(v.compare(VectorOperators.LE, high));
        store(sum.blend(sum.add(load(dy0 + at)), inside), dx0 + at);
      }
      for (; at < bytes; at += Float.BYTES) {
        if (low <= get(x0 + at) && get(x0 + at) <= high) set(dx0 + at, get(dx0 + at) + get(dy0 + at));
      }
    });
  }

  @Override public void logBackward(Floats dx, Floats dy, Floats x, long n) {
    Runs.spread(workers, n, (offset, bytes) -> {
      long dx0 = dx.address() + offset, dy0 = dy.address() + offset, x0 = x.address() + offset;
      long at = 0;
      for (; at <= bytes - BYTES; at += BYTES) {
        store(load(dx0 + at).add(load(dy0 + at).div(load(x0 + at))), dx0 + at);
      }
      for (; at < bytes; at += Float.BYTES) set(dx0 + at, get(dx0 + at) + get(dy0 + at) / get(x0 + at));
    });
  }

  @Override public void sigmoidBackward(Floats dx, Floats dy, Floats y, long n) {
    Runs.spread(workers, n, (offset, bytes) -> {
      long dx0 = dx.address() + offset, dy0 = dy.address() + offset, y0 = y.address() + offset;
      long at = 0;
      for (; at <= bytes - BYTES; at += BYTES) {
        FloatVector v = load(y0 + at);
        store(load(dy0 + at).fma(v.mul(broadcast(1).sub(v)), load(dx0 + at)), dx0 + at);
      }
      for (; at < bytes; at += Float.BYTES) {
        float v = get(y0 + at);
        set(dx0 + at, Math.fma(get(dy0 + at), v * (1 - v), get(dx0 + at)));
      }
    });
  }

  @Override public void siluBackward(Floats dx, Floats dy, Floats x, long n) {
    Runs.spread(workers, n, (offset, bytes) -> {
      long dx0 = dx.address() + offset, dy0 = dy.address() + offset, x0 = x.address() + offset;
      long at = 0;
      for (; at <= bytes - BYTES; at += BYTES) {
        FloatVector share = load(dy0 + at), sum = load(dx0 + at),
            slope = VectorElementary.siluSlope(load(x0 + at));
        share.fma(slope, sum).intoMemorySegment(MEMORY, dx0 + at & ADDRESS, ORDER);
      }
      for (; at < bytes; at += Float.BYTES) {
        set(dx0 + at, Math.fma(get(dy0 + at), Elementary.siluSlope(get(x0 + at)), get(dx0 + at)));
      }
    });
  }

  @Override public void swiGluBackward(Floats dgate, Floats dup, Floats dy, Floats gate, Floats up, long n,
      boolean accumulate) {
    Runs.spread(workers, n, (offset, bytes) -> {
      long dgate0 = dgate.address() + offset, dup0 = dup.address() + offset, dy0 = dy.address() + offset,
          gate0 = gate.address() + offset, up0 = up.address() + offset;
      if (accumulate) addSwiGlu(dgate0, dup0, dy0, gate0, up0, bytes);
      else
        setSwiGlu(dgate0, dup0, dy0, gate0, up0, bytes);
    });
  }

  private static void addSwiGlu(long dgate, long dup, long dy, long gate, long up, long bytes) {
    long at = 0;
    for (; at <= bytes - BYTES; at += BYTES) {
      FloatVector share = load(dy + at), g = load(gate + at), u = load(up + at), sum = load(dgate + at);
      FloatVector one = broadcast(1), s = VectorElementary.sigmoid(g);
      FloatVector slope = s.mul(g.fma(one.sub(s), one));              // siluSlope(g)
      share.mul(u).fma(slope, sum).intoMemorySegment(MEMORY, dgate + at & ADDRESS, ORDER);
      sum = FloatVector.fromMemorySegment(SPECIES, MEMORY, dup + at & ADDRESS, ORDER);
      share.fma(g.mul(s), sum).intoMemorySegment(MEMORY, dup + at & ADDRESS, ORDER);
    }
    for (; at < bytes; at += Float.BYTES) {
      float g = get(gate + at), share = get(dy + at);
      set(dgate + at, Math.fma(share * get(up + at), Elementary.siluSlope(g), get(dgate + at)));
      set(dup + at, Math.fma(share, Elementary.silu(g), get(dup + at)));
    }
  }

  private static void setSwiGlu(long dgate, long dup, long dy, long gate, long up, long bytes) {
    long at = 0;
    for (; at <= bytes - BYTES; at += BYTES) {
      FloatVector share = load(dy + at), g = load(gate + at), u = load(up + at), zero = zero();
      FloatVector one = broadcast(1), s = VectorElementary.sigmoid(g);
      FloatVector slope = s.mul(g.fma(one.sub(s), one));              // siluSlope(g)
      share.mul(u).fma(slope, zero).intoMemorySegment(MEMORY, dgate + at & ADDRESS, ORDER);
      share.fma(g.mul(s), zero).intoMemorySegment(MEMORY, dup + at & ADDRESS, ORDER);
    }
    for (; at < bytes; at += Float.BYTES) {
      float g = get(gate + at), share = get(dy + at);
      set(dgate + at, Math.fma(share * get(up + at), Elementary.siluSlope(g), 0));
      set(dup + at, Math.fma(share, Elementary.silu(g), 0));
    }
  }
}
