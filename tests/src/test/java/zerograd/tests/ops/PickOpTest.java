package zerograd.tests.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zerograd.autograd.Variable;
import zerograd.core.Ints;
import zerograd.core.Shape;
import zerograd.tensor.Tensor;
import zerograd.testkit.GradientCheck;

class PickOpTest {

  @ParameterizedTest
  @MethodSource("zerograd.tests.ops.Inputs#shapes") void gradientIsTheDerivativeOfTheFormula(int N, int V) {
    Inputs.onDevice(() -> {
      Ints ids = Inputs.ids(2, N, V);
      GradientCheck.usual().check(in -> {
        double[] y = new double[N];
        for (int n = 0; n < N; n++) y[n] = in[0][n * V + ids.get(n)];
        return y;
      }, v -> v[0].pick(ids), Inputs.normal(1, N, V));
    });
  }

  @Test void refusesANumberOutsideTheRow() {
    Inputs.onDevice(() -> {
      Variable x = Variable.constant(Tensor.zeros(new Shape(2, 3)));
      var refusal = assertThrows(IllegalArgumentException.class, () -> x.pick(Inputs.ints(1, 3)));
      assertEquals("pick: number 3 at place 1 is not in [0, 3)", refusal.getMessage());
    });
  }

  @Test void refusesTooFewNumbers() {
    Inputs.onDevice(() -> {
      Variable x = Variable.constant(Tensor.zeros(new Shape(2, 3)));
      var refusal = assertThrows(IllegalArgumentException.class, () -> x.pick(Inputs.ints(1)));
      assertEquals("pick: x (2, 3) needs one number a row, 2 in all, got 1", refusal.getMessage());
    });
  }
}
