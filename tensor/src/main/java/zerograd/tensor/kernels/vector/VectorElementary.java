package zerograd.tensor.kernels.vector;

import static zerograd.tensor.kernels.Elementary.*;
import static zerograd.tensor.kernels.vector.Lanes.*;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import zerograd.tensor.kernels.Elementary;

/// [Elementary], lane by lane: the same expressions, so the same bits.
final class VectorElementary {

  private static final int ROUNDER_BITS = Float.floatToRawIntBits(ROUNDER);
  private static final int MANTISSA = 0x7FFFFF;

  private VectorElementary() {}

  /// eˣ, as [Elementary#exp].
  static FloatVector exp(FloatVector x) {
    FloatVector clamped = x.blend(EXP_LOW, x.compare(VectorOperators.LT, EXP_LOW));
    clamped = clamped.blend(EXP_HIGH, clamped.compare(VectorOperators.GT, EXP_HIGH));
    FloatVector shifted = clamped.fma(broadcast(LOG2_E), broadcast(ROUNDER));
    FloatVector n = shifted.sub(ROUNDER);
    FloatVector r = n.fma(broadcast(-LN2_LOW), n.fma(broadcast(-LN2_HIGH), clamped));
    FloatVector q = broadcast(E5).fma(r, broadcast(E4)).fma(r, broadcast(E3)).fma(r, broadcast(E2))
        .fma(r, broadcast(E1)).fma(r, broadcast(E0));
    FloatVector y = q.fma(r.mul(r), r).add(1);
    IntVector whole = shifted.reinterpretAsInts().sub(ROUNDER_BITS);
    IntVector half = whole.lanewise(VectorOperators.ASHR, 1);
    return y.mul(power(half)).mul(power(whole.sub(half)));
  }

  private static FloatVector power(IntVector exponent) {
    return exponent.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
  }

  /// The natural logarithm, as [Elementary#log].
  static FloatVector log(FloatVector x) {
    VectorMask<Float> subnormal = x.compare(VectorOperators.LT, Float.MIN_NORMAL);
    FloatVector scaled = x.blend(x.mul(0x1p25f), subnormal);
    IntVector above = scaled.reinterpretAsInts().sub(SQRT_HALF_BITS);
    FloatVector exponent = (FloatVector) above.lanewise(VectorOperators.ASHR, 23)
        .convert(VectorOperators.I2F, 0);
    FloatVector k = exponent.blend(exponent.sub(25), subnormal);         // whole numbers: exact
    FloatVector f = above.and(MANTISSA).add(SQRT_HALF_BITS).reinterpretAsFloats().sub(1);
    FloatVector s = f.div(f.add(2)), z = s.mul(s), w = z.mul(z);
    FloatVector t1 = w.mul(w.fma(broadcast(L4), broadcast(L2)));
    FloatVector t2 = z.mul(w.fma(broadcast(L3), broadcast(L1)));
    FloatVector halfSquare = f.mul(0.5f).mul(f);
    FloatVector tail = s.fma(halfSquare.add(t2.add(t1)), k.mul(LOG_LN2_LOW));
    FloatVector y = k.fma(broadcast(LOG_LN2_HIGH), f.sub(halfSquare.sub(tail)));
    y = y.blend(x, x.compare(VectorOperators.EQ, Float.POSITIVE_INFINITY));
    y = y.blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, 0));
    return broadcast(Float.NaN).blend(y, x.compare(VectorOperators.GE, 0));
  }

  /// 1 / (1 + e⁻ˣ), as [Elementary#sigmoid].
  static FloatVector sigmoid(FloatVector x) {
    FloatVector e = exp(x.abs().neg());
    FloatVector one = broadcast(1);
    return one.blend(e, x.compare(VectorOperators.LT, 0)).div(e.add(one));
  }

  /// x · sigmoid(x).
  static FloatVector silu(FloatVector x) { return x.mul(sigmoid(x)); }

  /// The derivative of [#silu], as [Elementary#siluSlope].
  static FloatVector siluSlope(FloatVector x) {
    FloatVector s = sigmoid(x);
    return s.mul(x.fma(broadcast(1).sub(s), broadcast(1)));
  }
}
