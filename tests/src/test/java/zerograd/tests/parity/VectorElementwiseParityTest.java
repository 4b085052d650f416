package zerograd.tests.parity;

import static zerograd.tests.parity.Parity.check;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import zerograd.core.Floats;
import zerograd.tensor.kernels.ElementwiseKernel;

/// Every operator, on numbers that include the awkward ones.
class VectorElementwiseParityTest {

  /// The awkward sizes, and one that is shared out between threads with a remainder.
  private static final int[] LENGTHS = IntStream.concat(IntStream.of(Parity.SIZES), IntStream.of(200_003))
      .toArray();

  private interface Unary {
    void apply(ElementwiseKernel kernel, Floats y, Floats x, long n);
  }

  private interface Binary {
    void apply(ElementwiseKernel kernel, Floats y, Floats a, Floats b, long n);
  }

  private static void unary(String name, Unary operator) {
    for (int n : LENGTHS) {
      check(name + " of " + n, n, (k, o) -> operator.apply(k.elementwise(), o.special(n), o.special(n), n));
    }
    check(name + " in place", 5, (k, o) -> {
      Floats x = o.special(896);
      operator.apply(k.elementwise(), x, x, 896);
    });
  }

  private static void binary(String name, Binary operator) {
    for (int n : LENGTHS) {
      check(name + " of " + n, n,
          (k, o) -> operator.apply(k.elementwise(), o.special(n), o.special(n), o.special(n), n));
    }
    check(name + " in place", 5, (k, o) -> {
      Floats a = o.special(896), b = o.special(896);
      operator.apply(k.elementwise(), a, a, b, 896);
      operator.apply(k.elementwise(), b, a, b, 896);
    });
  }

  @Test void arithmetic() {
    binary("add", ElementwiseKernel::add);
    binary("subtract", ElementwiseKernel::subtract);
    binary("multiply", ElementwiseKernel::multiply);
    binary("divide", ElementwiseKernel::divide);
    unary("affine", (k, y, x, n) -> k.affine(y, x, 1.7f, -0.3f, n));
  }

  @Test void choices() {
    binary("minimum", ElementwiseKernel::minimum);
    binary("maximum", ElementwiseKernel::maximum);
    unary("clamp", (k, y, x, n) -> k.clamp(y, x, -0.5f, 0.75f, n));
    unary("clamp at zero", (k, y, x, n) -> k.clamp(y, x, 0f, Float.POSITIVE_INFINITY, n));
  }

  @Test void elementaryFunctions() {
    unary("exp", ElementwiseKernel::exp);
    unary("log", ElementwiseKernel::log);
    unary("sigmoid", ElementwiseKernel::sigmoid);
    unary("silu", ElementwiseKernel::silu);
    binary("swiGlu", ElementwiseKernel::swiGlu);
  }

  @Test void elementaryFunctionsOverAllExponentsAndSigns() {
    int n = 1 << 16;
    check("bit patterns", 1, (k, o) -> {
      Floats x = o.normal(n), y = o.normal(n);
      for (int i = 0; i < n; i++) x.set(i, Float.intBitsToFloat(i << 16 | i * 40503 & 0xFFFF));
      k.elementwise().exp(y, x, n);
      Floats log = o.normal(n), sigmoid = o.normal(n), silu = o.normal(n), dx = o.normal(n);
      k.elementwise().log(log, x, n);
      k.elementwise().sigmoid(sigmoid, x, n);
      k.elementwise().silu(silu, x, n);
      k.elementwise().siluBackward(dx, y, x, n);
    });
  }

  @Test void derivatives() {
    unary("addTo", ElementwiseKernel::addTo);
    unary("addScaled", (k, dx, dy, n) -> k.addScaled(dx, dy, -2.3f, n));
    binary("addProduct", ElementwiseKernel::addProduct);
    binary("clampBackward", (k, dx, dy, x, n) -> k.clampBackward(dx, dy, x, -0.5f, 0.75f, n));
    binary("logBackward", ElementwiseKernel::logBackward);
    binary("sigmoidBackward", ElementwiseKernel::sigmoidBackward);
    binary("siluBackward", ElementwiseKernel::siluBackward);
  }

  @Test void derivativesWithTwoResults() {
    for (int n : LENGTHS) {
      check("two results of " + n, n, (k, o) -> {
        ElementwiseKernel kernel = k.elementwise();
        Floats a = o.special(n), b = o.special(n), dy = o.special(n), y = o.special(n);
        kernel.divideBackward(o.special(n), o.special(n), dy, y, b, n);
        kernel.minimumBackward(o.special(n), o.special(n), dy, a, b, n);
        kernel.maximumBackward(o.special(n), o.special(n), dy, a, b, n);
        kernel.swiGluBackward(o.special(n), o.special(n), dy, a, b, n, true);
        kernel.swiGluBackward(o.special(n), o.special(n), dy, a, b, n, false);
      });
    }
  }

  @Test void derivativesWithBothResultsInOnePlace() {
    for (int n : LENGTHS) {
      check("both results in one place, " + n, n, (k, o) -> {
        ElementwiseKernel kernel = k.elementwise();
        Floats x = o.special(n), b = o.special(n), dy = o.special(n), dx = o.special(n);
        kernel.divideBackward(dx, dx, dy, b, x, n);
        kernel.minimumBackward(dx, dx, dy, x, b, n);
        kernel.maximumBackward(dx, dx, dy, x, b, n);
        kernel.swiGluBackward(dx, dx, dy, x, b, n, true);
      });
    }
  }
}
