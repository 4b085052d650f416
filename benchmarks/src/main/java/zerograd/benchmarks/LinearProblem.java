package zerograd.benchmarks;

import java.util.Random;
import zerograd.core.Floats;
import zerograd.core.Scope;
import zerograd.tensor.kernels.LinearKernel;

/// The operands of one linear layer: `x (N, K)`, `w (M, K)`, and what a training step makes of them.
record LinearProblem(int N, int M, int K, Floats x, Floats w, Floats packed, Floats y, Floats dx, Floats dw) {

  /// Random operands in `scope`, and zeros for results.
  static LinearProblem of(Scope scope, LinearKernel kernel, int N, int M, int K) {
    Floats x = random(scope, (long) N * K), w = random(scope, (long) M * K), y = random(scope, (long) N * M);
    Floats packed = scope.floats(kernel.packedLength(M, K)), dx = scope.floats((long) N * K),
        dw = scope.floats((long) M * K);
    kernel.pack(packed, w, M, K);
    dx.fill(0);
    dw.fill(0);
    return new LinearProblem(N, M, K, x, w, packed, y, dx, dw);
  }

  private static Floats random(Scope scope, long length) {
    Random random = new Random(length);
    Floats numbers = scope.floats(length);
    for (long i = 0; i < length; i++) numbers.set(i, random.nextFloat() - 0.5f);
    return numbers;
  }

  /// Floating-point operations of one product.
  double flops() { return 2.0 * N * M * K; }

  void forward(LinearKernel kernel) { kernel.forward(y, x, w, N, M, K, false); }

  void forwardPacked(LinearKernel kernel) { kernel.forwardPacked(y, x, packed, N, M, K, false); }

  void backwardInput(LinearKernel kernel) { kernel.backwardInput(dx, y, w, N, M, K, true); }

  void backwardWeight(LinearKernel kernel) { kernel.backwardWeight(dw, y, x, N, M, K, true); }
}
