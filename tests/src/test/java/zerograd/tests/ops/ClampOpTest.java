package zerograd.tests.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zerograd.autograd.Param;
import zerograd.autograd.Tape;
import zerograd.tensor.Tensor;
import zerograd.testkit.GradientCheck;

class ClampOpTest {

  @ParameterizedTest
  @MethodSource("zerograd.tests.ops.Inputs#lengths") void gradientIsTheDerivativeOfTheFormula(int n) {
    Inputs.onDevice(() -> GradientCheck.usual().check(Formulas.each(x -> Math.clamp(x, -0.5, 0.75)),
        v -> v[0].clamp(-0.5f, 0.75f), awayFromBounds(n)));
  }

  private static Tensor awayFromBounds(int n) {
    Tensor x = Inputs.uniform(0, 0.4, 1, n);
    float[] base = {-1.2f, -0.45f, 0.8f, 0.3f};                         // below, inside, above, inside
    for (int i = 0; i < n; i++) x.set(x.get(i) + base[i % 4], i);
    return x;
  }

  @Test void theGradientPassesAtTheBoundsThemselves() {
    Inputs.onDevice(() -> {
      Param x = new Param(Tensor.of(-1, 1, -1.5f, 1.5f));
      Tape.backward(() -> x.clamp(-1, 1).sum());
      assertArrayEquals(new float[]{1, 1, 0, 0}, x.gradient().toArray());
    });
  }

  @Test void reluKeepsWhatIsPositive() {
    Inputs.onDevice(() -> {
      Param x = new Param(Tensor.of(-2, 3, Float.POSITIVE_INFINITY));
      assertArrayEquals(new float[]{0, 3, Float.POSITIVE_INFINITY}, x.relu().value().toArray());
    });
  }

  @Test void refusesBoundsInTheWrongOrder() {
    Inputs.onDevice(() -> {
      Param x = new Param(Tensor.of(1));
      var refusal = assertThrows(IllegalArgumentException.class, () -> x.clamp(2, 1));
      assertEquals("clamp: low 2.0 is above high 1.0", refusal.getMessage());
    });
  }
}
