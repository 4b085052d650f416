package zerograd.tests.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zerograd.autograd.Param;
import zerograd.tensor.Tensor;
import zerograd.testkit.GradientCheck;

class ExpOpTest {

  @ParameterizedTest
  @MethodSource("zerograd.tests.ops.Inputs#lengths") void gradientIsTheDerivativeOfTheFormula(int n) {
    Inputs.onDevice(() -> GradientCheck.usual().check(Formulas.each(x -> Math.exp(x)), v -> v[0].exp(),
        Inputs.normal(1, n)));
  }

  @Test void theEndsAreZeroAndInfinity() {
    Inputs.onDevice(() -> {
      Param x = new Param(Tensor.of(-200, Float.NEGATIVE_INFINITY, 200, 0));
      assertArrayEquals(new float[]{0, 0, Float.POSITIVE_INFINITY, 1}, x.exp().value().toArray());
    });
  }
}
