package zerograd.tests.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zerograd.autograd.Param;
import zerograd.autograd.Tape;
import zerograd.tensor.Tensor;
import zerograd.testkit.GradientCheck;

class MinimumOpTest {

  @ParameterizedTest
  @MethodSource("zerograd.tests.ops.Inputs#lengths") void gradientIsTheDerivativeOfTheFormula(int n) {
    Inputs.onDevice(
        () -> GradientCheck.usual().check(Formulas.each((a, b) -> Math.min(a, b)), v -> v[0].minimum(v[1]),
            Inputs.uniform(-1, 1, 1, n), apart(n)));
  }

  /// At least 0.05 from the first input: at the kink there is no derivative.
  private static Tensor apart(int n) {
    Tensor first = Inputs.uniform(-1, 1, 1, n), second = Inputs.uniform(0.05, 1, 2, n);
    for (int i = 0; i < n; i++) second.set(first.get(i) + (i % 3 == 0 ? -1 : 1) * second.get(i), i);
    return second;
  }

  @Test void theGradientOfATieGoesToTheFirst() {
    Inputs.onDevice(() -> {
      Param a = new Param(Tensor.of(1, 2)), b = new Param(Tensor.of(1, 2));
      Tape.backward(() -> a.minimum(b).sum());
      assertArrayEquals(new float[]{1, 1}, a.gradient().toArray());
      assertArrayEquals(new float[]{0, 0}, b.gradient().toArray());
    });
  }
}
