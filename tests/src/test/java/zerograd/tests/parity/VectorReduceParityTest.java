package zerograd.tests.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static zerograd.tests.parity.Parity.check;

import org.junit.jupiter.api.Test;
import zerograd.core.Floats;
import zerograd.tensor.kernels.Kernels;

/// Sums, in the order of the contract, and broadcasting.
class VectorReduceParityTest {

  private static final int[] ROWS = {1, 3, 130};

  @Test void sumsAlongRowsAndDownColumns() {
    for (int D : Parity.SIZES) {
      for (int N : ROWS) {
        check("sums (%d, %d)".formatted(N, D), D, (k, o) -> {
          Floats x = o.tame((long) N * D);
          k.reduce().sumRows(o.normal(N), x, N, D);
          k.reduce().sumRowsBackward(o.tame((long) N * D), o.tame(N), N, D);
          k.reduce().addColumnSums(o.tame(D), x, N, D);
        });
      }
    }
  }

  @Test void aRowOfNegativeZerosSumsAsInTheReference() {
    for (int D : Parity.SIZES) {
      check("negative zeros " + D, D, (k, o) -> {
        Floats x = o.normal(D);
        x.fill(-0f);
        k.reduce().sumRows(o.normal(1), x, 1, D);
        Floats sums = o.normal(D);
        sums.fill(-0f);
        k.reduce().addColumnSums(sums, x, 1, D);
      });
    }
  }

  @Test void doubleSumsAreEqualBitForBit() {
    for (int threads : Parity.THREADS) {
      for (int D : Parity.SIZES) {
        for (int N : ROWS) {
          try (Operands o = new Operands(D, threads)) {
            Floats x = o.normal((long) N * D);
            var expected = Kernels.reference().reduce();
            var actual = Parity.vector(threads).reduce();
            assertEquals(expected.sum(x, (long) N * D), actual.sum(x, (long) N * D), "sum of " + N * D);
            assertEquals(expected.sumOfSquares(x, N, D), actual.sumOfSquares(x, N, D), N + " rows of " + D);
          }
        }
      }
    }
  }

  @Test void broadcastsEveryPatternOfRepeatedDimensions() {
    int[] dims = {3, 5, 4, 17};
    for (int pattern = 0; pattern < 16; pattern++) {
      int[] strides = new int[4];
      int size = 1;
      for (int k = 3; k >= 0; k--) {
        if ((pattern >> k & 1) == 0) continue;
        strides[k] = size;
        size *= dims[k];
      }
      broadcast(dims, strides, size);
    }
  }

  @Test void broadcastsTransposesScalarsAndSingleDimensions() {
    broadcast(new int[]{7, 9}, new int[]{1, 7}, 63);
    broadcast(new int[]{}, new int[]{}, 1);
    broadcast(new int[]{1, 1, 33}, new int[]{0, 0, 1}, 33);
    broadcast(new int[]{33, 1, 1}, new int[]{1, 0, 0}, 33);
    broadcast(new int[]{0, 3}, new int[]{0, 1}, 3);
    broadcast(new int[]{700, 300}, new int[]{0, 1}, 300);
    broadcast(new int[]{700, 300}, new int[]{1, 0}, 700);
    broadcast(new int[]{210_000}, new int[]{0}, 1);
  }

  private static void broadcast(int[] dims, int[] strides, int size) {
    int n = 1;
    for (int dim : dims) n *= dim;
    int count = n;
    check("broadcast to " + java.util.Arrays.toString(dims) + " by " + java.util.Arrays.toString(strides), n,
        (k, o) -> {
          k.reduce().broadcast(o.normal(count), o.tame(size), dims, strides);
          k.reduce().broadcastBackward(o.tame(size), o.tame(count), dims, strides);
        });
  }
}
