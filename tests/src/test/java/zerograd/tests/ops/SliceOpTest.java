package zerograd.tests.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zerograd.autograd.Variable;
import zerograd.core.Shape;
import zerograd.tensor.Tensor;
import zerograd.testkit.GradientCheck;

class SliceOpTest {

  @ParameterizedTest
  @MethodSource("zerograd.tests.ops.Inputs#shapes") void gradientIsTheDerivativeOfTheFormula(int N, int D) {
    int from = N / 3, to = N - N / 4;
    Inputs.onDevice(() -> GradientCheck.usual().check(in -> Arrays.copyOfRange(in[0], from * D, to * D),
        v -> v[0].slice(from, to), Inputs.normal(1, N, D)));
  }

  @Test void refusesARangeOutside() {
    Inputs.onDevice(() -> {
      Variable x = Variable.constant(Tensor.zeros(new Shape(2, 3)));
      var refusal = assertThrows(IllegalArgumentException.class, () -> x.slice(1, 3));
      assertEquals("slice: [1, 3) is outside the first dimension of (2, 3)", refusal.getMessage());
    });
  }
}
