package zerograd.core;

/// Philox4x32-10: random numbers as a pure function of what they are for.
///
/// There is no generator to advance or to share. Whoever needs a number names its purpose (a stream), the step, the
/// sequence, the position and the element, and gets the same number in any batch, on any thread, after any resume.
///
/// Ten rounds of, on counter words (x₀ x₁ x₂ x₃) and key (k₀ k₁):
///
///     x₀' = hi(M₁·x₂) ⊕ x₁ ⊕ k₀    x₁' = lo(M₁·x₂)    x₂' = hi(M₀·x₀) ⊕ x₃ ⊕ k₁    x₃' = lo(M₀·x₀)
///     k₀ += W₀    k₁ += W₁
///
/// Salmon, Moraes, Dror & Shaw 2011, *Parallel Random Numbers: As Easy as 1, 2, 3* (SC'11), §3.3, table 2.
public final class Philox {

  private static final long M0 = 0xD2511F53L, M1 = 0xCD9E8D57L;
  private static final int W0 = 0x9E3779B9, W1 = 0xBB67AE85;

  /// What random numbers are drawn for; each purpose has a stream of its own.
  public enum Stream {
    INITIALISATION, SAMPLING, SHUFFLING, DATA, DROPOUT, OTHER
  }

  private Philox() {}

  /// The four 32-bit words at counter (c₀, c₁, c₂, c₃) under key (k₀, k₁), packed as two longs: word 0 and 2 low.
  public static long[] block(int c0, int c1, int c2, int c3, int k0, int k1) {
    int x0 = c0, x1 = c1, x2 = c2, x3 = c3;
    for (int round = 0; round < 10; round++) {
      long p0 = M0 * (x0 & 0xFFFFFFFFL), p1 = M1 * (x2 & 0xFFFFFFFFL);
      x0 = (int) (p1 >>> 32) ^ x1 ^ k0;
      x1 = (int) p1;
      x2 = (int) (p0 >>> 32) ^ x3 ^ k1;
      x3 = (int) p0;
      k0 += W0;
      k1 += W1;
    }
    return new long[]{x0 & 0xFFFFFFFFL | (long) x1 << 32, x2 & 0xFFFFFFFFL | (long) x3 << 32};
  }

  /// 64 random bits for the named purpose.
  ///
  /// @throws IllegalArgumentException if `step` is not in [0, 2²⁴)
  public static long bits(long seed, Stream stream, int step, int sequence, int position, int element) {
    return words(seed, stream, step, sequence, position, element)[0];
  }

  /// A number in [0, 1), a multiple of 2⁻⁵³.
  public static double uniform(long seed, Stream stream, int step, int sequence, int position, int element) {
    return (bits(seed, stream, step, sequence, position, element) >>> 11) * 0x1p-53;
  }

  /// A whole number in [0, bound), each equally likely up to 2⁻³².
  public static int below(int bound, long seed, Stream stream, int step, int sequence, int position,
      int element) {
    long high = bits(seed, stream, step, sequence, position, element) >>> 32;
    return (int) (high * bound >>> 32);
  }

  /// A standard normal number, by Box & Muller 1958 in double precision.
  public static double normal(long seed, Stream stream, int step, int sequence, int position, int element) {
    long[] words = words(seed, stream, step, sequence, position, element);
    double u = ((words[0] >>> 11) + 1) * 0x1p-53, v = (words[1] >>> 11) * 0x1p-53;   // u in (0, 1]
    return StrictMath.sqrt(-2 * StrictMath.log(u)) * StrictMath.cos(2 * StrictMath.PI * v);
  }

  /// The whole block of random words for the named purpose, packed as [#block] packs it.
  ///
  /// @throws IllegalArgumentException if `step` is not in [0, 2²⁴)
  public static long[] words(long seed, Stream stream, int step, int sequence, int position, int element) {
    return block(element, position, sequence, purpose(stream, step), (int) seed, (int) (seed >>> 32));
  }

  /// The word of the counter that says what a number is for.
  ///
  /// @throws IllegalArgumentException if `step` is not in [0, 2²⁴)
  public static int purpose(Stream stream, int step) {
    if (step < 0 || step >= 1 << 24) {
      throw new IllegalArgumentException("random numbers are keyed by a step in [0, 16777216), got " + step);
    }
    return stream.ordinal() << 24 | step;
  }
}
