package zerograd.tests.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zerograd.autograd.Param;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.core.Shape;
import zerograd.tensor.Tensor;
import zerograd.testkit.GradientCheck;

class ConcatenateOpTest {

  @ParameterizedTest
  @MethodSource("zerograd.tests.ops.Inputs#shapes") void gradientIsTheDerivativeOfTheFormula(int N, int D) {
    Inputs.onDevice(() -> GradientCheck.usual().check(
        in -> Arrays.stream(in).flatMapToDouble(DoubleStream::of).toArray(), v -> Variable.concatenate(v),
        Inputs.normal(1, N, D), Inputs.normal(2, 1, D), Inputs.normal(3, 2, D)));
  }

  @Test void aPartMayOccurTwice() {
    Inputs.onDevice(() -> {
      Param x = new Param(Tensor.of(1, 2));
      Tape.backward(() -> Variable.concatenate(x, x).sum());
      assertArrayEquals(new float[]{2, 2}, x.gradient().toArray());
    });
  }

  @Test void refusesPartsThatDifferInMoreThanTheFirstSize() {
    Inputs.onDevice(() -> {
      Variable a = Variable.constant(Tensor.zeros(new Shape(2, 3))),
          b = Variable.constant(Tensor.zeros(new Shape(2, 4)));
      var refusal = assertThrows(IllegalArgumentException.class, () -> Variable.concatenate(a, b));
      assertEquals("concatenate: shapes (2, 3) and (2, 4) must be equal but for the first size",
          refusal.getMessage());
    });
  }

  @Test void refusesNothing() {
    Inputs.onDevice(() -> {
      var refusal = assertThrows(IllegalArgumentException.class, () -> Variable.concatenate());
      assertEquals("concatenate: at least one part is needed, got none", refusal.getMessage());
    });
  }
}
