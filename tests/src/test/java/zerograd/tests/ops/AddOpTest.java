package zerograd.tests.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zerograd.autograd.Param;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.core.Shape;
import zerograd.tensor.Tensor;
import zerograd.testkit.GradientCheck;

class AddOpTest {

  @ParameterizedTest
  @MethodSource("zerograd.tests.ops.Inputs#lengths") void gradientIsTheDerivativeOfTheFormula(int n) {
    Inputs.onDevice(() -> GradientCheck.usual().check(Formulas.each((a, b) -> a + b), v -> v[0].plus(v[1]),
        Inputs.normal(1, n), Inputs.normal(2, n)));
  }

  @Test void theSmallerShapeIsRepeated() {
    Inputs.onDevice(() -> {
      Param rows = new Param(Tensor.of(new Shape(2, 3), 1, 2, 3, 4, 5, 6)),
          row = new Param(Tensor.of(10, 20, 30));
      assertArrayEquals(new float[]{11, 22, 33, 14, 25, 36}, rows.plus(row).value().toArray());
      Tape.backward(() -> rows.plus(row).sum());
      assertArrayEquals(new float[]{2, 2, 2}, row.gradient().toArray());
    });
  }

  @Test void aVariableMayBeAddedToItself() {
    Inputs.onDevice(() -> {
      Param x = new Param(Tensor.of(1, 2));
      Tape.backward(() -> x.plus(x).sum());
      assertArrayEquals(new float[]{2, 2}, x.gradient().toArray());
    });
  }

  @Test void refusesShapesThatDoNotFit() {
    Inputs.onDevice(() -> {
      Variable a = Variable.constant(Tensor.zeros(new Shape(2, 3))),
          b = Variable.constant(Tensor.zeros(new Shape(4)));
      var refusal = assertThrows(IllegalArgumentException.class, () -> a.plus(b));
      assertEquals(
          "plus: shapes (2, 3) and (4) do not fit; sizes, compared from the right, must be equal or 1",
          refusal.getMessage());
    });
  }
}
