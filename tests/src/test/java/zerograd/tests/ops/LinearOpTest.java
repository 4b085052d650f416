package zerograd.tests.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static zerograd.testkit.TensorAssertions.assertSameBits;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zerograd.autograd.Param;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.autograd.ops.LinearOp;
import zerograd.core.Shape;
import zerograd.tensor.FrozenMatrix;
import zerograd.tensor.Tensor;
import zerograd.tensor.kernels.FrozenFormat;
import zerograd.testkit.GradientCheck;
import zerograd.tests.Tolerance;

class LinearOpTest {

  private static final int M = 19;

  @ParameterizedTest
  @MethodSource("zerograd.tests.ops.Inputs#shapes") void gradientIsTheDerivativeOfTheFormula(int N, int K) {
    Inputs.onDevice(() -> check().withValues(Tolerance.sum(K)).check(
        in -> Formulas.product(in[0], in[1], N, M, K), v -> v[0].linear(v[1]), Inputs.normal(1, N, K),
        Inputs.normal(2, M, K)));
  }

  @ParameterizedTest
  @MethodSource("zerograd.tests.ops.Inputs#shapes") void withABiasTheGradientIsTheDerivativeOfTheFormula(
      int N, int K) {
    Inputs.onDevice(() -> check().withValues(Tolerance.sum(K)).check(in -> {
      double[] y = Formulas.product(in[0], in[1], N, M, K);
      for (int i = 0; i < y.length; i++) y[i] += in[2][i % M];
      return y;
    }, v -> v[0].linear(v[1], v[2]), Inputs.normal(1, N, K), Inputs.normal(2, M, K), Inputs.normal(3, M)));
  }

  private static GradientCheck check() {
    return new GradientCheck(Tolerance.ELEMENTWISE, Tolerance.GRADIENT, 60, 1e-3);
  }

  @Test void theChainStartsAtTheBias() {
    Inputs.onDevice(() -> {
      // 2²⁴ + 1 + 1: from the bias, each 1 is lost; from zero, 2 is not
      Variable x = Variable.constant(Tensor.of(new Shape(1, 2), 1, 1)),
          w = Variable.constant(Tensor.of(new Shape(1, 2), 1, 1));
      Variable bias = Variable.constant(Tensor.of(0x1p24f));
      assertEquals(0x1p24f, x.linear(w, bias).value().get(0, 0));
    });
  }

  @ParameterizedTest
  @MethodSource("zerograd.tests.ops.Inputs#shapes") void severalWeightsTogetherGiveWhatEachGivesAlone(int N,
      int K) {
    Inputs.onDevice(() -> {
      Param plain = new Param(Inputs.normal(1, M, K)), bias = new Param(Inputs.normal(2, M));
      Param half = Param.frozen(FrozenMatrix.of(plain.value(), FrozenFormat.BF16)),
          eighth = Param.frozen(FrozenMatrix.of(plain.value(), FrozenFormat.INT8));
      Variable x = Variable.constant(Inputs.normal(3, N, K));
      for (List<Param> weights : List.of(List.of(plain, plain), List.of(half, eighth),
          List.of(eighth, plain))) {
        List<Variable> together = LinearOp.unrecorded(x,
            List.of(new LinearOp.Operand(weights.get(0), Optional.of(bias)),
                new LinearOp.Operand(weights.get(1), Optional.empty())));
        assertSameBits("first", x.linear(weights.get(0), bias).value(), together.get(0).value());
        assertSameBits("second", x.linear(weights.get(1)).value(), together.get(1).value());
      }
    });
  }

  @ParameterizedTest
  @MethodSource("zerograd.tests.ops.Inputs#shapes") void decodingHasTheBitsOfTraining(int N, int K) {
    Inputs.onDevice(() -> {
      Param w = new Param(Inputs.normal(1, M, K)), bias = new Param(Inputs.normal(2, M));
      Variable x = Variable.constant(Inputs.normal(3, N, K));
      Tensor packed = x.linear(w, bias).value();
      Tape.backward(() -> {
        Variable y = x.linear(w, bias);
        assertSameBits("y", y.value(), packed);
        return y.sum();
      });
    });
  }

  @Test void aChangedWeightIsPackedAgain() {
    Inputs.onDevice(() -> {
      Param w = new Param(Tensor.of(new Shape(1, 1), 2));
      Variable x = Variable.constant(Tensor.of(new Shape(1, 1), 3));
      assertEquals(6, x.linear(w).value().get(0, 0));
      w.value().set(5, 0, 0);
      w.touch();
      assertEquals(15, x.linear(w).value().get(0, 0));
    });
  }

  @ParameterizedTest
  @MethodSource("zerograd.tests.ops.Inputs#shapes") void gradientsOfMicroBatchesHaveTheBitsOfOneBatch(int N,
      int K) {
    Inputs.onDevice(() -> {
      Tensor x = Inputs.normal(1, N, K), w = Inputs.normal(2, M, K), bias = Inputs.normal(3, M);
      Param whole = new Param(w), wholeBias = new Param(bias), parts = new Param(w),
          partsBias = new Param(bias);
      Tape.backward(() -> loss(x, whole, wholeBias));
      int middle = N / 2;
      if (middle > 0) Tape.backward(() -> loss(x.slice(0, middle), parts, partsBias));
      Tape.backward(() -> loss(x.slice(middle, N), parts, partsBias));
      assertSameBits("dw", whole.gradient(), parts.gradient());
      assertSameBits("dbias", wholeBias.gradient(), partsBias.gradient());
    });
  }

  private static Variable loss(Tensor x, Param w, Param bias) {
    return Variable.constant(x).linear(w, bias).square().sum();
  }

  @Test void refusesAWeightOfTheWrongShape() {
    Inputs.onDevice(() -> {
      Variable x = Variable.constant(Tensor.zeros(new Shape(2, 3))),
          w = Variable.constant(Tensor.zeros(new Shape(5, 4)));
      var refusal = assertThrows(IllegalArgumentException.class, () -> x.linear(w));
      assertEquals("linear: x (2, 3) has 3 columns but w (5, 4) has 4", refusal.getMessage());
    });
  }

  @Test void refusesABiasOfTheWrongShape() {
    Inputs.onDevice(() -> {
      Variable x = Variable.constant(Tensor.zeros(new Shape(2, 3))),
          w = Variable.constant(Tensor.zeros(new Shape(5, 3)));
      var refusal = assertThrows(IllegalArgumentException.class, () -> x.linear(w, x));
      assertEquals("linear: w (5, 3) needs a bias of shape (5), got (2, 3)", refusal.getMessage());
    });
  }
}
