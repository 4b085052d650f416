package zerograd.tornado;

import java.util.List;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import zerograd.core.Philox;
import zerograd.tensor.kernels.TokenLogProbsKernel.Draws;

/// [Philox] in what a kernel may use: the same words, without anything that C leaves undefined.
///
/// In the C that TornadoVM writes, a sum or product that overflows may be anything, and `>>>` of a negative number is wrong. Here a
/// word is a `long` in [0, 2³²), and a product of two words is made of products with halves of one, none above 2⁴⁸:
///
///     m·x = a + 2¹⁶ b   with   a = m (x mod 2¹⁶),   b = m ⌊x / 2¹⁶⌋
///     hi(m·x) = ⌊(b + ⌊a / 2¹⁶⌋) / 2¹⁶⌋        lo(m·x) = (a + 2¹⁶ (b mod 2¹⁶)) mod 2³²
final class DevicePhilox {

  private static final long M0 = 0xD2511F53L, M1 = 0xCD9E8D57L, W0 = 0x9E3779B9L, W1 = 0xBB67AE85L;
  private static final long WORD = 0xFFFFFFFFL, HALF = 0xFFFF;
  private static final int ROUNDS = 10;

  /// `p`: threads, y, sequences, positions, element, position, sequence, purpose, key's words; the position and the sequence of a
  /// row are added to those in `p`. A number is left in y as three parts, whose sum it is exactly.
  static final Kernel UNIFORM = new Kernel("uniform", DevicePhilox::runUniform, DevicePhilox::uniform);

  /// All of these.
  static List<Kernel> kernels() { return List.of(UNIFORM); }

  private DevicePhilox() {}

  static void runUniform(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    if (c.globalIdx < p.get(0)) uniform(new Memory(low, high), p, c.globalIdx);
  }

  static void uniform(Memory h, IntArray p, int n) {
    long x0 = word(p.get(4)), x1 = sum(word(p.get(5)), (long) (int) h.get(p.get(3) + n));
    long x2 = sum(word(p.get(6)), (long) (int) h.get(p.get(2) + n)), x3 = word(p.get(7));
    long k0 = word(p.get(8)), k1 = word(p.get(9));
    for (int round = 0; round < ROUNDS; round++) {
      long next = high(M1, x2) ^ x1 ^ k0;
      x1 = low(M1, x2);
      x2 = high(M0, x0) ^ x3 ^ k1;
      x3 = low(M0, x0);
      x0 = next;
      k0 = sum(k0, W0);
      k1 = sum(k1, W1);
    }
    h.set(p.get(1) + 3 * n, (float) (x1 >> 16) * 0x1p-16f);
    h.set(p.get(1) + 3 * n + 1, (float) (x1 & HALF) * 0x1p-32f);
    h.set(p.get(1) + 3 * n + 2, (float) (x0 >> 11) * 0x1p-53f);
  }

  private static long word(int bits) { return bits & WORD; }

  private static long sum(long a, long b) { return a + b & WORD; }

  private static long low(long m, long x) { return m * (x & HALF) + ((m * (x >> 16) & HALF) << 16) & WORD; }

  private static long high(long m, long x) { return m * (x >> 16) + (m * (x & HALF) >> 16) >> 16; }

  /// Leaves the number of each row of `draws` at place `y`, in three parts.
  static void uniform(Gpu gpu, int y, Draws draws) {
    gpu.run(UNIFORM, draws.sequences().length(), new int[]{y, gpu.in(draws.sequences()),
        gpu.in(draws.positions()), 0, 1, draws.firstSequence(),
        Philox.purpose(Philox.Stream.SAMPLING, draws.step()), (int) draws.seed(),
        (int) (draws.seed() >>> 32)});
  }
}
