package zerograd.tests.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static zerograd.testkit.TensorAssertions.assertSameBits;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zerograd.autograd.Variable;
import zerograd.autograd.ops.AttentionOp;
import zerograd.core.Ints;
import zerograd.core.Shape;
import zerograd.tensor.Tensor;
import zerograd.tensor.kernels.AttentionKernel.Heads;
import zerograd.testkit.GradientCheck;
import zerograd.tests.Tolerance;

class AttentionOpTest {

  private static Heads heads(int H, int Hkv, int d, int window) {
    return new Heads(H, Hkv, d, window, (float) (1 / Math.sqrt(d)));
  }

  /// Two sequences, one of them of a third of the tokens.
  private static Ints starts(int N) { return Inputs.ints(0, N / 3, N); }

  @ParameterizedTest
  @CsvSource({"1,1,1,1,0", "2,2,1,7,0", "7,4,2,16,0", "15,2,2,15,0", "17,3,1,8,0",
      "33,4,2,4,0", "17,2,1,8,1", "17,2,1,8,5", "40,1,1,4,16"}) void gradientIsTheDerivativeOfTheFormula(
          int N, int H, int Hkv, int d, int window) {
    Inputs.onDevice(() -> {
      Heads heads = heads(H, Hkv, d, window);
      Ints starts = starts(N);
      new GradientCheck(Tolerance.sum(N), Tolerance.GRADIENT, 40, 1e-3).check(
          in -> attention(in[0], in[1], in[2], starts.toArray(), heads),
          v -> AttentionOp.of(v[0], v[1], v[2], starts, heads), Inputs.normal(1, N, H, d),
          Inputs.normal(2, N, Hkv, d), Inputs.normal(3, N, Hkv, d));
    });
  }

  private static double[] attention(double[] q, double[] k, double[] v, int[] starts, Heads heads) {
    double[] y = new double[q.length];
    for (int b = 0; b + 1 < starts.length; b++) {
      for (int t = starts[b]; t < starts[b + 1]; t++) {
        for (int h = 0; h < heads.H(); h++) attend(y, q, k, v, starts[b], t, h, heads);
      }
    }
    return y;
  }

  /// One row: query head `h` of token `t`, whose sequence starts at `start`.
  private static void attend(double[] y, double[] q, double[] k, double[] v, int start, int t, int h,
      Heads heads) {
    int d = heads.d(), g = h / (heads.H() / heads.Hkv()), query = (t * heads.H() + h) * d;
    int first = heads.window() > 0 ? Math.max(start, t - heads.window() + 1) : start;
    double[] weights = new double[t + 1];
    double sum = 0;
    for (int j = first; j <= t; j++) {
      double score = 0;
      for (int i = 0; i < d; i++) score += q[query + i] * k[(j * heads.Hkv() + g) * d + i];
      weights[j] = Math.exp(score * heads.scale());
      sum += weights[j];
    }
    for (int j = first; j <= t; j++) {
      for (int i = 0; i < d; i++) y[query + i] += weights[j] / sum * v[(j * heads.Hkv() + g) * d + i];
    }
  }

  @Test void queriesKeysAndValuesMayBeTheSame() {
    Inputs.onDevice(() -> {
      Heads heads = heads(2, 2, 8, 0);
      Ints starts = starts(9);
      GradientCheck.usual().check(in -> attention(in[0], in[0], in[0], starts.toArray(), heads),
          v -> AttentionOp.of(v[0], v[0], v[0], starts, heads), Inputs.normal(1, 9, 2, 8));
    });
  }

  @Test void packedSequencesAttendAsEachWouldAlone() {
    Inputs.onDevice(() -> {
      Heads heads = heads(2, 1, 8, 0);
      Variable q = Variable.constant(Inputs.normal(1, 40, 2, 8)),
          k = Variable.constant(Inputs.normal(2, 40, 1, 8)),
          v = Variable.constant(Inputs.normal(3, 40, 1, 8));
      Tensor packed = AttentionOp.of(q, k, v, Inputs.ints(0, 13, 40), heads).value();
      Variable alone = AttentionOp.of(q.slice(13, 40), k.slice(13, 40), v.slice(13, 40), Inputs.ints(0, 27),
          heads);
      assertSameBits("second sequence", alone.value(), packed.slice(13, 40));
    });
  }

  @Test void theFirstTokenSeesItselfAlone() {
    Inputs.onDevice(() -> {
      Heads heads = heads(1, 1, 4, 0);
      Variable q = Variable.constant(Inputs.normal(1, 3, 1, 4)),
          v = Variable.constant(Inputs.normal(2, 3, 1, 4));
      Tensor y = AttentionOp.of(q, q, v, Inputs.ints(0, 3), heads).value();
      assertSameBits("first row", v.value().slice(0, 1), y.slice(0, 1));
    });
  }

  @Test void refusesStartsThatDoNotReachTheEnd() {
    Inputs.onDevice(() -> {
      Variable x = Variable.constant(Tensor.zeros(new Shape(5, 1, 4)));
      var refusal = assertThrows(IllegalArgumentException.class,
          () -> AttentionOp.of(x, x, x, Inputs.ints(0, 3, 4), heads(1, 1, 4, 0)));
      assertEquals("attention: starts must ascend from 0 to the 5 rows of q, got [0, 3, 4]",
          refusal.getMessage());
    });
  }

  @Test void refusesKeyHeadsThatDoNotDivideQueryHeads() {
    Inputs.onDevice(() -> {
      Variable q = Variable.constant(Tensor.zeros(new Shape(5, 3, 4))),
          k = Variable.constant(Tensor.zeros(new Shape(5, 2, 4)));
      var refusal = assertThrows(IllegalArgumentException.class,
          () -> AttentionOp.of(q, k, k, Inputs.ints(0, 5), heads(3, 2, 4, 0)));
      assertEquals(
          "attention: q (5, 3, 4), k (5, 2, 4), v (5, 2, 4) need (N, 3, 4) and twice (N, 2, 4),"
              + " key heads dividing query heads",
          refusal.getMessage());
    });
  }
}
