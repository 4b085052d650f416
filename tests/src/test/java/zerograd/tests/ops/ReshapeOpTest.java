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

class ReshapeOpTest {

  @ParameterizedTest
  @MethodSource("zerograd.tests.ops.Inputs#shapes") void gradientIsTheDerivativeOfTheFormula(int N, int D) {
    Inputs.onDevice(() -> GradientCheck.usual().check(in -> in[0], v -> v[0].reshape(new Shape(D, N)),
        Inputs.normal(1, N, D)));
  }

  @Test void refusesAnotherSize() {
    Inputs.onDevice(() -> {
      Variable x = Variable.constant(Tensor.zeros(new Shape(2, 3)));
      var refusal = assertThrows(IllegalArgumentException.class, () -> x.reshape(new Shape(4)));
      assertEquals("reshape: (2, 3) has 6 numbers, (4) needs 4", refusal.getMessage());
    });
  }
}
