package zerograd.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import zerograd.core.Floats;

/// RMSNorm of 512 rows, there and back.
public class RmsNormBenchmark extends KernelBenchmark {

  private static final int N = 512;

  /// Numbers in a row.
  @Param({"128", "896"})
  public int D;

  private Floats x, w, y, rstd, dx, dw;

  @Override protected void make() {
    x = numbers((long) N * D);
    w = numbers(D);
    y = numbers((long) N * D);
    rstd = zeros(N);
    dx = zeros((long) N * D);
    dw = zeros(D);
    forward();
  }

  @Benchmark public void forward() { kernels.rmsNorm().forward(y, rstd, x, w, N, D, 1e-6f); }

  @Benchmark public void backward() { kernels.rmsNorm().backward(dx, dw, y, x, w, rstd, N, D); }
}
