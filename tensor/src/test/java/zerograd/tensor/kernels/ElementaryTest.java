package zerograd.tensor.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class ElementaryTest {

  /// Odd, so that every exponent and many mantissas are met: a million of the 2³² floats.
  private static final int STRIDE = 4099;

  private interface FloatFunction {
    float of(float x);
  }

  /// The largest distance to the true value, in units of the last place of a float there, over the sampled
  /// floats in [low, high].
  private static double worst(FloatFunction actual, DoubleUnaryOperator expected, float low, float high) {
    double worst = 0;
    for (long bits = Integer.MIN_VALUE; bits <= Integer.MAX_VALUE; bits += STRIDE) {
      float x = Float.intBitsToFloat((int) bits);
      if (!(x >= low && x <= high)) continue;
      double y = expected.applyAsDouble(x);
      worst = Math.max(worst, Math.abs(actual.of(x) - y) / Math.ulp((float) y));
    }
    return worst;
  }

  private static void assertWithin(double stated, double measured) {
    assertTrue(measured <= stated, "stated " + stated + " ulp, measured " + measured);
    assertTrue(measured > 0.5 * stated, "stated " + stated + " ulp is too modest: measured " + measured);
  }

  private static double sigmoid(double x) { return 1 / (1 + StrictMath.exp(-x)); }

  @Test void expIsAsCloseAsStated() {
    assertWithin(0.98, worst(Elementary::exp, StrictMath::exp, -103, 88.7f));
  }

  @Test void logIsAsCloseAsStated() {
    assertWithin(0.83, worst(Elementary::log, StrictMath::log, Float.MIN_VALUE, Float.MAX_VALUE));
  }

  @Test void sigmoidIsAsCloseAsStated() {
    assertWithin(2.4, worst(Elementary::sigmoid, ElementaryTest::sigmoid, -87, Float.MAX_VALUE));
    assertWithin(1.5, worst(Elementary::sigmoid, ElementaryTest::sigmoid, 0, Float.MAX_VALUE));
  }

  @Test void siluIsAsCloseAsStated() {
    assertWithin(3.2, worst(Elementary::silu, x -> x * sigmoid(x), -87, Float.MAX_VALUE));
  }

  @Test void theEndsOfExp() {
    assertEquals(0, Elementary.exp(-105));
    assertEquals(0, Elementary.exp(Float.NEGATIVE_INFINITY));
    assertEquals(Float.POSITIVE_INFINITY, Elementary.exp(88.73f));
    assertEquals(Float.POSITIVE_INFINITY, Elementary.exp(Float.POSITIVE_INFINITY));
    assertEquals(1, Elementary.exp(0));
    assertTrue(Float.isNaN(Elementary.exp(Float.NaN)));
  }

  @Test void theEndsOfLog() {
    assertEquals(Float.NEGATIVE_INFINITY, Elementary.log(0));
    assertEquals(0, Elementary.log(1));
    assertEquals(Float.POSITIVE_INFINITY, Elementary.log(Float.POSITIVE_INFINITY));
    assertTrue(Float.isNaN(Elementary.log(-1)));
    assertTrue(Float.isNaN(Elementary.log(Float.NaN)));
  }
}
