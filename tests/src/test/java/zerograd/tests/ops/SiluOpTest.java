package zerograd.tests.ops;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zerograd.testkit.GradientCheck;

class SiluOpTest {

  @ParameterizedTest
  @MethodSource("zerograd.tests.ops.Inputs#lengths") void gradientIsTheDerivativeOfTheFormula(int n) {
    Inputs.onDevice(() -> GradientCheck.usual().check(Formulas.each(x -> Formulas.silu(x)), v -> v[0].silu(),
        Inputs.normal(1, n)));
  }
}
