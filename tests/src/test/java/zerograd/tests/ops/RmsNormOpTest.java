package zerograd.tests.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static zerograd.testkit.TensorAssertions.assertClose;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zerograd.autograd.Variable;
import zerograd.core.Shape;
import zerograd.tensor.Tensor;
import zerograd.testkit.GradientCheck;
import zerograd.tests.Tolerance;

class RmsNormOpTest {

  private static final float EPS = 1e-6f;

  @ParameterizedTest
  @MethodSource("zerograd.tests.ops.Inputs#shapes") void gradientIsTheDerivativeOfTheFormula(int N, int D) {
    Inputs.onDevice(
        () -> GradientCheck.usual().check(in -> rmsNorm(in[0], in[1], N, D), v -> v[0].rmsNorm(v[1], EPS),
            Inputs.uniform(0.3, 2, 1, N, D), Inputs.normal(2, D)));
  }

  private static double[] rmsNorm(double[] x, double[] w, int N, int D) {
    double[] y = new double[N * D];
    for (int n = 0; n < N; n++) {
      double squares = 0;
      for (int i = 0; i < D; i++) squares += x[n * D + i] * x[n * D + i];
      double rstd = 1 / Math.sqrt(squares / D + EPS);
      for (int i = 0; i < D; i++) y[n * D + i] = x[n * D + i] * rstd * w[i];
    }
    return y;
  }

  @Test void aFactorOnTheRowChangesNothing() {
    Inputs.onDevice(() -> {
      Variable x = Variable.constant(Inputs.normal(1, 3, 33)), w = Variable.constant(Inputs.normal(2, 33));
      assertClose("y", x.rmsNorm(w, 0).value(), x.times(5).rmsNorm(w, 0).value(), Tolerance.ELEMENTWISE);
    });
  }

  @Test void refusesAWeightOfTheWrongShape() {
    Inputs.onDevice(() -> {
      Variable x = Variable.constant(Tensor.zeros(new Shape(2, 3))),
          w = Variable.constant(Tensor.zeros(new Shape(4)));
      var refusal = assertThrows(IllegalArgumentException.class, () -> x.rmsNorm(w, EPS));
      assertEquals("rmsNorm: x (2, 3) needs a weight of shape (3), got (4)", refusal.getMessage());
    });
  }
}
