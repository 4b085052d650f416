package zerograd.tensor.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.core.Scope;
import zerograd.core.Workspace;

/// Native memory for one test, seeded random numbers, and comparisons.
public final class TestNumbers implements AutoCloseable {

  private final Workspace workspace = new Workspace(1L << 30);
  private final Scope scope = new Scope("test", workspace);
  private final SplittableRandom random;

  public TestNumbers(long seed) { random = new SplittableRandom(seed); }

  /// Numbers around zero, of size 1 or so.
  public Floats normal(long n) {
    Floats numbers = scope.floats(n);
    for (long i = 0; i < n; i++) numbers.set(i, (float) random.nextGaussian());
    return numbers;
  }

  public Floats zeros(long n) {
    Floats numbers = scope.floats(n);
    numbers.fill(0);
    return numbers;
  }

  public Floats copy(Floats source) {
    Floats numbers = scope.floats(source.length());
    numbers.copyFrom(source);
    return numbers;
  }

  public Ints ints(int... values) {
    Ints ints = scope.ints(values.length);
    ints.copyFrom(values);
    return ints;
  }

  /// `count` integers below `bound`.
  public Ints below(int bound, int count) {
    int[] values = new int[count];
    for (int i = 0; i < count; i++) values[i] = random.nextInt(bound);
    return ints(values);
  }

  public static double[] doubles(Floats numbers) {
    double[] values = new double[(int) numbers.length()];
    for (int i = 0; i < values.length; i++) values[i] = numbers.get(i);
    return values;
  }

  /// Compares all bits.
  public static void assertSame(String what, Floats expected, Floats actual) {
    assertEquals(expected.length(), actual.length(), what);
    for (long i = 0; i < expected.length(); i++) {
      float e = expected.get(i), a = actual.get(i);
      assertEquals(Float.floatToIntBits(e), Float.floatToIntBits(a),
          () -> "%s: expected %s, got %s of %s and %s".formatted(what, e, a, expected, actual));
    }
  }

  /// Requires `|actual − expected| ≤ bound · (1 + |expected|)` everywhere.
  public static void assertClose(String what, Floats actual, double bound, IntToDoubleFunction expected) {
    for (int i = 0; i < actual.length(); i++) {
      double e = expected.applyAsDouble(i), difference = Math.abs(actual.get(i) - e),
          allowed = bound * (1 + Math.abs(e));
      String message = "%s at %d: expected %s, got %s, difference %s, allowed %s".formatted(what, i, e,
          actual.get(i), difference, allowed);
      assertTrue(difference <= allowed, message);
    }
  }

  @Override public void close() {
    scope.close();
    workspace.close();
  }
}
