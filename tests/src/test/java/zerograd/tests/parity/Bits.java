package zerograd.tests.parity;

import java.util.Random;
import zerograd.core.Floats;
import zerograd.core.Scope;

/// Numbers to compute with, and the comparison of results bit by bit.
final class Bits {

  private static final float[] SPECIAL = {0f, -0f, Float.MIN_VALUE, -Float.MIN_VALUE, 1e-40f,
      Float.MIN_NORMAL,
      Float.MAX_VALUE, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};

  private Bits() {}

  /// `length` numbers in [−1, 1), starting `offset` floats behind a cache line.
  static Floats random(Scope scope, Random random, long length, int offset) {
    Floats numbers = scope.floats(length + offset).slice(offset, length);
    for (long i = 0; i < length; i++) numbers.set(i, 2 * random.nextFloat() - 1);
    return numbers;
  }

  /// Zeros of both signs, subnormal numbers and infinities among ordinary numbers, one in eight.
  static Floats special(Scope scope, Random random, long length) {
    Floats numbers = random(scope, random, length, 0);
    for (long i = 0; i < length; i++) {
      if (random.nextInt(8) == 0) numbers.set(i, SPECIAL[random.nextInt(SPECIAL.length)]);
    }
    return numbers;
  }

  /// A copy in the same scope.
  static Floats copy(Scope scope, Floats numbers) {
    Floats copy = scope.floats(numbers.length());
    copy.copyFrom(numbers);
    return copy;
  }

  /// @throws AssertionError naming the first difference, if the bits differ anywhere; all NaN count as one
  static void assertSame(String what, Floats expected, Floats actual) {
    for (long i = 0; i < expected.length(); i++) {
      if (Float.floatToIntBits(expected.get(i)) != Float.floatToIntBits(actual.get(i))) {
        throw new AssertionError(
            "%s: at %d of %d expected %s, got %s, difference %s; expected %s, got %s".formatted(
                what, i, expected.length(), expected.get(i), actual.get(i), actual.get(i) - expected.get(i),
                expected,
                actual));
      }
    }
  }
}
