package zerograd.tests.ops;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import zerograd.testkit.GradientCheck.Formula;

/// Formulas in double, shared by several tests.
final class Formulas {

  private Formulas() {}

  /// The same function of every number.
  static Formula each(DoubleUnaryOperator f) {
    return in -> IntStream.range(0, in[0].length).mapToDouble(i -> f.applyAsDouble(in[0][i])).toArray();
  }

  /// The same function of every two numbers at the same place.
  static Formula each(DoubleBinaryOperator f) {
    return in -> IntStream.range(0, in[0].length).mapToDouble(i -> f.applyAsDouble(in[0][i], in[1][i]))
        .toArray();
  }

  static double sigmoid(double x) { return 1 / (1 + Math.exp(-x)); }

  static double silu(double x) { return x * sigmoid(x); }

  /// `y (N, M) = x (N, K) wᵀ`.
  static double[] product(double[] x, double[] w, int N, int M, int K) {
    double[] y = new double[N * M];
    for (int n = 0; n < N; n++) {
      for (int m = 0; m < M; m++) {
        for (int k = 0; k < K; k++) y[n * M + m] += x[n * K + k] * w[m * K + k];
      }
    }
    return y;
  }

  /// `log Σ exp` of `V` numbers from `from` on.
  static double logSumExp(double[] x, int from, int V) {
    double max = Double.NEGATIVE_INFINITY, sum = 0;
    for (int v = 0; v < V; v++) max = Math.max(max, x[from + v]);
    for (int v = 0; v < V; v++) sum += Math.exp(x[from + v] - max);
    return max + Math.log(sum);
  }
}
