package zerograd.tornado;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import zerograd.core.Bytes;
import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.core.Scope;

/// Operands of one kernel call, filled from a seed, so that a second call can have the same.
///
/// Every run of numbers lies inside a larger block, whose other numbers must stay as they are.
final class Operands {

  private static final float[] SPECIAL = {0f, -0f, Float.MIN_VALUE, -Float.MIN_VALUE, 1e-40f, -3e-39f,
      Float.MIN_NORMAL, 1f, -1f, Float.MAX_VALUE, -Float.MAX_VALUE, Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY, Float.NaN, 88.8f, -87.5f, -103.9f, -104.1f, 0.70710677f, 0.70710678f};

  private final SplittableRandom random;
  private final Scope[] scopes;
  private int taken;
  private final List<Floats> blocks = new ArrayList<>();
  private final List<Ints> integers = new ArrayList<>();

  /// Operands from a seed, in these scopes by turns.
  Operands(long seed, Scope... scopes) {
    random = new SplittableRandom(seed);
    this.scopes = scopes;
  }

  private Scope scope() { return scopes[taken++ % scopes.length]; }

  /// Numbers around zero, of size 1 or so.
  Floats normal(long n) { return floats(n, random::nextGaussian); }

  /// Numbers around zero, every fifth of them special: zeros of both signs, subnormal, huge, infinite, NaN.
  Floats special(long n) {
    return floats(n, () -> random.nextInt(5) == 0
        ? SPECIAL[random.nextInt(SPECIAL.length)]
        : random.nextGaussian() * 20);
  }

  /// As [#special], without infinite, huge or undefined ones.
  Floats tame(long n) {
    return floats(n, () -> random.nextInt(5) == 0 ? SPECIAL[random.nextInt(9)] : random.nextGaussian());
  }

  /// Positive numbers.
  Floats positive(long n) { return floats(n, () -> 1e-6 + Math.abs(random.nextGaussian())); }

  /// Integers in [0, bound).
  Ints randomInts(int n, int bound) {
    int[] values = new int[n];
    for (int i = 0; i < n; i++) values[i] = random.nextInt(bound);
    return ints(values);
  }

  Ints ints(int... values) {
    Ints ints = scope().ints(values.length);
    ints.copyFrom(values);
    integers.add(ints);
    return ints;
  }

  double[] draws(int n) { return random.doubles(n).toArray(); }

  Bytes bytes(long n) { return scope().bytes(n); }

  private Floats floats(long n, DoubleSupplier numbers) {
    int before = blocks.size() % 3 * 7;
    Floats block = scope().floats(before + n + 5);
    for (long i = 0; i < block.length(); i++) block.set(i, (float) numbers.getAsDouble());
    blocks.add(block);
    return block.slice(before, n);
  }

  /// Where numbers first differ in a bit from those of `expected`, in words; null if nowhere. All NaN are one.
  String differenceFrom(Operands expected) {
    for (int b = 0; b < blocks.size(); b++) {
      float[] mine = blocks.get(b).toArray(), theirs = expected.blocks.get(b).toArray();
      for (int i = 0; i < mine.length; i++) {
        if (Float.floatToIntBits(mine[i]) != Float.floatToIntBits(theirs[i])) {
          return "operand %d differs at %d of %d: expected %s (%08x), got %s (%08x)".formatted(b,
              i - b % 3 * 7, mine.length - 5 - b % 3 * 7, theirs[i], Float.floatToRawIntBits(theirs[i]),
              mine[i],
              Float.floatToRawIntBits(mine[i]));
        }
      }
    }
    for (int b = 0; b < integers.size(); b++) {
      int[] mine = integers.get(b).toArray(), theirs = expected.integers.get(b).toArray();
      for (int i = 0; i < mine.length; i++)
        if (mine[i] != theirs[i])
          return "integers %d differ at %d: expected %d, got %d".formatted(b, i, theirs[i], mine[i]);
    }
    return null;
  }
}
