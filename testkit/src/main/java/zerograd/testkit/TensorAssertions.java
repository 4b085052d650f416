package zerograd.testkit;

import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import zerograd.core.Shape;
import zerograd.tensor.Tensor;

/// Comparisons of many numbers, that say where they differ.
///
/// A failure names the first wrong place, both numbers, their difference and the bound, and shows the first
/// five of each side.
public final class TensorAssertions {

  private static final int SHOWN = 5;

  private TensorAssertions() {}

  /// Every number within the bound. NaN is close to NaN alone, an infinity to itself alone.
  ///
  /// @param what is compared, for the message
  public static void assertClose(String what, double[] expected, float[] actual, Bound bound) {
    assertClose(what, new Shape(expected.length), expected, actual, bound);
  }

  /// Every number within the bound of the expected one at the same place.
  public static void assertClose(String what, double[] expected, Tensor actual, Bound bound) {
    assertClose(what, actual.shape(), expected, actual.toArray(), bound);
  }

  /// Equal shapes, and every number within the bound.
  public static void assertClose(String what, Tensor expected, Tensor actual, Bound bound) {
    assertSameShape(what, expected, actual);
    assertClose(what, actual.shape(), widen(expected.toArray()), actual.toArray(), bound);
  }

  /// The same 32 bits everywhere: +0 and −0 differ, and so do NaNs of different bits.
  public static void assertSameBits(String what, float[] expected, float[] actual) {
    assertSameBits(what, new Shape(expected.length), expected, actual);
  }

  /// Equal shapes, and the same 32 bits everywhere.
  public static void assertSameBits(String what, Tensor expected, Tensor actual) {
    assertSameShape(what, expected, actual);
    assertSameBits(what, actual.shape(), expected.toArray(), actual.toArray());
  }

  private static void assertClose(String what, Shape shape, double[] expected, float[] actual, Bound bound) {
    assertSameLength(what, expected.length, actual.length);
    for (int i = 0; i < actual.length; i++) {
      double difference = Math.abs(expected[i] - actual[i]), allowed = bound.around(expected[i]);
      boolean finite = Double.isFinite(expected[i]) && Double.isFinite(actual[i]);
      boolean close = finite ? difference <= allowed : Double.compare(expected[i], actual[i]) == 0;
      if (!close) throw different(what, shape, i, expected, widen(actual), "bound %.3g".formatted(allowed));
    }
  }

  private static void assertSameBits(String what, Shape shape, float[] expected, float[] actual) {
    assertSameLength(what, expected.length, actual.length);
    for (int i = 0; i < actual.length; i++) {
      int p = Float.floatToRawIntBits(expected[i]), q = Float.floatToRawIntBits(actual[i]);
      if (p != q) {
        throw different(what, shape, i, widen(expected), widen(actual), "bits %08x and %08x".formatted(p, q));
      }
    }
  }

  private static void assertSameShape(String what, Tensor expected, Tensor actual) {
    if (!expected.shape().equals(actual.shape())) {
      throw new AssertionError(
          "%s: expected shape %s, got %s".formatted(what, expected.shape(), actual.shape()));
    }
  }

  private static void assertSameLength(String what, int expected, int actual) {
    if (expected != actual) {
      throw new AssertionError("%s: expected %d numbers, got %d".formatted(what, expected, actual));
    }
  }

  private static AssertionError different(String what, Shape shape, int i, double[] expected, double[] actual,
      String allowed) {
    return new AssertionError("""
        %s at %s: expected %s, got %s; difference %.3g, %s
          first expected: %s
          first actual:   %s""".formatted(what, place(i, shape), text(expected[i]), text(actual[i]),
        actual[i] - expected[i], allowed, first(expected), first(actual)));
  }

  private static String place(int i, Shape shape) {
    int[] dims = shape.dims(), place = new int[dims.length];
    for (int k = dims.length - 1; k >= 0; k--) {
      place[k] = i % dims[k];
      i /= dims[k];
    }
    return Arrays.toString(place);
  }

  private static String first(double[] numbers) {
    return join(Math.min(SHOWN, numbers.length), i -> text(numbers[i]))
        + (numbers.length > SHOWN ? ", …" : "");
  }

  private static String join(int n, IntFunction<String> element) {
    return IntStream.range(0, n).mapToObj(element).collect(Collectors.joining(", "));
  }

  private static String text(double number) { return "%.9g".formatted(number); }

  private static double[] widen(float[] numbers) {
    double[] wide = new double[numbers.length];
    for (int i = 0; i < wide.length; i++) wide[i] = numbers[i];
    return wide;
  }
}
