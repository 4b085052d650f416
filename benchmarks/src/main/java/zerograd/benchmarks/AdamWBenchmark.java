package zerograd.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import zerograd.core.Floats;
import zerograd.tensor.kernels.AdamWKernel;

/// A step of AdamW, clipping included: it reads four runs of numbers and writes three.
public class AdamWBenchmark extends KernelBenchmark {

  /// As in the tenth step at a learning rate of 1e-4.
  private static final AdamWKernel.Step STEP = new AdamWKernel.Step(0.5f, 1 - 1e-6f, 0.1f, 0.999f, 0.001f,
      1.5e-4f, 0.1f, 1e-8f);

  /// How many weights: in the caches, and far beyond them.
  @Param({"65536", "16777216"})
  public int n;

  private Floats w, m, v, gradient;

  @Override protected void make() {
    w = numbers(n);
    m = zeros(n);
    v = zeros(n);
    gradient = numbers(n);
  }

  @Benchmark public void step() { kernels.adamW().step(w, m, v, gradient, n, STEP); }
}
