package zerograd.tests.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static zerograd.testkit.TensorAssertions.assertClose;
import static zerograd.testkit.TensorAssertions.assertSameBits;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import zerograd.autograd.Param;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.autograd.ops.TokenLogProbsOp;
import zerograd.core.Ints;
import zerograd.core.Shape;
import zerograd.tensor.Tensor;
import zerograd.testkit.GradientCheck;
import zerograd.tests.Tolerance;

class TokenLogProbsOpTest {

  private static final float T = 0.7f;

  @ParameterizedTest
  @MethodSource("zerograd.tests.ops.Inputs#shapes") void gradientIsTheDerivativeOfTheFormula(int N, int V) {
    int D = 5;
    Inputs.onDevice(() -> {
      Ints targets = Inputs.ids(3, N, V);
      new GradientCheck(Tolerance.sum(V), Tolerance.GRADIENT, 100, 1e-3).check(
          in -> logProbsAndEntropies(in[0], in[1], targets, N, V, D),
          v -> TokenLogProbsOp.of(v[0], v[1], targets, T), Inputs.normal(1, N, D), Inputs.normal(2, V, D));
    });
  }

  private static double[] logProbsAndEntropies(double[] x, double[] w, Ints targets, int N, int V, int D) {
    double[] z = Formulas.product(x, w, N, V, D), y = new double[2 * N];
    for (int i = 0; i < z.length; i++) z[i] /= T;
    for (int n = 0; n < N; n++) {
      double total = Formulas.logSumExp(z, n * V, V);
      y[n] = z[n * V + targets.get(n)] - total;
      for (int v = 0; v < V; v++) y[N + n] -= Math.exp(z[n * V + v] - total) * (z[n * V + v] - total);
    }
    return y;
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "2, 33", "7, 0", "7, 10", "16, 16", "32, 32", "33, 0", "33, 33",
      "40, 5"}) void neitherTheSizeOfTheChunksNorWhatIsKeptChangesABit(int chunk, int keep) {
    int N = 33, V = 31, D = 17;
    Inputs.onDevice(() -> {
      Ints targets = Inputs.ids(3, N, V);
      Tensor x = Inputs.normal(1, N, D), w = Inputs.normal(2, V, D);
      Param xWhole = new Param(x), wWhole = new Param(w), xParts = new Param(x), wParts = new Param(w);
      Tape.backward(() -> weighted(TokenLogProbsOp.of(xWhole, wWhole, targets, T)));
      Tape.backward(() -> {
        Variable y = TokenLogProbsOp.of(xParts, wParts, targets, T, chunk, keep);
        assertSameBits("y", TokenLogProbsOp.of(xWhole, wWhole, targets, T).value(), y.value());
        return weighted(y);
      });
      assertSameBits("dx", xWhole.gradient(), xParts.gradient());
      assertSameBits("dw", wWhole.gradient(), wParts.gradient());
    });
  }

  private static Variable weighted(Variable y) {
    return y.times(Variable.constant(Inputs.normal(9, y.shape().dims()))).sum();
  }

  @Test void agreesWithLogSoftmaxAndPick() {
    int N = 7, V = 64, D = 33;
    Inputs.onDevice(() -> {
      Ints targets = Inputs.ids(3, N, V);
      Variable x = Variable.constant(Inputs.normal(1, N, D)), w = Variable.constant(Inputs.normal(2, V, D));
      Tensor picked = x.linear(w).logSoftmax().pick(targets).value();
      Tensor direct = TokenLogProbsOp.of(x, w, targets, 1).value().slice(0, 1).reshape(new Shape(N));
      assertClose("log-probability", picked, direct, Tolerance.ELEMENTWISE);
    });
  }

  @Test void scoringHasTheBitsOfTraining() {
    int N = 7, V = 100, D = 33;
    Inputs.onDevice(() -> {
      Ints targets = Inputs.ids(3, N, V);
      Param x = new Param(Inputs.normal(1, N, D)), w = new Param(Inputs.normal(2, V, D));
      Tensor scored = TokenLogProbsOp.of(x, w, targets, T).value();
      Tape.backward(() -> {
        Variable y = TokenLogProbsOp.of(x, w, targets, T);
        assertSameBits("y", scored, y.value());
        return y.sum();
      });
    });
  }

  @Test void equalLogitsHaveTheEntropyOfAFairDie() {
    Inputs.onDevice(() -> {
      Variable x = Variable.constant(Tensor.zeros(new Shape(1, 4))),
          w = Variable.constant(Inputs.normal(1, 6, 4));
      Tensor y = TokenLogProbsOp.of(x, w, Inputs.ints(2), 1).value();
      assertEquals(-Math.log(6), y.get(0, 0), 1e-6);
      assertEquals(Math.log(6), y.get(1, 0), 1e-6);
    });
  }

  @Test void refusesATargetOutsideTheVocabulary() {
    Inputs.onDevice(() -> {
      Variable x = Variable.constant(Tensor.zeros(new Shape(1, 4))),
          w = Variable.constant(Tensor.zeros(new Shape(6, 4)));
      var refusal = assertThrows(IllegalArgumentException.class,
          () -> TokenLogProbsOp.of(x, w, Inputs.ints(6), 1));
      assertEquals("tokenLogProbs: number 6 at place 0 is not in [0, 6)", refusal.getMessage());
    });
  }

  @Test void refusesATemperatureOfZero() {
    Inputs.onDevice(() -> {
      Variable x = Variable.constant(Tensor.zeros(new Shape(1, 4))),
          w = Variable.constant(Tensor.zeros(new Shape(6, 4)));
      var refusal = assertThrows(IllegalArgumentException.class,
          () -> TokenLogProbsOp.of(x, w, Inputs.ints(0), 0));
      assertEquals("tokenLogProbs: the temperature must be positive, got 0.0", refusal.getMessage());
    });
  }
}
