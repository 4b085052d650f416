package zerograd.tests.parity;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import zerograd.core.Floats;
import zerograd.core.Ints;

/// Operands of one kernel call, filled from a seed, so that a second call can have the same.
///
/// Blocks start at odd places between cache lines, and what lies around them is watched.
final class Operands implements AutoCloseable {

  private static final int GUARD = 48;
  private static final float WATCHED = -12345.678f;
  private static final float[] SPECIAL = {0f, -0f, Float.MIN_VALUE, -Float.MIN_VALUE, 1e-40f, -3e-39f,
      Float.MIN_NORMAL, 1f, -1f, Float.MAX_VALUE, -Float.MAX_VALUE, Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY, Float.NaN, 88.8f, -87.5f, -103.9f, -104.1f, 0.70710677f, 0.70710678f};

  private final SplittableRandom random;
  private final Arena arena = Arena.ofShared();
  private final List<Floats> blocks = new ArrayList<>();
  private final List<MemorySegment> guarded = new ArrayList<>();
  private final long shift;

  /// `shift` moves all blocks by as many floats.
  Operands(long seed, long shift) {
    random = new SplittableRandom(seed);
    this.shift = shift;
  }

  /// Numbers around zero, of size 1 or so.
  Floats normal(long n) { return floats(n, this::gaussian); }

  /// Numbers around zero, every fifth of them special: zeros of both signs, subnormal, huge, infinite, NaN.
  Floats special(long n) {
    return floats(n,
        () -> random.nextInt(5) == 0 ? SPECIAL[random.nextInt(SPECIAL.length)] : gaussian() * 20);
  }

  /// As [#special], without infinite, huge or undefined ones.
  Floats tame(long n) {
    return floats(n, () -> random.nextInt(5) == 0 ? SPECIAL[random.nextInt(9)] : gaussian());
  }

  /// Numbers in [low, high).
  Floats uniform(long n, double low, double high) {
    return floats(n, () -> low + (high - low) * random.nextDouble());
  }

  /// Integers in [0, bound).
  Ints randomInts(int n, int bound) {
    int[] values = new int[n];
    for (int i = 0; i < n; i++) values[i] = random.nextInt(bound);
    return ints(values);
  }

  Ints ints(int... values) {
    Ints ints = new Ints(arena.allocate(4L * values.length + 4, 64), values.length);
    ints.copyFrom(values);
    return ints;
  }

  private double gaussian() { return random.nextGaussian(); }

  private Floats floats(long n, DoubleSupplier numbers) {
    long start = GUARD + (blocks.size() * 5L + shift) % 16;
    MemorySegment whole = arena.allocate(4 * (start + n + GUARD), 64);
    for (long i = 0; i < start + n + GUARD; i++) whole.setAtIndex(ValueLayout.JAVA_FLOAT, i, WATCHED);
    Floats block = new Floats(whole.asSlice(4 * start, 4 * n), n);
    for (long i = 0; i < n; i++) block.set(i, (float) numbers.getAsDouble());
    blocks.add(block);
    guarded.add(whole);
    return block;
  }

  /// Where the blocks first differ in a bit from those of `expected`, in words; null if nowhere. All NaN are one.
  String differenceFrom(Operands expected) {
    for (int b = 0; b < blocks.size(); b++) {
      Floats mine = blocks.get(b), theirs = expected.blocks.get(b);
      for (long i = 0; i < mine.length(); i++) {
        if (Float.floatToIntBits(mine.get(i)) != Float.floatToIntBits(theirs.get(i))) {
          return "operand %d differs at %d of %d: expected %s (%08x), got %s (%08x); first five expected %s, got %s"
              .formatted(b, i, mine.length(), theirs.get(i), Float.floatToRawIntBits(theirs.get(i)),
                  mine.get(i),
                  Float.floatToRawIntBits(mine.get(i)), theirs, mine);
        }
      }
      String trespass = trespass(b);
      if (trespass != null) return trespass;
    }
    return null;
  }

  private String trespass(int b) {
    MemorySegment whole = guarded.get(b);
    long start = (blocks.get(b).address() - whole.address()) / 4, end = start + blocks.get(b).length();
    for (long i = 0; i < whole.byteSize() / 4; i++) {
      boolean outside = i < start || i >= end;
      if (outside && whole.getAtIndex(ValueLayout.JAVA_FLOAT, i) != WATCHED) {
        return "operand %d was written at %d, outside its %d numbers".formatted(b, i - start, end - start);
      }
    }
    return null;
  }

  @Override public void close() { arena.close(); }
}
