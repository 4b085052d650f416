package zerograd.testkit;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import zerograd.autograd.CustomOp;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;

class GradientCheckTest {

  private final Device device = Device.cpu(1, "reference", 64 << 20);

  @AfterEach void close() { device.close(); }

  private static final GradientCheck.Formula PRODUCT = in -> {
    double[] y = new double[in[0].length];
    for (int i = 0; i < y.length; i++) y[i] = in[0][i] * in[1][i];
    return y;
  };

  /// A product whose first gradient is off by a factor, and whose second is right only when both are wanted.
  private record WrongOp(Variable a, Variable b, float factor, boolean lazy) implements CustomOp {

    static Variable of(Variable a, Variable b, float factor, boolean lazy) {
      Tensor y = Tensor.empty(a.shape());
      Device.kernels().elementwise().multiply(y.data(), a.value().data(), b.value().data(), a.shape().size());
      return Tape.record(y, new WrongOp(a, b, factor, lazy), a, b);
    }

    @Override public void backward(Tensor dy) {
      var kernel = Device.kernels().elementwise();
      long n = dy.shape().size();
      kernel.addProduct(a.gradientOrScratch().data(), dy.data(), b.value().data(), n);
      if (factor != 1) {
        kernel.affine(a.gradientOrScratch().data(), a.gradientOrScratch().data(), factor, 0, n);
      }
      if (lazy && !a.needsGradient()) return;
      if (b.needsGradient()) kernel.addProduct(b.gradient().data(), dy.data(), a.value().data(), n);
    }
  }

  private AssertionError failure(GradientCheck.Formula formula, GradientCheck.Operation operation) {
    return device.call("check", () -> assertThrows(AssertionError.class,
        () -> GradientCheck.usual().check(formula, operation, Tensor.of(1, 2, 3), Tensor.of(0.5f, -1, 4))));
  }

  @Test void acceptsARightGradient() {
    device.run("check", () -> GradientCheck.usual().check(PRODUCT, v -> WrongOp.of(v[0], v[1], 1, false),
        Tensor.of(1, 2, 3), Tensor.of(0.5f, -1, 4)));
  }

  @Test void findsAGradientThatIsSlightlyOff() {
    String message = failure(PRODUCT, v -> WrongOp.of(v[0], v[1], 1.001f, false)).getMessage();
    assertTrue(message.startsWith("gradient of input 0 at [0]: expected 0.118033"), message);
    assertTrue(message.contains("first actual:"), message);
  }

  @Test void findsAGradientThatIsMissingWhenTheOtherInputIsConstant() {
    String message = failure(PRODUCT, v -> WrongOp.of(v[0], v[1], 1, true)).getMessage();
    assertTrue(message.startsWith("gradient of input 1 alone at [0]"), message);
  }

  @Test void findsAWrongValue() {
    String message = failure(in -> in[0], v -> WrongOp.of(v[0], v[1], 1, false)).getMessage();
    assertTrue(message.startsWith("value at [0]: expected 1.00000000, got 0.500000000; difference -0.500"),
        message);
  }
}
