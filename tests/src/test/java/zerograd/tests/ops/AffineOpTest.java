package zerograd.tests.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zerograd.autograd.Param;
import zerograd.tensor.Tensor;
import zerograd.testkit.GradientCheck;

class AffineOpTest {

  @ParameterizedTest
  @MethodSource("zerograd.tests.ops.Inputs#lengths") void gradientIsTheDerivativeOfTheFormula(int n) {
    Inputs.onDevice(() -> GradientCheck.usual().check(Formulas.each(x -> (2.5 * x + 0.75) * -1.5 - 3),
        v -> v[0].times(2.5f).plus(0.75f).times(-1.5f).minus(3), Inputs.normal(1, n)));
  }

  @Test void scalingKeepsTheSignOfZero() {
    Inputs.onDevice(() -> {
      Param x = new Param(Tensor.of(0, -0f));
      float[] negated = x.negate().value().toArray();
      assertEquals(Float.floatToRawIntBits(-0f), Float.floatToRawIntBits(negated[0]));
      assertEquals(Float.floatToRawIntBits(0f), Float.floatToRawIntBits(negated[1]));
    });
  }

  @Test void addingANumberRoundsOnce() {
    Inputs.onDevice(() -> {
      Param x = new Param(Tensor.of(1, 0x1p24f));
      assertArrayEquals(new float[]{1 + 0.1f, 0x1p24f}, x.plus(0.1f).value().toArray());
    });
  }
}
