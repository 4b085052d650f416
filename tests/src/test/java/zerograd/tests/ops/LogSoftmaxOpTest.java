package zerograd.tests.ops;

import static zerograd.testkit.TensorAssertions.assertSameBits;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zerograd.autograd.Variable;
import zerograd.tensor.Tensor;
import zerograd.testkit.GradientCheck;

class LogSoftmaxOpTest {

  @ParameterizedTest
  @MethodSource("zerograd.tests.ops.Inputs#shapes") void gradientIsTheDerivativeOfTheFormula(int N, int V) {
    Inputs.onDevice(() -> GradientCheck.usual().check(in -> {
      double[] y = in[0].clone();
      for (int i = 0; i < y.length; i++) y[i] -= Formulas.logSumExp(in[0], i / V * V, V);
      return y;
    }, v -> v[0].logSoftmax(), Inputs.normal(1, N, V)));
  }

  @Test void isUnchangedByAddingAConstant() {
    Inputs.onDevice(() -> {
      Variable x = Variable.constant(Tensor.of(1, 5, 3, -4, 0)); // whole numbers: the sum with 16 is exact
      assertSameBits("y", x.logSoftmax().value(), x.plus(16).logSoftmax().value());
    });
  }
}
