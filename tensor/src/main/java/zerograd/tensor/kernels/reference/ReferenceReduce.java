package zerograd.tensor.kernels.reference;

import zerograd.core.Floats;
import zerograd.tensor.kernels.ReduceKernel;

/// Sums in the order of the contract, and broadcasting.
public final class ReferenceReduce implements ReduceKernel {

  @Override public double sum(Floats x, long n) {
    double sum = 0;
    for (long i = 0; i < n; i++) sum += x.get(i);
    return sum;
  }

  @Override public void sumRows(Floats y, Floats x, int N, int D) {
    for (int n = 0; n < N; n++) {
      Lanes16 sum = new Lanes16();
      for (int i = 0; i < D; i++) sum.add(i, x.get((long) n * D + i));
      y.set(n, sum.combine());
    }
  }

  @Override public void sumRowsBackward(Floats dx, Floats dy, int N, int D) {
    for (int n = 0; n < N; n++) {
      for (long i = (long) n * D; i < (n + 1L) * D; i++) dx.set(i, dx.get(i) + dy.get(n));
    }
  }

  @Override public void addColumnSums(Floats sums, Floats x, int N, int D) {
    for (int n = 0; n < N; n++) {
      for (int i = 0; i < D; i++) sums.set(i, sums.get(i) + x.get((long) n * D + i));
    }
  }

  @Override public void broadcast(Floats y, Floats x, int[] dims, int[] strides) {
    long n = size(dims);
    for (long i = 0; i < n; i++) y.set(i, x.get(place(i, dims, strides)));
  }

  @Override public void broadcastBackward(Floats dx, Floats dy, int[] dims, int[] strides) {
    long n = size(dims);
    for (long i = 0; i < n; i++) {
      long place = place(i, dims, strides);
      dx.set(place, dx.get(place) + dy.get(i));
    }
  }

  @Override public double sumOfSquares(Floats x, int N, int D) {
    double sum = 0;
    for (int n = 0; n < N; n++) {
      double[] lanes = new double[16];
      for (int i = 0; i < D; i++) {
        double value = x.get((long) n * D + i);
        lanes[i & 15] = Math.fma(value, value, lanes[i & 15]);
      }
      for (int apart = 8; apart > 0; apart /= 2) {
        for (int l = 0; l < apart; l++) lanes[l] += lanes[l + apart];
      }
      sum += lanes[0];
    }
    return sum;
  }

  private static long size(int[] dims) {
    long size = 1;
    for (int dim : dims) size *= dim;
    return size;
  }

  /// Where element `i` of the large run stands in the small one.
  private static long place(long i, int[] dims, int[] strides) {
    long place = 0;
    for (int k = dims.length - 1; k >= 0; k--) {
      place += i % dims[k] * strides[k];
      i /= dims[k];
    }
    return place;
  }
}
