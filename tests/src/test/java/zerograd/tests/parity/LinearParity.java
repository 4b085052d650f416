package zerograd.tests.parity;

import java.util.List;
import java.util.Random;
import jdk.incubator.vector.FloatVector;
import zerograd.core.Floats;
import zerograd.core.Scope;
import zerograd.core.Workers;
import zerograd.core.Workspace;
import zerograd.tensor.kernels.LinearKernel;
import zerograd.tensor.kernels.reference.ReferenceLinear;
import zerograd.tensor.kernels.vector.VectorLinear;

/// All products of both linear kernels on the same numbers.
final class LinearParity implements AutoCloseable {

  private final Workers workers;
  private final Workspace workspace = new Workspace(1L << 30);
  private final LinearKernel reference = new ReferenceLinear();
  private final VectorLinear vector;

  LinearParity(int threads) {
    workers = new Workers(threads);
    vector = new VectorLinear(workers);
    vector.awaitCompiled();
  }

  /// A few seconds of products in this JVM, printing the width of its registers.
  public static void main(String[] args) {
    try (LinearParity parity = new LinearParity(2)) {
      parity.smallSizes(new int[]{1, 2, 7, 15, 16, 17, 33});
      parity.check(130, 100, 129, true, 1);
      parity.check(65, 896, 100, false, 0);
      parity.specialValues();
    }
    System.out.println(FloatVector.SPECIES_PREFERRED.length() + " lanes");
  }

  /// Every combination of the sizes, with and without accumulation.
  void smallSizes(int[] sizes) {
    for (int N : sizes) {
      for (int M : sizes) {
        for (int K : sizes) check(N, M, K, (N + M + K) % 2 == 0, (N + K) % 4);
      }
    }
  }

  /// All products of one size; `offset` floats between a cache line and the first number of each matrix.
  void check(int N, int M, int K, boolean accumulate, int offset) {
    Random random = new Random(31L * (31L * N + M) + K);
    try (Scope scope = new Scope("parity", workspace)) {
      compare(scope, "%d x %d x %d, %s, %d threads, offset %d".formatted(N, M, K,
          accumulate ? "accumulated" : "assigned", workers.threads(), offset), N, M, K, accumulate, offset,
          Bits.random(scope, random, (long) N * K, offset), Bits.random(scope, random, (long) M * K, offset),
          Bits.random(scope, random, (long) N * M, offset));
    }
  }

  /// Chains that meet zeros of both signs, subnormal numbers and infinities.
  void specialValues() {
    for (int size : new int[]{5, 20, 67}) {
      Random random = new Random(size);
      try (Scope scope = new Scope("parity", workspace)) {
        int N = size, M = size + 30, K = size + 1;
        compare(scope, "special values, size " + size, N, M, K, true, 0, Bits.special(scope, random, N * K),
            Bits.special(scope, random, M * K), Bits.special(scope, random, N * M));
      }
    }
  }

  private void compare(Scope scope, String what, int N, int M, int K, boolean accumulate, int offset,
      Floats x,
      Floats w, Floats dy) {
    Floats packed = scope.floats(vector.packedLength(M, K));
    vector.pack(packed, w, M, K);

    same(scope, "forward " + what, (long) N * M, offset,
        y -> reference.forward(y, x, w, N, M, K, accumulate),
        y -> vector.forward(y, x, w, N, M, K, accumulate));
    same(scope, "packed forward " + what, (long) N * M, offset,
        y -> reference.forward(y, x, w, N, M, K, accumulate),
        y -> vector.forwardPacked(y, x, packed, N, M, K, accumulate));
    same(scope, "two packed together " + what, 2L * N * M, offset, y -> {
      reference.forward(y.slice(0, (long) N * M), x, w, N, M, K, accumulate);
      reference.forward(y.slice((long) N * M, (long) N * M), x, w, N, M, K, !accumulate);
    }, y -> vector.forwardPacked(
        List.of(new LinearKernel.Product(y.slice(0, (long) N * M), packed, M, accumulate),
            new LinearKernel.Product(y.slice((long) N * M, (long) N * M), packed, M, !accumulate)),
        x, N, K));
    same(scope, "dx " + what, (long) N * K, offset,
        dx -> reference.backwardInput(dx, dy, w, N, M, K, accumulate),
        dx -> vector.backwardInput(dx, dy, w, N, M, K, accumulate));
    same(scope, "dw " + what, (long) M * K, offset,
        dw -> reference.backwardWeight(dw, dy, x, N, M, K, accumulate),
        dw -> vector.backwardWeight(dw, dy, x, N, M, K, accumulate));
  }

  /// The result lies between two guards, which must survive.
  private static void same(Scope scope, String what, long length, int offset, Product expected,
      Product actual) {
    int guard = 64;
    Floats first = Bits.random(scope, new Random(7), length + 2 * guard, offset);
    Floats second = Bits.copy(scope, first);
    expected.into(first.slice(guard, length));
    actual.into(second.slice(guard, length));
    Bits.assertSame(what, first, second);
  }

  private interface Product {
    void into(Floats result);
  }

  @Override public void close() {
    workers.close();
    workspace.close();
  }
}
