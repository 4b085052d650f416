package zerograd.tests.ops;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zerograd.testkit.GradientCheck;

class LogOpTest {

  @ParameterizedTest
  @MethodSource("zerograd.tests.ops.Inputs#lengths") void gradientIsTheDerivativeOfTheFormula(int n) {
    Inputs.onDevice(() -> GradientCheck.usual().check(Formulas.each(x -> Math.log(x)), v -> v[0].log(),
        Inputs.uniform(0.2, 20, 1, n)));
  }
}
