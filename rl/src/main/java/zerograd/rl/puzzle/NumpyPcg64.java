package zerograd.rl.puzzle;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The random numbers of numpy's `default_rng(seed)`, so that data made with numpy can be made again here.
///
/// A permuted congruential generator with 128 bits of state, its output a rotated xor of the two halves:
///
///     s ← s · m + i   (mod 2¹²⁸)
///     x = (s_high ⊕ s_low) rotated right by the top six bits of s
///
/// It serves data generation only, one instance per generated data set; what happens in training draws from
/// [zerograd.core.Philox].
///
/// O'Neill 2014, *PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms*,
/// HMC-CS-2014-0905, §6.3 (XSL RR 128/64), seeded by numpy's SeedSequence (O'Neill 2015, *Developing a
/// seed_seq Alternative*). Bounded integers: Lemire 2019, *Fast Random Integer Generation in an Interval*,
/// arXiv:1805.10941, algorithm 5.
public final class NumpyPcg64 {

  private static final long MULTIPLIER_HIGH = 0x2360ED051FC65DA4L, MULTIPLIER_LOW = 0x4385DF649FCCF645L;
  private static final int POOL_WORDS = 4;

  private final long incrementHigh, incrementLow;
  private long stateHigh, stateLow;
  private long waiting = -1;   // the high half of a draw, kept for the next 32-bit one; −1 if there is none

  /// The generator that `numpy.random.default_rng(seed)` returns.
  ///
  /// @throws IllegalArgumentException if `seed` is negative
  public NumpyPcg64(long seed) {
    long[] words = seedWords(seedPool(seed));
    incrementHigh = words[2] << 1 | words[3] >>> 63;
    incrementLow = words[3] << 1 | 1;
    step();
    add(words[0], words[1]);
    step();
  }

  /// 64 random bits.
  public long next64() {
    step();
    return Long.rotateRight(stateHigh ^ stateLow, (int) (stateHigh >>> 58));
  }

  /// 32 random bits, in the low half of the result: the low half of a 64-bit draw, and next time its high
  /// half.
  public long next32() {
    if (waiting >= 0) {
      long bits = waiting;
      waiting = -1;
      return bits;
    }
    long bits = next64();
    waiting = bits >>> 32;
    return bits & 0xFFFFFFFFL;
  }

  /// A whole number in [`from`, `to`), as `integers(from, to)`. A range of one value consumes no random bits.
  ///
  /// @throws IllegalArgumentException if the range is empty
  public int integers(int from, int to) {
    if (from >= to) throw new IllegalArgumentException("integers: [" + from + ", " + to + ") is empty");
    return (int) (from + below((long) to - from));
  }

  /// `size` different numbers in [0, `population`) in random order, as `choice(population, size,
  /// replace=False)`: Floyd's sampling, then a shuffle. Equal to numpy up to a population of 10,000, where it
  /// changes its method.
  ///
  /// @throws IllegalArgumentException if `size` is not in [0, `population`] or `population` exceeds 10,000
  public int[] choice(int population, int size) {
    if (size < 0 || size > population || population > 10_000) {
      throw new IllegalArgumentException("choice: cannot pick " + size + " of " + population
          + "; needs 0 <= size <= population <= 10000");
    }
    int[] chosen = new int[size];
    Set<Integer> seen = new HashSet<>();
    for (int i = 0, j = population - size; i < size; i++, j++) {
      int v = integers(0, j + 1);
      chosen[i] = seen.add(v) ? v : j;
      seen.add(chosen[i]);
    }
    for (int i = size - 1; i >= 1; i--) swap(chosen, i, integers(0, i + 1));
    return chosen;
  }

  /// One element, as `choice(list)`.
  public <T> T choice(List<T> list) { return list.get(integers(0, list.size())); }

  /// Shuffles in place, as `shuffle(list)` does with a Python list: draws are masked and rejected, not
  /// multiplied.
  public void shuffle(int[] list) {
    for (int i = list.length - 1; i >= 1; i--) {
      long mask = -1L >>> Long.numberOfLeadingZeros(i);
      long j;
      do
        j = next32() & mask;
      while (j > i);
      swap(list, i, (int) j);
    }
  }

  private long below(long k) {
    if (k == 1) return 0;
    long m = next32() * k;
    if ((m & 0xFFFFFFFFL) < k) {
      long threshold = ((1L << 32) - k) % k;
      while ((m & 0xFFFFFFFFL) < threshold)
        m = next32() * k;
    }
    return m >>> 32;
  }

  private void step() {
    long high = Math.unsignedMultiplyHigh(stateLow, MULTIPLIER_LOW) + stateHigh * MULTIPLIER_LOW
        + stateLow * MULTIPLIER_HIGH;
    stateLow *= MULTIPLIER_LOW;
    stateHigh = high;
    add(incrementHigh, incrementLow);
  }

  private void add(long high, long low) {
    stateLow += low;
    stateHigh += high + (Long.compareUnsigned(stateLow, low) < 0 ? 1 : 0);
  }

  private static void swap(int[] list, int i, int j) {
    int kept = list[i];
    list[i] = list[j];
    list[j] = kept;
  }

  /// The state after seeding, as high and low half.
  long[] state() { return new long[]{stateHigh, stateLow}; }

  long[] increment() { return new long[]{incrementHigh, incrementLow}; }

  /// SeedSequence's four words of entropy: the seed's 32-bit words, hashed, then each mixed into every other.
  static int[] seedPool(long seed) {
    if (seed < 0) throw new IllegalArgumentException("a numpy seed is not negative, got " + seed);
    int[] pool = {(int) seed, (int) (seed >>> 32), 0, 0};
    int[] constant = {0x43b0d7e5};
    for (int i = 0; i < POOL_WORDS; i++) pool[i] = hash(pool[i], constant, 0x931e8875);
    for (int from = 0; from < POOL_WORDS; from++) {
      for (int to = 0; to < POOL_WORDS; to++) {
        if (from != to) pool[to] = mix(pool[to], hash(pool[from], constant, 0x931e8875));
      }
    }
    return pool;
  }

  /// Four 64-bit words from the pool, low halves first.
  static long[] seedWords(int[] pool) {
    long[] words = new long[4];
    int[] constant = {0x8b51f9dd};
    for (int i = 0; i < 8; i++) {
      long half = hash(pool[i % POOL_WORDS], constant, 0x58f38ded) & 0xFFFFFFFFL;
      words[i / 2] |= half << 32 * (i % 2);
    }
    return words;
  }

  private static int hash(int value, int[] constant, int multiplier) {
    value ^= constant[0];
    constant[0] *= multiplier;
    value *= constant[0];
    return value ^ value >>> 16;
  }

  private static int mix(int x, int y) {
    int mixed = 0xca01f9dd * x - 0x4973f715 * y;
    return mixed ^ mixed >>> 16;
  }
}
