package zerograd.tensor.kernels.reference;

import zerograd.core.Floats;
import zerograd.tensor.kernels.LinearKernel;

/// Matrix products: three loops and one fma.
public final class ReferenceLinear implements LinearKernel {

  @Override public void forward(Floats y, Floats x, Floats w, int N, int M, int K, boolean accumulate) {
    for (int n = 0; n < N; n++) {
      for (int m = 0; m < M; m++) {
        float chain = accumulate ? y.get((long) n * M + m) : 0;
        for (int k = 0; k < K; k++) chain = Math.fma(x.get((long) n * K + k), w.get((long) m * K + k), chain);
        y.set((long) n * M + m, chain);
      }
    }
  }

  @Override public void backwardInput(Floats dx, Floats dy, Floats w, int N, int M, int K,
      boolean accumulate) {
    for (int n = 0; n < N; n++) {
      for (int k = 0; k < K; k++) {
        float chain = accumulate ? dx.get((long) n * K + k) : 0;
        for (int m = 0; m < M; m++)
          chain = Math.fma(dy.get((long) n * M + m), w.get((long) m * K + k), chain);
        dx.set((long) n * K + k, chain);
      }
    }
  }

  @Override public void backwardWeight(Floats dw, Floats dy, Floats x, int N, int M, int K,
      boolean accumulate) {
    for (int m = 0; m < M; m++) {
      for (int k = 0; k < K; k++) {
        float chain = accumulate ? dw.get((long) m * K + k) : 0;
        for (int n = 0; n < N; n++)
          chain = Math.fma(dy.get((long) n * M + m), x.get((long) n * K + k), chain);
        dw.set((long) m * K + k, chain);
      }
    }
  }

  @Override public long packedLength(int M, int K) { return (long) M * K; }

  @Override public void pack(Floats packed, Floats w, int M, int K) {
    packed.slice(0, (long) M * K).copyFrom(w);
  }

  @Override public void forwardPacked(Floats y, Floats x, Floats packed, int N, int M, int K,
      boolean accumulate) {
    forward(y, x, packed, N, M, K, accumulate);
  }
}
