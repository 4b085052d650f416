package zerograd.tests.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zerograd.autograd.Param;
import zerograd.autograd.Variable;
import zerograd.core.Shape;
import zerograd.tensor.Tensor;
import zerograd.testkit.GradientCheck;
import zerograd.tests.Tolerance;

class SumRowsOpTest {

  @ParameterizedTest
  @MethodSource("zerograd.tests.ops.Inputs#shapes") void gradientIsTheDerivativeOfTheFormula(int N, int D) {
    Inputs.onDevice(() -> GradientCheck.usual().withValues(Tolerance.sum(D))
        .check(in -> rowSums(in[0], N, D), v -> v[0].sumRows(), Inputs.normal(1, N, D)));
  }

  private static double[] rowSums(double[] x, int N, int D) {
    double[] y = new double[N];
    for (int i = 0; i < N * D; i++) y[i / D] += x[i];
    return y;
  }

  @Test void theLastDimensionDisappears() {
    Inputs.onDevice(() -> {
      Variable x = Variable.constant(Inputs.normal(1, 2, 3, 5));
      assertEquals(new Shape(2, 3), x.sumRows().shape());
      assertEquals(new Shape(2, 3), x.meanRows().shape());
    });
  }

  @Test void refusesASingleNumber() {
    Inputs.onDevice(() -> {
      Variable x = Variable.constant(Tensor.zeros(new Shape()));
      var refusal = assertThrows(IllegalArgumentException.class, x::sumRows);
      assertEquals("sumRows: x () has no dimension to sum along", refusal.getMessage());
    });
  }
}
