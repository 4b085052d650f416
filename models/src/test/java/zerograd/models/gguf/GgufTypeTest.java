package zerograd.models.gguf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GgufTypeTest {

  private static ByteBuffer encode(GgufType type, float... values) {
    ByteBuffer bytes = ByteBuffer.allocate((int) type.bytes(values.length)).order(ByteOrder.LITTLE_ENDIAN);
    type.encode(values, values.length, bytes);
    return bytes.flip();
  }

  /// The bytes are those of `gguf` 0.19.0, ggml's Python package: a block of eighths, one of zeros, and one whose scale
  /// is 1, so that its numbers are halves.
  @Test void blocksAreThoseOfGgml() {
    float[] values = new float[96];
    for (int i = 0; i < 32; i++) {
      values[i] = (i * 37 % 101 - 50) / 8f;
      values[64 + i] = i == 0 ? 127 : i - 16 + 0.5f;
    }
    assertEquals("4d2a81df3d9af856b41270cd2b89e745a2005ebb1977d53390ee4caa0866c3217fdc"
        + "0".repeat(68)
        + "003c7ff1f2f3f4f5f6f7f8f9fafbfcfdfeff0102030405060708090a0b0c0d0e0f10",
        HexFormat.of().formatHex(encode(GgufType.Q8_0, values).array()));
  }

  /// Half a step of d = max/127 from rounding q, and 127 times the 2⁻¹¹ that binary16 loses of d.
  @Test void aBlockIsWithinHalfAStep() {
    SplittableRandom random = new SplittableRandom(3);
    for (int round = 0; round < 1000; round++) {
      float[] values = new float[32];
      float largest = 0, size = (float) Math.exp(random.nextDouble(-4, 6));
      for (int i = 0; i < 32; i++) {
        values[i] = size * (float) random.nextGaussian();
        largest = Math.max(largest, Math.abs(values[i]));
      }
      ByteBuffer bytes = encode(GgufType.Q8_0, values);
      float scale = Float.float16ToFloat(bytes.getShort());
      float bound = largest / 127 * 0.5001f + largest * 0x1p-11f;
      for (float value : values) {
        float off = Math.abs(scale * bytes.get() - value);
        assertTrue(off <= bound, () -> value + " is off by " + off + ", more than " + bound);
      }
    }
  }

  @Test void bfloat16RoundsTiesToEven() {
    ByteBuffer bytes = encode(GgufType.BF16, 1 + 0x1p-8f, 1 + 3 * 0x1p-8f, -2);
    assertEquals(0x3f80, bytes.getShort());
    assertEquals(0x3f82, bytes.getShort());
    assertEquals((short) 0xc000, bytes.getShort());
  }
}
