package zerograd.tornado;

import static zerograd.tornado.Exact.fma;
import static zerograd.tornado.Exact.over;
import static zerograd.tornado.Exact.times;

/// [zerograd.tensor.kernels.Elementary] in what a kernel may use: the same expressions with the same bits, powers of two made by
/// exact products instead of by moving bits.
final class DeviceElementary {

  private static final float LOG2_E = 1.44269504f, LN2_HIGH = 0.693145752f, LN2_LOW = 1.42860677e-6f;
  private static final float ROUNDER = 12582912f, EXP_LOW = -104f, EXP_HIGH = 89f;
  private static final float E0 = 0.5f, E1 = 1.6666665673e-1f, E2 = 4.1666463017e-2f, E3 = 8.3335712552e-3f,
      E4 = 1.3935087482e-3f, E5 = 1.9739450363e-4f;
  private static final float L1 = 0.66666662693f, L2 = 0.40000972152f, L3 = 0.28498786688f,
      L4 = 0.24279078841f;
  private static final float LOG_LN2_HIGH = 6.9313812256e-01f, LOG_LN2_LOW = 9.0580006145e-06f;
  /// √½: the smallest 1 + f.
  private static final float SQRT_HALF = 0.70710677f;

  private DeviceElementary() {}

  /// eˣ.
  static float exponential(float x) {
    if (x != x) return x;
    float clamped = x < EXP_LOW ? EXP_LOW : x;
    clamped = clamped > EXP_HIGH ? EXP_HIGH : clamped;
    float shifted = fma(clamped, LOG2_E, ROUNDER);
    float n = shifted - ROUNDER;
    float r = fma(n, -LN2_LOW, fma(n, -LN2_HIGH, clamped));
    float q = fma(fma(fma(fma(fma(E5, r, E4), r, E3), r, E2), r, E1), r, E0);
    float y = 1 + fma(q, times(r, r), r);
    int whole = (int) n;
    int half = whole >> 1;
    return times(times(y, power(half)), power(whole - half));
  }

  /// 2 to an exponent of −126 to 127, by exact products.
  private static float power(int exponent) {
    float square = exponent < 0 ? 0.5f : 2f, y = 1f;
    int left = exponent < 0 ? -exponent : exponent;
    while (left != 0) {
      if ((left & 1) != 0) y = times(y, square);
      square = times(square, square);
      left = left >> 1;
    }
    return y;
  }

  /// The natural logarithm.
  static float logarithm(float x) {
    if (x == 0) return Float.NEGATIVE_INFINITY;
    if (x == Float.POSITIVE_INFINITY) return x;
    if (x != x || x < 0) return over(x - x, x - x);                // NaN, which has no name in a kernel
    float m = x;
    float k = 0;
    if (x < Float.MIN_NORMAL) {
      m = times(x, 0x1p25f);
      k = -25;
    }
    while (m >= 2 * SQRT_HALF) {                                   // x = 2ᵏ m with √½ ≤ m < √2, exactly
      m = times(m, 0.5f);
      k = k + 1;
    }
    while (m < SQRT_HALF) {
      m = times(m, 2f);
      k = k - 1;
    }
    float f = m - 1;
    float s = over(f, 2 + f);
    float z = times(s, s), w = times(z, z);
    float t1 = times(w, fma(w, L4, L2)), t2 = times(z, fma(w, L3, L1));
    float halfSquare = times(times(0.5f, f), f);
    float tail = fma(s, halfSquare + (t2 + t1), times(k, LOG_LN2_LOW));
    return fma(k, LOG_LN2_HIGH, f - (halfSquare - tail));
  }

  /// 1 / (1 + e⁻ˣ).
  static float sigmoid(float x) {
    float e = exponential(x < 0 ? x : Exact.minus(x));
    return over(x < 0 ? e : 1f, 1 + e);
  }

  /// x · sigmoid(x).
  static float silu(float x) { return times(x, sigmoid(x)); }

  /// The derivative of silu.
  static float siluSlope(float x) {
    float s = sigmoid(x);
    return times(s, fma(x, 1 - s, 1f));
  }
}
