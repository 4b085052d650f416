package zerograd.tests.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zerograd.autograd.Param;
import zerograd.autograd.Tape;
import zerograd.tensor.Tensor;
import zerograd.testkit.GradientCheck;

class MultiplyOpTest {

  @ParameterizedTest
  @MethodSource("zerograd.tests.ops.Inputs#lengths") void gradientIsTheDerivativeOfTheFormula(int n) {
    Inputs.onDevice(() -> GradientCheck.usual().check(Formulas.each((a, b) -> a * b), v -> v[0].times(v[1]),
        Inputs.normal(1, n), Inputs.normal(2, n)));
  }

  @Test void theDerivativeOfASquareIsTwiceTheNumber() {
    Inputs.onDevice(() -> {
      Param x = new Param(Tensor.of(-3, 0.5f));
      Tape.backward(() -> x.square().sum());
      assertArrayEquals(new float[]{-6, 1}, x.gradient().toArray());
    });
  }
}
