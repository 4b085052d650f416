package zerograd.tensor.kernels.vector;

import jdk.incubator.vector.FloatVector;

/// The most multiply-adds that a core does: registers only, no memory.
public final class FmaPeak {

  /// Chains side by side: two units of four or five cycles each are busy with ten, and twelve chains with
  /// their two factors still fit the sixteen registers of machines without AVX-512.
  private static final int CHAINS = 12;

  private FmaPeak() {}

  /// Floats in a register here.
  public static int lanes() { return Lanes.WIDTH; }

  /// Waits until [#run] is compiled; without it the first measurement is of something else.
  public static void awaitCompiled() {
    Warmup.compiles(() -> {
      if (run(64, 0.5f) != CHAINS) throw new IllegalStateException("fma chains went wrong");   // each tends to 1
    });
  }

  /// How many floating-point operations [#run] does.
  public static double operations(int rounds) { return 2.0 * CHAINS * Lanes.WIDTH * rounds; }

  /// Multiplies and adds `rounds` times in every chain. The result only keeps the compiler from leaving it
  /// out.
  public static float run(int rounds, float factor) {
    FloatVector x = Lanes.broadcast(factor), y = Lanes.broadcast(1 - factor);
    FloatVector a = y, b = y, c = y, d = y, e = y, f = y, g = y, h = y;
    FloatVector i = y, j = y, k = y, l = y;
    for (int round = 0; round < rounds; round++) {
      a = a.fma(x, y);
      b = b.fma(x, y);
      c = c.fma(x, y);
      d = d.fma(x, y);
      e = e.fma(x, y);
      f = f.fma(x, y);
      g = g.fma(x, y);
      h = h.fma(x, y);
      i = i.fma(x, y);
      j = j.fma(x, y);
      k = k.fma(x, y);
      l = l.fma(x, y);
    }
    FloatVector all = a.add(b).add(c).add(d).add(e).add(f).add(g).add(h).add(i).add(j).add(k).add(l);
    return all.lane(0);
  }
}
