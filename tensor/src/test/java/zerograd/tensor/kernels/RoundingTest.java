package zerograd.tensor.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RoundingTest {

  @Test void bfloat16IsTheNearestAndTiesGoToEven() {
    // 1 + 2⁻⁷ is the next number after 1
    assertEquals(1f, wide(1 + 0x1p-8f));
    assertEquals(1 + 0x1p-6f, wide(1 + 0x3p-8f));
    assertEquals(1 + 0x1p-7f, wide(Math.nextUp(1 + 0x1p-8f)));
    assertEquals(Float.POSITIVE_INFINITY, wide(Float.MAX_VALUE));
    assertEquals(-0f, wide(-0f));
    assertTrue(Float.isNaN(wide(Float.intBitsToFloat(0x7f800001))),
        "a NaN whose upper half is that of infinity");
  }

  private static float wide(float value) { return Rounding.bfloat16(Rounding.bfloat16(value)); }

  @Test void everyBfloat16WidensAndComesBack() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float value = Rounding.bfloat16((short) bits);
      if (!Float.isNaN(value)) assertEquals((short) bits, Rounding.bfloat16(value));
    }
  }

  @Test void theScaleIsTheLeastThatHoldsTheLargest() {
    Random random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      float largest = Math.scalb(random.nextFloat(), random.nextInt(44) - 22);
      short scale = Rounding.scale(largest);
      assertTrue(127 * Float.float16ToFloat(scale) >= largest, () -> "too small for " + largest);
      assertTrue(scale == 0 || 127 * Float.float16ToFloat((short) (scale - 1)) < largest,
          () -> "too large for " + largest);
    }
    assertEquals(0, Rounding.scale(0));
    assertEquals(Float.floatToFloat16(65504), Rounding.scale(127 * 65504f));
  }

  @Test void int8IsTheNearestAndTiesGoToEven() {
    assertEquals(2, Rounding.int8(2.5f, 1));
    assertEquals(4, Rounding.int8(3.5f, 1));
    assertEquals(-2, Rounding.int8(-2.5f, 1));
    assertEquals(3, Rounding.int8(Math.nextUp(2.5f), 1));
    assertEquals(127, Rounding.int8(127 * 0x1p-24f, 0x1p-24f));
    assertEquals(0, Rounding.int8(0, 0));
  }
}
