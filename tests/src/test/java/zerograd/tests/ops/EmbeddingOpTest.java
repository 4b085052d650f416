package zerograd.tests.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static zerograd.testkit.TensorAssertions.assertSameBits;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import zerograd.autograd.Param;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.autograd.ops.EmbeddingOp;
import zerograd.autograd.ops.TokenLogProbsOp;
import zerograd.autograd.optim.GradientNorm;
import zerograd.core.Ints;
import zerograd.core.Shape;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;
import zerograd.testkit.GradientCheck;

class EmbeddingOpTest {

  private static final int V = 11;

  @ParameterizedTest
  @MethodSource("zerograd.tests.ops.Inputs#shapes") void gradientIsTheDerivativeOfTheFormula(int N, int D) {
    Inputs.onDevice(() -> {
      Ints ids = Inputs.ids(2, N, V);
      GradientCheck.usual().check(in -> rows(in[0], ids, D), v -> EmbeddingOp.of(v[0], ids),
          Inputs.normal(1, V, D));
    });
  }

  @ParameterizedTest
  @MethodSource("zerograd.tests.ops.Inputs#shapes") void gradientOfRowsOfAResultIsTheDerivativeOfTheFormula(
      int N, int D) {
    Inputs.onDevice(() -> {
      Ints ids = Inputs.ids(2, N, V);
      GradientCheck.usual().check(in -> rows(in[0], ids, D), v -> v[0].times(1).rows(ids),
          Inputs.normal(1, V, D));
    });
  }

  private static double[] rows(double[] w, Ints ids, int D) {
    double[] y = new double[(int) ids.length() * D];
    for (int i = 0; i < y.length; i++) y[i] = w[ids.get(i / D) * D + i % D];
    return y;
  }

  /// A model whose embedding is also its head, on tokens `from` … `to` of a text.
  private static Variable tiedLoss(Param w, Param norm, int from, int to) {
    Ints tokens = Inputs.ids(7, 33, V), targets = Inputs.ids(8, 33, V);
    Variable x = EmbeddingOp.of(w, tokens.slice(from, to - from)).rmsNorm(norm, 1e-6f);
    return TokenLogProbsOp.of(x, w, targets.slice(from, to - from), 1).slice(0, 1).sum().negate();
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "vector"}) void microBatchesOfATiedModelHaveTheBitsOfOneBatch(
      String kernels) {
    try (Device device = Device.cpu(2, kernels, 256 << 20)) {
      device.run("model", () -> {
        Tensor value = Inputs.normal(1, V, 17), ones = Inputs.uniform(0.5, 2, 2, 17);
        Param w = new Param(value), norm = new Param(ones), wParts = new Param(value.copy()),
            normParts = new Param(ones);
        device.run("step", () -> Tape.backward(() -> tiedLoss(w, norm, 0, 33)));
        int[] ends = {0, 5, 6, 22, 33};
        for (int i = 0; i + 1 < ends.length; i++) {
          int from = ends[i], to = ends[i + 1];
          device.run("step", () -> Tape.accumulate(() -> tiedLoss(wParts, normParts, from, to)));
        }
        wParts.settle();
        assertSameBits("gradient of the embedding", w.gradient(), wParts.gradient());
        assertSameBits("gradient of the norm", norm.gradient(), normParts.gradient());
      });
    }
  }

  @Test void rowsWaitUntilTheNormIsTaken() {
    Inputs.onDevice(() -> {
      Param w = new Param(Tensor.zeros(new Shape(3, 2)));
      Tape.accumulate(() -> EmbeddingOp.of(w, Inputs.ints(1, 1)).sum());
      assertArrayEquals(new float[6], w.gradient().toArray());
      assertEquals(Math.sqrt(8), GradientNorm.of(java.util.List.of(w)), 1e-12);
      assertArrayEquals(new float[]{0, 0, 2, 2, 0, 0}, w.gradient().toArray());
    });
  }

  @Test void waitingRowsAreForgottenWithTheGradient() {
    Inputs.onDevice(() -> {
      Param w = new Param(Tensor.zeros(new Shape(3, 2)));
      Tape.accumulate(() -> EmbeddingOp.of(w, Inputs.ints(1, 1)).sum());
      w.zeroGradient();
      w.settle();
      assertArrayEquals(new float[6], w.gradient().toArray());
    });
  }

  @Test void refusesARowThatIsNotThere() {
    Inputs.onDevice(() -> {
      Variable w = Variable.constant(Tensor.zeros(new Shape(3, 2)));
      var refusal = assertThrows(IllegalArgumentException.class, () -> EmbeddingOp.of(w, Inputs.ints(0, -1)));
      assertEquals("embedding: number -1 at place 1 is not in [0, 3)", refusal.getMessage());
    });
  }
}
