package zerograd.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import zerograd.core.Floats;

/// Arithmetic on numbers at the same place: from one that only moves memory to those with an exp in them, and rotation.
public class ElementwiseBenchmark extends KernelBenchmark {

  /// How many numbers: in the caches, and far beyond them.
  @Param({"65536", "16777216"})
  public int n;

  private Floats a, b, y, da, db;

  @Override protected void make() {
    a = numbers(n);
    b = numbers(n);
    y = zeros(n);
    da = zeros(n);
    db = zeros(n);
  }

  @Benchmark public void add() { kernels.elementwise().add(y, a, b, n); }

  @Benchmark public void exp() { kernels.elementwise().exp(y, a, n); }

  @Benchmark public void silu() { kernels.elementwise().silu(y, a, n); }

  @Benchmark public void swiGlu() { kernels.elementwise().swiGlu(y, a, b, n); }

  @Benchmark public void swiGluBackward() { kernels.elementwise().swiGluBackward(da, db, y, a, b, n, true); }

  @Benchmark public double sumOfSquares() { return kernels.reduce().sumOfSquares(a, n / 1024, 1024); }
}
