package zerograd.tests.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zerograd.autograd.Param;
import zerograd.autograd.Tape;
import zerograd.tensor.Tensor;
import zerograd.testkit.GradientCheck;

class DivideOpTest {

  @ParameterizedTest
  @MethodSource("zerograd.tests.ops.Inputs#lengths") void gradientIsTheDerivativeOfTheFormula(int n) {
    Inputs.onDevice(() -> GradientCheck.usual().check(Formulas.each((a, b) -> a / b), v -> v[0].over(v[1]),
        Inputs.normal(1, n), Inputs.uniform(0.5, 3, 2, n)));
  }

  @Test void aVariableOverItselfHasNoGradient() {
    Inputs.onDevice(() -> {
      Param x = new Param(Tensor.of(2, -4));
      Tape.backward(() -> x.over(x).sum());
      assertArrayEquals(new float[]{0, 0}, x.gradient().toArray());
    });
  }

  @Test void dividingByANumberRoundsOnce() {
    Inputs.onDevice(() -> {
      Param x = new Param(Tensor.of(1, 7));
      assertArrayEquals(new float[]{1f / 3, 7f / 3}, x.over(3).value().toArray());
    });
  }
}
