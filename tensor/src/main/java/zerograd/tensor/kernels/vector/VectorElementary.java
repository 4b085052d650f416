package zerograd.tensor.kernels.vector;

import static jdk.incubator.vector.VectorOperators.*;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import zerograd.tensor.kernels.Elementary;

/// [Elementary], lane by lane: the same expressions, so the same bits.
final class VectorElementary {

  /*
   * C2 stops inlining our methods (not the Vector API's) when it has inlined 8,000 bytes of code into one loop, and one
   * register that has to be passed to a method that was not inlined is put on the heap: log ran at 0.64 ns a number with a
   * method of ours in its second half and at 0.27 ns without. An exp is most of the 8,000 bytes. Therefore constants are
   * registers made once, these functions call nothing of ours but one another, first of all, and the loops that use them
   * load before and store by the Vector API's own method.
   */

  private static final FloatVector EXP_LOW = all(Elementary.EXP_LOW), EXP_HIGH = all(Elementary.EXP_HIGH);
  private static final FloatVector LOG2_E = all(Elementary.LOG2_E), ROUNDER = all(Elementary.ROUNDER);
  private static final FloatVector MINUS_LN2_HIGH = all(-Elementary.LN2_HIGH),
      MINUS_LN2_LOW = all(-Elementary.LN2_LOW);
  private static final FloatVector E0 = all(Elementary.E0), E1 = all(Elementary.E1), E2 = all(Elementary.E2);
  private static final FloatVector E3 = all(Elementary.E3), E4 = all(Elementary.E4), E5 = all(Elementary.E5);
  private static final IntVector ROUNDER_BITS = all(Float.floatToRawIntBits(Elementary.ROUNDER)),
      BIAS = all(127);
  /// [Elementary#ROUNDER] + 65 + 127: with it, n + 65 comes out as the exponent of a float, which is a normal one for −150 ≤ n ≤ 62.
  private static final FloatVector ROUNDER_65 = all(Elementary.ROUNDER + 192), DOWN_65 = all(0x1p-65f);

  private static final FloatVector L1 = all(Elementary.L1), L2 = all(Elementary.L2);
  private static final FloatVector L3 = all(Elementary.L3), L4 = all(Elementary.L4);
  private static final FloatVector LN2_HIGH = all(Elementary.LOG_LN2_HIGH),
      LN2_LOW = all(Elementary.LOG_LN2_LOW);
  private static final FloatVector MIN_NORMAL = all(Float.MIN_NORMAL), UP = all(0x1p25f), DOWN = all(25f);
  private static final IntVector SQRT_HALF_BITS = all(Elementary.SQRT_HALF_BITS), MANTISSA = all(0x7FFFFF);

  private static final FloatVector ZERO = all(0f), HALF = all(0.5f), ONE = all(1f), TWO = all(2f);
  private static final FloatVector INFINITY = all(Float.POSITIVE_INFINITY);
  private static final FloatVector MINUS_INFINITY = all(Float.NEGATIVE_INFINITY), NAN = all(Float.NaN);

  private VectorElementary() {}

  private static FloatVector all(float value) { return FloatVector.broadcast(Lanes.SPECIES, value); }

  private static IntVector all(int value) { return IntVector.broadcast(Lanes.INTS, value); }

  /// eˣ, as [Elementary#exp].
  static FloatVector exp(FloatVector x) {
    FloatVector clamped = x.blend(EXP_LOW, x.compare(LT, EXP_LOW));
    clamped = clamped.blend(EXP_HIGH, clamped.compare(GT, EXP_HIGH));
    FloatVector shifted = clamped.fma(LOG2_E, ROUNDER);
    FloatVector n = shifted.sub(ROUNDER);
    FloatVector r = n.fma(MINUS_LN2_LOW, n.fma(MINUS_LN2_HIGH, clamped));
    FloatVector q = E5.fma(r, E4).fma(r, E3).fma(r, E2).fma(r, E1).fma(r, E0);
    FloatVector y = q.fma(r.mul(r), r).add(ONE);
    IntVector whole = shifted.reinterpretAsInts().sub(ROUNDER_BITS), half = whole.lanewise(ASHR, 1);
    FloatVector power = half.add(BIAS).lanewise(LSHL, 23).reinterpretAsFloats();
    FloatVector rest = whole.sub(half).add(BIAS).lanewise(LSHL, 23).reinterpretAsFloats();
    return y.mul(power).mul(rest);
  }

  /// eˣ for x ≤ 0 or NaN: the bits of [#exp] in fewer steps.
  ///
  /// 2ⁿ is again two factors, 2ⁿ⁺⁶⁵ and 2⁻⁶⁵, so that the first product is exact and the second rounds once. Where e^x is
  /// 0, as it is for all keys that attention hides, 0 is put in at the end: computed, it would be a product too small for a
  /// normal number, which is slow: attention's softmax took half as long again.
  static FloatVector expOfNegative(FloatVector x) {
    FloatVector shifted = x.fma(LOG2_E, ROUNDER_65);
    FloatVector n = shifted.sub(ROUNDER_65);
    FloatVector r = n.fma(MINUS_LN2_LOW, n.fma(MINUS_LN2_HIGH, x));
    FloatVector q = E5.fma(r, E4).fma(r, E3).fma(r, E2).fma(r, E1).fma(r, E0);
    FloatVector y = q.fma(r.mul(r), r).add(ONE);
    FloatVector power = shifted.reinterpretAsInts().lanewise(LSHL, 23).reinterpretAsFloats();
    return y.mul(power).mul(DOWN_65).blend(ZERO, x.compare(LT, EXP_LOW));
  }

  /// The natural logarithm, as [Elementary#log].
  static FloatVector log(FloatVector x) {
    VectorMask<Float> subnormal = x.compare(LT, MIN_NORMAL);
    IntVector above = x.blend(x.mul(UP), subnormal).reinterpretAsInts().sub(SQRT_HALF_BITS);
    FloatVector exponent = (FloatVector) above.lanewise(ASHR, 23).convert(I2F, 0);
    FloatVector k = exponent.blend(exponent.sub(DOWN), subnormal);       // whole numbers: exact
    FloatVector f = above.and(MANTISSA).add(SQRT_HALF_BITS).reinterpretAsFloats().sub(ONE);
    FloatVector s = f.div(f.add(TWO)), z = s.mul(s), w = z.mul(z);
    FloatVector t1 = w.mul(w.fma(L4, L2)), t2 = z.mul(w.fma(L3, L1));
    FloatVector halfSquare = f.mul(HALF).mul(f);
    FloatVector tail = s.fma(halfSquare.add(t2.add(t1)), k.mul(LN2_LOW));
    FloatVector y = k.fma(LN2_HIGH, f.sub(halfSquare.sub(tail)));
    y = y.blend(x, x.compare(EQ, INFINITY)).blend(MINUS_INFINITY, x.compare(EQ, ZERO));
    return NAN.blend(y, x.compare(GE, ZERO));
  }

  /// 1 / (1 + e⁻ˣ), as [Elementary#sigmoid].
  static FloatVector sigmoid(FloatVector x) {
    FloatVector e = expOfNegative(x.abs().neg());
    return ONE.blend(e, x.compare(LT, ZERO)).div(e.add(ONE));
  }

  /// x · sigmoid(x).
  static FloatVector silu(FloatVector x) { return sigmoid(x).mul(x); }

  /// The derivative of [#silu], as [Elementary#siluSlope].
  static FloatVector siluSlope(FloatVector x) {
    FloatVector s = sigmoid(x);
    return x.fma(ONE.sub(s), ONE).mul(s);
  }
}
