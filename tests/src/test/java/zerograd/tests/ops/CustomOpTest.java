package zerograd.tests.ops;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zerograd.autograd.CustomOp;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.core.Floats;
import zerograd.tensor.Tensor;
import zerograd.testkit.GradientCheck;

class CustomOpTest {

  /// `y = x³`, `dx = slope · x² · dy`; the right slope is 3.
  private record CubeOp(Variable x, float slope) implements CustomOp {

    static Variable of(Variable x, float slope) {
      Tensor y = Tensor.empty(x.shape());
      Floats from = x.value().data();
      for (long i = 0; i < from.length(); i++) y.data().set(i, from.get(i) * from.get(i) * from.get(i));
      return Tape.record(y, new CubeOp(x, slope), x);
    }

    @Override public void backward(Tensor dy) {
      Floats dx = x.gradient().data(), from = x.value().data();
      for (long i = 0; i < dx.length(); i++) {
        dx.set(i, dx.get(i) + slope * from.get(i) * from.get(i) * dy.data().get(i));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("zerograd.tests.ops.Inputs#lengths") void gradientIsTheDerivativeOfTheFormula(int n) {
    Inputs.onDevice(() -> GradientCheck.usual().check(Formulas.each(x -> x * x * x),
        v -> CubeOp.of(v[0], 3), Inputs.uniform(-2, 2, 1, n)));
  }

  @Test void aWrongGradientIsFound() {
    Inputs.onDevice(() -> {
      Tensor x = Inputs.uniform(1, 2, 1, 5);
      var failure = assertThrows(AssertionError.class, () -> GradientCheck.usual()
          .check(Formulas.each(t -> t * t * t), v -> CubeOp.of(v[0], 3.001f), x));
      assertTrue(failure.getMessage().startsWith("gradient of input 0 at [0]"), failure.getMessage());
    });
  }
}
