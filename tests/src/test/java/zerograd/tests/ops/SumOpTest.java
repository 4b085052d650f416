package zerograd.tests.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zerograd.autograd.Param;
import zerograd.tensor.Tensor;
import zerograd.testkit.GradientCheck;
import zerograd.tests.Tolerance;

class SumOpTest {

  @ParameterizedTest
  @MethodSource("zerograd.tests.ops.Inputs#shapes") void gradientIsTheDerivativeOfTheFormula(int N, int D) {
    Inputs.onDevice(() -> GradientCheck.usual().withValues(Tolerance.sum(N * D))
        .check(in -> new double[]{Arrays.stream(in[0]).sum()}, v -> v[0].sum(), Inputs.normal(1, N, D)));
  }

  @Test void theSumIsRoundedOnce() {
    Inputs.onDevice(() -> {
      Param x = new Param(Tensor.of(0x1p24f, 1, 1, 1, 1));      // one at a time, float32 would lose every 1
      assertEquals(0x1p24f + 4, x.sum().value().get());
    });
  }
}
