package zerograd.tests.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zerograd.autograd.Param;
import zerograd.tensor.Tensor;
import zerograd.testkit.GradientCheck;

class SigmoidOpTest {

  @ParameterizedTest
  @MethodSource("zerograd.tests.ops.Inputs#lengths") void gradientIsTheDerivativeOfTheFormula(int n) {
    Inputs.onDevice(() -> GradientCheck.usual().check(Formulas.each(x -> Formulas.sigmoid(x)),
        v -> v[0].sigmoid(), Inputs.normal(1, n)));
  }

  @Test void theEndsAreZeroAndOne() {
    Inputs.onDevice(() -> {
      Param x = new Param(Tensor.of(-200, 0, 200));
      assertArrayEquals(new float[]{0, 0.5f, 1}, x.sigmoid().value().toArray());
    });
  }
}
