package zerograd.tests.ops;

import java.util.List;
import org.junit.jupiter.api.Test;
import zerograd.autograd.Param;
import zerograd.autograd.Variable;
import zerograd.core.Shape;
import zerograd.models.layers.Dropout;
import zerograd.models.layers.LoraConfig;
import zerograd.models.layers.LowRank;
import zerograd.models.transformer.TokenBatch;
import zerograd.tensor.Tensor;
import zerograd.testkit.GradientCheck;

class LowRankTest {

  private static final int N = 7, K = 11, M = 5, R = 3;
  private static final double SCALE = 1.7;

  /// Seven rows: sequences 4 (3 rows) and 5 (4 rows) of step 2.
  private static TokenBatch rows() { return TokenBatch.of(List.of(new int[3], new int[4])).inTraining(2, 4); }

  /// s · (x ⊙ mask) Aᵀ Bᵀ.
  private static double[] formula(float[] mask, double[] x, double[] a, double[] b) {
    double[] y = new double[N * M];
    for (int n = 0; n < N; n++) {
      for (int r = 0; r < R; r++) {
        double u = 0;
        for (int k = 0; k < K; k++) u += x[n * K + k] * mask[n * K + k] * a[r * K + k];
        for (int m = 0; m < M; m++) y[n * M + m] += SCALE * u * b[m * R + r];
      }
    }
    return y;
  }

  private static Param param(Variable variable) {
    return variable instanceof Param param ? param : Param.frozen(variable.value());
  }

  @Test void gradientsAreThoseOfTheFormulaWithAndWithoutDropout() {
    Inputs.onDevice(() -> {
      for (Dropout dropout : List.of(Dropout.NONE, new Dropout(0.4, 9))) {
        TokenBatch pass = rows();
        float[] mask = dropout.forward(Variable.constant(Tensor.full(new Shape(N, K), 1)), pass).value()
            .toArray();
        GradientCheck.usual().check(in -> formula(mask, in[0], in[1], in[2]),
            v -> new LowRank(param(v[1]), param(v[2]), LoraConfig.of(R, R * SCALE), dropout).forward(v[0],
                pass),
            Inputs.normal(1, N, K),
            Inputs.normal(2, R, K), Inputs.normal(3, M, R));
      }
    });
  }
}
