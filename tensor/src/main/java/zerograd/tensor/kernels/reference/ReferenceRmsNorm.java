package zerograd.tensor.kernels.reference;

import zerograd.core.Floats;
import zerograd.tensor.kernels.RmsNormKernel;

/// Root-mean-square normalisation, a row at a time.
public final class ReferenceRmsNorm implements RmsNormKernel {

  @Override public void forward(Floats y, Floats rstd, Floats x, Floats w, int N, int D, float eps) {
    for (int n = 0; n < N; n++) {
      long row = (long) n * D;

      Lanes16 squares = new Lanes16();
      for (int i = 0; i < D; i++) squares.fma(i, x.get(row + i), x.get(row + i));
      float r = rstd(squares.combine(), D, eps);

      for (int i = 0; i < D; i++) y.set(row + i, x.get(row + i) * r * w.get(i));
      rstd.set(n, r);
    }
  }

  /// 1 / √(sumOfSquares / D + ε), in double, rounded once.
  public static float rstd(float sumOfSquares, int D, float eps) {
    return (float) (1 / Math.sqrt((double) sumOfSquares / D + eps));
  }

  @Override public void backward(Floats dx, Floats dw, Floats dy, Floats x, Floats w, Floats rstd, int N,
      int D) {
    for (int n = 0; n < N; n++) {
      long row = (long) n * D;
      float r = rstd.get(n);

      Lanes16 dot = new Lanes16();                        // Σ g ⊙ x̂
      for (int i = 0; i < D; i++) dot.fma(i, dy.get(row + i) * w.get(i), x.get(row + i) * r);
      float mean = dot.combine() / D;

      for (int i = 0; i < D; i++) {
        float g = dy.get(row + i) * w.get(i), xHat = x.get(row + i) * r;
        dx.set(row + i, Math.fma(r, Math.fma(-xHat, mean, g), dx.get(row + i)));
        dw.set(i, Math.fma(dy.get(row + i), xHat, dw.get(i)));
      }
    }
  }
}
