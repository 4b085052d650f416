package zerograd.tornado;

/// Arithmetic of kernels that rounds once, whatever the compiler of the device makes of it.
///
/// A kernel cannot call `Math.fma`. TornadoVM makes an fma of every product that is added, and CUDA's compiler of every product
/// that meets a sum or a difference, so a chain is written as one; and a product that is *not* meant to be part of an fma must not
/// meet a sum as a product, so [#times] puts a choice between. (By way of double it would be exact too, but compilers see through
/// that, and make a product of float32 of it again, and then an fma.) Division and root by way of double are right in the last bit
/// (24 · 2 + 2 ≤ 53 bits), which OpenCL does not promise for those of float32; no fma can take part in them.
///
/// Figueroa 1995, *When is double rounding innocuous?*, SIGNUM Newsletter 30(3).
final class Exact {

  /// Whether this JVM compiles kernels for a device; in another one they are plain Java.
  private static final boolean DEVICE = System.getProperty("tornado.load.runtime.implementation") != null;

  private Exact() {}

  /// `a · b + c`, rounded once.
  static float fma(float a, float b, float c) { return DEVICE ? a * b + c : Math.fma(a, b, c); }

  /// `a · b`, never part of an fma.
  static float times(float a, float b) {
    float product = a * b;
    return product == product ? product : product - product;       // NaN both times, which no compiler sees
  }

  /// `a / b`.
  static float over(float a, float b) { return (float) ((double) a / (double) b); }

  /// `√a`.
  static float root(float a) { return (float) Math.sqrt((double) a); }

  /// `−a`, not the start of a subtraction.
  static float minus(float a) { return times(a, -1f); }

  /// `a ≤ b`, false if one is NaN: TornadoVM's own `<=` and `>=` are true then, while `<`, `>` and `==` are right.
  static boolean atMost(float a, float b) { return a < b || a == b; }

  /// The larger, with −0 < +0, and NaN if one is: `Math.max`.
  static float max(float a, float b) {
    if (a != a) return a;
    if (b > a || b != b) return b;
    return a == 0 && b == 0 ? a + b : a;
  }
}
