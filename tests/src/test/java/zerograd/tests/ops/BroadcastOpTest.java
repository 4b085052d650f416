package zerograd.tests.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zerograd.autograd.Variable;
import zerograd.core.Shape;
import zerograd.tensor.Tensor;
import zerograd.testkit.GradientCheck;

class BroadcastOpTest {

  @ParameterizedTest
  @MethodSource("zerograd.tests.ops.Inputs#shapes") void gradientIsTheDerivativeOfTheFormula(int N, int D) {
    Inputs.onDevice(() -> GradientCheck.usual().check(in -> repeated(in[0], N, D),
        v -> v[0].broadcastTo(new Shape(2, N, D)), Inputs.normal(1, 2, 1, D)));
  }

  /// `y[a, n, i] = x[a, 0, i]`.
  private static double[] repeated(double[] x, int N, int D) {
    double[] y = new double[2 * N * D];
    for (int i = 0; i < y.length; i++) y[i] = x[i / (N * D) * D + i % D];
    return y;
  }

  @Test void aNumberFillsAnyShape() {
    Inputs.onDevice(() -> {
      Variable x = Variable.constant(Tensor.of(new Shape(), 7));
      assertEquals(7, x.broadcastTo(new Shape(3, 4)).value().get(2, 3));
    });
  }

  @Test void refusesToRepeatWhatIsNotOne() {
    Inputs.onDevice(() -> {
      Variable x = Variable.constant(Tensor.zeros(new Shape(2, 3)));
      var refusal = assertThrows(IllegalArgumentException.class, () -> x.broadcastTo(new Shape(4, 3)));
      assertEquals(
          "broadcast: shape (2, 3) cannot be repeated to (4, 3); sizes, compared from the right, must be equal"
              + " or 1",
          refusal.getMessage());
    });
  }

  @Test void refusesToDropDimensions() {
    Inputs.onDevice(() -> {
      Variable x = Variable.constant(Tensor.zeros(new Shape(1, 3)));
      assertThrows(IllegalArgumentException.class, () -> x.broadcastTo(new Shape(3)));
    });
  }
}
