package zerograd.tests.parity;

import java.util.List;
import java.util.Random;
import jdk.incubator.vector.FloatVector;
import zerograd.core.Bytes;
import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.core.Scope;
import zerograd.core.Workers;
import zerograd.core.Workspace;
import zerograd.tensor.kernels.FrozenFormat;
import zerograd.tensor.kernels.FrozenLinearKernel;
import zerograd.tensor.kernels.FrozenLinearKernel.Weight;
import zerograd.tensor.kernels.Rounding;
import zerograd.tensor.kernels.reference.ReferenceFrozenLinear;
import zerograd.tensor.kernels.vector.VectorFrozenLinear;
import zerograd.tensor.kernels.vector.VectorLinear;

/// Products with frozen weights of both kernels on the same numbers, in every format.
final class FrozenLinearParity implements AutoCloseable {

  private static final int GUARD = 64;

  private final Workers workers;
  private final Workspace workspace = new Workspace(1L << 30);
  private final FrozenLinearKernel reference = new ReferenceFrozenLinear();
  private final VectorFrozenLinear vector;

  /// @param compiled whether to wait until the vector kernel is at full speed; else its first products are scalar
  FrozenLinearParity(int threads, boolean compiled) {
    workers = new Workers(threads);
    vector = new VectorFrozenLinear(workers, new VectorLinear(workers));
    if (compiled) vector.awaitCompiled();
  }

  /// A few seconds of products in this JVM, printing the width of its registers.
  public static void main(String[] args) {
    try (FrozenLinearParity parity = new FrozenLinearParity(2, true)) {
      parity.allCombinations(new int[]{1, 2, 7, 16, 33});
      parity.check(70, 100, 129, true, 1);
      parity.check(5, 130, 896, false, 0);
      parity.specialValues();
      parity.halves();
    }
    System.out.println(FloatVector.SPECIES_PREFERRED.length() + " lanes");
  }

  /// Every combination of the sizes, with and without accumulation.
  void allCombinations(int[] sizes) {
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
      Floats w = Bits.random(scope, random, (long) M * K, offset);
      if (K > 2) for (int m = 0; m < M; m += 3) w.slice((long) m * K, Math.min(K, 40)).fill(0);   // a scale of 0
      compare(scope, "%d x %d x %d, %s, %d threads, offset %d".formatted(N, M, K,
          accumulate ? "accumulated" : "assigned", workers.threads(), offset), N, M, K, accumulate, offset,
          Bits.random(scope, random, (long) N * K, offset), w,
          Bits.random(scope, random, (long) N * M, offset));
    }
  }

  /// Inputs that are zeros of both signs, subnormal and infinite, and weights of all magnitudes.
  void specialValues() {
    for (int size : new int[]{5, 20, 67}) {
      Random random = new Random(size);
      try (Scope scope = new Scope("parity", workspace)) {
        int N = size, M = size + 30, K = size + 1;
        Floats w = Bits.random(scope, random, (long) M * K, 0);
        for (long i = 0; i < w.length(); i++)
          w.set(i, w.get(i) * Math.scalb(1f, random.nextInt(60) - 40));
        compare(scope, "special values, size " + size, N, M, K, true, 0, Bits.special(scope, random, N * K),
            w,
            Bits.special(scope, random, N * M));
      }
    }
  }

  /// Numbers that are bf16 already are stored as if they had been widened and rounded, by both kernels, byte for byte.
  void halves() {
    for (int[] shape : new int[][]{{1, 1}, {3, 2}, {5, 7}, {16, 33}, {31, 64}, {33, 65}, {70, 129},
        {100, 40}}) {
      int M = shape[0], K = shape[1];
      for (FrozenLinearKernel kernel : List.of(reference, vector)) {
        try (Scope scope = new Scope("parity", workspace)) {
          Random random = new Random(M);
          Bytes halves = scope.bytes(2L * M * K);
          Floats widened = scope.floats((long) M * K);
          for (int i = 0; i < M * K; i++) {
            short half = Rounding.bfloat16(Rounding.bfloat16((short) random.nextInt()));   // every kind, NaN quiet
            halves.setShort(2L * i, half);
            widened.set(i, Rounding.bfloat16(half));
          }
          Weight expected = blank(scope, kernel, M, K), actual = blank(scope, kernel, M, K);
          for (int from = 0; from < M; from += FrozenLinearKernel.ROWS) {
            int count = Math.min(FrozenLinearKernel.ROWS, M - from);
            kernel.pack(expected, widened.slice((long) from * K, (long) count * K), from, count);
            kernel.packBfloat16(actual,
                new Bytes(halves.segment().asSlice(2L * from * K), 2L * count * K), from, count);
          }
          long differs = expected.bytes().segment().mismatch(actual.bytes().segment());
          if (differs >= 0)
            throw new AssertionError("%s of %d x %d: byte %d".formatted(kernel, M, K, differs));
        }
      }
    }
  }

  /// A weight in bf16 that is full of ones.
  private static Weight blank(Scope scope, FrozenLinearKernel kernel, int M, int K) {
    Bytes bytes = scope.bytes(kernel.bytes(FrozenFormat.BF16, M, K));
    bytes.segment().fill((byte) -1);
    return new Weight(bytes, FrozenFormat.BF16, M, K);
  }

  private void compare(Scope scope, String what, int N, int M, int K, boolean accumulate, int offset,
      Floats x,
      Floats w, Floats dy) {
    Ints ids = scope.ints(N);
    for (int n = 0; n < N; n++) ids.set(n, (n * 7) % M);
    for (FrozenFormat format : FrozenFormat.values()) {
      Weight first = packed(scope, reference, format, w, M, K),
          second = packed(scope, vector, format, w, M, K);
      same(scope, format + " forward " + what, (long) N * M, offset,
          y -> reference.forward(y, x, first, N, accumulate),
          y -> vector.forward(y, x, second, N, accumulate));
      same(scope, format + " two together " + what, 2L * N * M, offset, y -> {
        reference.forward(y.slice(0, (long) N * M), x, first, N, accumulate);
        reference.forward(y.slice((long) N * M, (long) N * M), x, first, N, !accumulate);
      }, y -> vector.forward(
          List.of(new FrozenLinearKernel.Product(y.slice(0, (long) N * M), second, accumulate),
              new FrozenLinearKernel.Product(y.slice((long) N * M, (long) N * M), second, !accumulate)),
          x, N));
      same(scope, format + " dx " + what, (long) N * K, offset,
          dx -> reference.backwardInput(dx, dy, first, N, accumulate),
          dx -> vector.backwardInput(dx, dy, second, N, accumulate));
      same(scope, format + " rows " + what, (long) N * K, offset, y -> reference.gather(y, first, ids, N),
          y -> vector.gather(y, second, ids, N));
    }
  }

  private static Weight packed(Scope scope, FrozenLinearKernel kernel, FrozenFormat format, Floats w, int M,
      int K) {
    Weight packed = new Weight(scope.bytes(kernel.bytes(format, M, K)), format, M, K);
    for (int from = 0; from < M; from += FrozenLinearKernel.ROWS) {
      int count = Math.min(FrozenLinearKernel.ROWS, M - from);
      kernel.pack(packed, w.slice((long) from * K, (long) count * K), from, count);
    }
    return packed;
  }

  /// The result lies between two guards, which must survive.
  private static void same(Scope scope, String what, long length, int offset, Product expected,
      Product actual) {
    Floats first = Bits.random(scope, new Random(7), length + 2 * GUARD, offset);
    Floats second = Bits.copy(scope, first);
    expected.into(first.slice(GUARD, length));
    actual.into(second.slice(GUARD, length));
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
