package zerograd.tensor.kernels;

/// From float32 to the numbers that [FrozenFormat] keeps, and back: the one place that rounds.
public final class Rounding {

  private static final float LARGEST_INTEGER = 127, LARGEST_SCALE = 65504;

  private Rounding() {}

  /// The upper half of the bits, rounded to nearest, ties to even. A NaN stays one, whatever its lower half.
  public static short bfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (value != value) return (short) (bits >>> 16 | 0x40);
    return (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
  }

  /// The float32 of the same value.
  public static float bfloat16(short upperHalf) { return Float.intBitsToFloat(upperHalf << 16); }

  /// The bits of the least float16 `s` with `largest ≤ 127 s`.
  ///
  /// @param largest the largest magnitude in a block
  /// @throws IllegalArgumentException if there is none: a weight is infinite, undefined, or beyond 8.3 million
  public static short scale(float largest) {
    if (!(largest <= LARGEST_INTEGER * LARGEST_SCALE)) {
      throw new IllegalArgumentException(
          "int8: a weight of magnitude %s has no scale; keep this model in bf16 or f32".formatted(largest));
    }
    short near = Float.floatToFloat16(largest / LARGEST_INTEGER);
    // 127 · scale is exact: seven bits and eleven; the next larger number has the next larger bits
    return LARGEST_INTEGER * Float.float16ToFloat(near) < largest ? (short) (near + 1) : near;
  }

  /// `value / scale`, rounded to nearest, ties to even; 0 for a scale of 0.
  public static byte int8(float value, float scale) {
    // in double the quotient of two such numbers is on a tie only if the true one is
    return scale == 0 ? 0 : (byte) Math.rint((double) value / scale);
  }
}
