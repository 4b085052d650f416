package zerograd.autograd.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import zerograd.autograd.Param;
import zerograd.autograd.Tape;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;

class GradientNormTest {

  @Test void theNormIsTakenOverAllParametersTogether() {
    try (Device device = Device.cpu(1, "reference", 64 << 20)) {
      device.run("model", () -> {
        Param a = new Param(Tensor.of(1)), b = new Param(Tensor.of(1)), untouched = new Param(Tensor.of(1));
        Tape.backward(() -> a.times(3).plus(b.times(4)).sum());
        assertEquals(5, GradientNorm.of(List.of(a, untouched, b)));
      });
    }
  }

  @Test void aLongGradientIsShortenedAndAShortOneKept() {
    assertEquals(0.2, GradientNorm.clipFactor(5, 1), 1e-7);
    assertEquals(1, GradientNorm.clipFactor(0.5, 1));
    assertEquals(1, GradientNorm.clipFactor(0, 1));
    assertEquals(0, GradientNorm.clipFactor(Double.POSITIVE_INFINITY, 1));
    assertTrue(Double.isNaN(GradientNorm.clipFactor(Double.NaN, 1)));
  }

  @Test void refusesAMaximumOfZero() {
    var refusal = assertThrows(IllegalArgumentException.class, () -> GradientNorm.clipFactor(5, 0));
    assertEquals("clip: the largest norm must be positive, got 0.0", refusal.getMessage());
  }
}
