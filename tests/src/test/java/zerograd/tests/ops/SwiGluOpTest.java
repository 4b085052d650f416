package zerograd.tests.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zerograd.autograd.Variable;
import zerograd.autograd.ops.SwiGluOp;
import zerograd.core.Shape;
import zerograd.tensor.Tensor;
import zerograd.testkit.GradientCheck;

class SwiGluOpTest {

  @ParameterizedTest
  @MethodSource("zerograd.tests.ops.Inputs#shapes") void gradientIsTheDerivativeOfTheFormula(int N, int D) {
    Inputs.onDevice(() -> GradientCheck.usual().check(Formulas.each((gate, up) -> Formulas.silu(gate) * up),
        v -> SwiGluOp.of(v[0], v[1]), Inputs.normal(1, N, D), Inputs.normal(2, N, D)));
  }

  @Test void bothBranchesMayBeTheSame() {
    Inputs.onDevice(() -> GradientCheck.usual().check(Formulas.each(x -> Formulas.silu(x) * x),
        v -> SwiGluOp.of(v[0], v[0]), Inputs.normal(1, 33)));
  }

  @Test void refusesBranchesOfDifferentShape() {
    Inputs.onDevice(() -> {
      Variable gate = Variable.constant(Tensor.zeros(new Shape(2, 3))),
          up = Variable.constant(Tensor.zeros(new Shape(2, 4)));
      var refusal = assertThrows(IllegalArgumentException.class, () -> SwiGluOp.of(gate, up));
      assertEquals("swiGlu: gate (2, 3) and up (2, 4) need one shape", refusal.getMessage());
    });
  }
}
