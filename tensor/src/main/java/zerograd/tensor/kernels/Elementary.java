package zerograd.tensor.kernels;

/// The elementary functions of the numeric contract, in float32: fixed expressions of fma, IEEE operations and exact bit
/// moves, the same here and, lane by lane, in vector code.
///
/// No result of this project depends on `Math.exp`, `Math.log` or a vendor's vector library, whose last bits differ between
/// machines.
public final class Elementary {

  /// log₂ e.
  public static final float LOG2_E = 1.44269504f;
  /// ln 2 in two parts: the upper one has few bits, so that its product with a small whole number is exact.
  public static final float LN2_HIGH = 0.693145752f, LN2_LOW = 1.42860677e-6f;
  /// 1.5 · 2²³: adding it rounds to a whole number, which then stands in the lowest bits.
  public static final float ROUNDER = 12582912f;
  /// Beyond these, exp is 0 or ∞ in float32.
  public static final float EXP_LOW = -104f, EXP_HIGH = 89f;

  /// exp r = 1 + r + r² (E0 + E1 r + … + E5 r⁵) for |r| ≤ ½ ln 2, fitted for the least largest relative error (1e-10).
  public static final float E0 = 0.5f, E1 = 1.6666665673e-1f, E2 = 4.1666463017e-2f, E3 = 8.3335712552e-3f,
      E4 = 1.3935087482e-3f, E5 = 1.9739450363e-4f;

  /// log(1+f) by the odd series in s = f/(2+f): Sun Microsystems 1993, FDLIBM `e_logf.c`.
  public static final float L1 = 0.66666662693f, L2 = 0.40000972152f, L3 = 0.28498786688f,
      L4 = 0.24279078841f;
  public static final float LOG_LN2_HIGH = 6.9313812256e-01f, LOG_LN2_LOW = 9.0580006145e-06f;
  /// The bits of √½: a float's bits minus these have the exponent of x/√½ above bit 23.
  public static final int SQRT_HALF_BITS = 0x3F3504F3;

  private Elementary() {}

  /// eˣ. Largest error 0.98 ulp over all floats; 0 below −104, ∞ above 88.7228; exp(NaN) = NaN.
  ///
  ///     n = round(x log₂ e),   r = x − n ln 2,   eˣ = 2ⁿ eʳ
  public static float exp(float x) {
    float clamped = x < EXP_LOW ? EXP_LOW : x;
    clamped = clamped > EXP_HIGH ? EXP_HIGH : clamped;
    float shifted = Math.fma(clamped, LOG2_E, ROUNDER);
    float n = shifted - ROUNDER;
    float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, clamped));
    float q = Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(E5, r, E4), r, E3), r, E2), r, E1), r, E0);
    float y = 1 + Math.fma(q, r * r, r);
    // 2ⁿ in two factors, both normal numbers: the first product is exact, the second rounds once if it is subnormal
    int whole = Float.floatToRawIntBits(shifted) - Float.floatToRawIntBits(ROUNDER);
    int half = whole >> 1;
    return y * power(half) * power(whole - half);
  }

  private static float power(int exponent) { return Float.intBitsToFloat(exponent + 127 << 23); }

  /// The natural logarithm. Largest error 0.83 ulp over all positive floats; log 0 = −∞; NaN below 0.
  ///
  ///     x = 2ᵏ (1+f),  √½ ≤ 1+f < √2,   log x = k ln 2 + log(1+f)
  public static float log(float x) {
    boolean subnormal = x < Float.MIN_NORMAL;
    float scaled = subnormal ? x * 0x1p25f : x;
    int above = Float.floatToRawIntBits(scaled) - SQRT_HALF_BITS;
    int exponent = above >> 23;
    float k = exponent - (subnormal ? 25 : 0);
    float f = Float.intBitsToFloat((above & 0x7FFFFF) + SQRT_HALF_BITS) - 1;
    float s = f / (2 + f);
    float z = s * s, w = z * z;
    float t1 = w * Math.fma(w, L4, L2), t2 = z * Math.fma(w, L3, L1);
    float halfSquare = 0.5f * f * f;
    float tail = Math.fma(s, halfSquare + (t2 + t1), k * LOG_LN2_LOW);
    float y = Math.fma(k, LOG_LN2_HIGH, f - (halfSquare - tail));
    if (x > 0 && x < Float.POSITIVE_INFINITY) return y;
    return x == 0 ? Float.NEGATIVE_INFINITY : x > 0 ? x : Float.NaN;
  }

  /// 1 / (1 + e⁻ˣ), as e^−|x| or 1 over 1 + e^−|x|. Largest error 2.4 ulp, just below a power of two, where the error of
  /// e^−|x| counts twice; 1.5 ulp for positive x.
  public static float sigmoid(float x) {
    float e = exp(-Math.abs(x));
    return (x < 0 ? e : 1) / (1 + e);
  }

  /// x · sigmoid(x). Largest error 3.2 ulp above −87, where sigmoid is a normal number.
  public static float silu(float x) { return x * sigmoid(x); }

  /// The derivative of [#silu]: s (1 + x (1 − s)) with s = sigmoid(x).
  public static float siluSlope(float x) {
    float s = sigmoid(x);
    return s * Math.fma(x, 1 - s, 1);
  }
}
