package zerograd.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import zerograd.core.Shape;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;

class TensorAssertionsTest {

  @Test void saysWhereNumbersDifferAndByHowMuch() {
    var failure = assertThrows(AssertionError.class,
        () -> TensorAssertions.assertClose("loss", new double[]{1, 2, 3, 4, 5, 6},
            new float[]{1, 2, 3.5f, 4, 5, 6}, Bound.absolute(0.25)));
    assertEquals("""
        loss at [2]: expected 3.00000000, got 3.50000000; difference 0.500, bound 0.250
          first expected: 1.00000000, 2.00000000, 3.00000000, 4.00000000, 5.00000000, …
          first actual:   1.00000000, 2.00000000, 3.50000000, 4.00000000, 5.00000000, …""",
        failure.getMessage());
  }

  @Test void aBoundIsAbsoluteNearZeroAndRelativeFarFromIt() {
    Bound bound = Bound.of(1e-3);
    assertEquals(1e-3, bound.around(0));
    assertEquals(1.001, bound.around(-1000), 1e-12);
  }

  @Test void notANumberIsCloseToNoNumber() {
    assertThrows(AssertionError.class, () -> TensorAssertions.assertClose("x", new double[]{1},
        new float[]{Float.NaN}, Bound.absolute(Double.MAX_VALUE)));
    TensorAssertions.assertClose("x", new double[]{Double.NaN}, new float[]{Float.NaN}, Bound.absolute(0));
  }

  @Test void infinitiesAreCloseToThemselvesAlone() {
    TensorAssertions.assertClose("x", new double[]{Double.POSITIVE_INFINITY},
        new float[]{Float.POSITIVE_INFINITY}, Bound.absolute(0));
    assertThrows(AssertionError.class, () -> TensorAssertions.assertClose("x",
        new double[]{Double.POSITIVE_INFINITY}, new float[]{Float.MAX_VALUE}, Bound.of(1)));
  }

  @Test void zerosOfDifferentSignHaveDifferentBits() {
    var failure = assertThrows(AssertionError.class,
        () -> TensorAssertions.assertSameBits("x", new float[]{0f}, new float[]{-0f}));
    assertTrue(failure.getMessage().contains("bits 00000000 and 80000000"), failure.getMessage());
  }

  @Test void tensorsOfDifferentShapeAreNotTheSame() {
    try (var device = Device.cpu(1, "reference", 64 << 20)) {
      device.run("test", () -> {
        var failure = assertThrows(AssertionError.class, () -> TensorAssertions.assertSameBits("x",
            Tensor.zeros(new Shape(2, 3)), Tensor.zeros(new Shape(3, 2))));
        assertEquals("x: expected shape (2, 3), got (3, 2)", failure.getMessage());
      });
    }
  }
}
