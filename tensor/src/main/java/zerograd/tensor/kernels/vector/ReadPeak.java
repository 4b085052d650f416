package zerograd.tensor.kernels.vector;

import jdk.incubator.vector.FloatVector;

/// The fastest that a core reads memory: every number once, into registers, and nothing else.
public final class ReadPeak {

  /// Places that are read from in turn, one after the other like the panels of a weight.
  private static final int STREAMS = 4;

  private ReadPeak() {}

  /// How many numbers [#sum] needs to be a multiple of.
  public static int unit() { return STREAMS * 4 * Lanes.WIDTH; }

  /// Waits until [#sum] is compiled, on `length` numbers at `address`.
  public static void awaitCompiled(long address) { Warmup.compiles(() -> sum(address, 16L * unit())); }

  /// The sum of `length` numbers at `address`, in some order; it only keeps the compiler from leaving the
  /// reads out.
  public static float sum(long address, long length) {
    long stream = length / STREAMS * Float.BYTES;
    FloatVector a = Lanes.zero(), b = a, c = a, d = a, e = a, f = a, g = a, h = a;
    FloatVector i = a, j = a, k = a, l = a, m = a, n = a, o = a, p = a;
    long first = address, second = first + stream, third = second + stream, fourth = third + stream;
    for (long at = 0; at < stream; at += 4 * Lanes.BYTES) {
      a = a.add(Lanes.load(first + at));
      b = b.add(Lanes.load(first + at + Lanes.BYTES));
      c = c.add(Lanes.load(first + at + 2 * Lanes.BYTES));
      d = d.add(Lanes.load(first + at + 3 * Lanes.BYTES));
      e = e.add(Lanes.load(second + at));
      f = f.add(Lanes.load(second + at + Lanes.BYTES));
      g = g.add(Lanes.load(second + at + 2 * Lanes.BYTES));
      h = h.add(Lanes.load(second + at + 3 * Lanes.BYTES));
      i = i.add(Lanes.load(third + at));
      j = j.add(Lanes.load(third + at + Lanes.BYTES));
      k = k.add(Lanes.load(third + at + 2 * Lanes.BYTES));
      l = l.add(Lanes.load(third + at + 3 * Lanes.BYTES));
      m = m.add(Lanes.load(fourth + at));
      n = n.add(Lanes.load(fourth + at + Lanes.BYTES));
      o = o.add(Lanes.load(fourth + at + 2 * Lanes.BYTES));
      p = p.add(Lanes.load(fourth + at + 3 * Lanes.BYTES));
    }
    FloatVector all = a.add(b).add(c).add(d).add(e.add(f).add(g).add(h))
        .add(i.add(j).add(k).add(l).add(m.add(n).add(o).add(p)));
    return all.lane(0);
  }
}
