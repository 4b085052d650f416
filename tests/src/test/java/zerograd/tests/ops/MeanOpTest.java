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

class MeanOpTest {

  @ParameterizedTest
  @MethodSource("zerograd.tests.ops.Inputs#shapes") void gradientIsTheDerivativeOfTheFormula(int N, int D) {
    Inputs.onDevice(() -> GradientCheck.usual().withValues(Tolerance.sum(N * D))
        .check(in -> new double[]{Arrays.stream(in[0]).sum() / (N * D)}, v -> v[0].mean(),
            Inputs.normal(1, N, D)));
  }

  @Test void theMeanOfEqualNumbersIsThatNumber() {
    Inputs.onDevice(() -> {
      Param x = new Param(Tensor.of(0.1f, 0.1f, 0.1f));
      assertEquals(0.1f, x.mean().value().get());
    });
  }
}
