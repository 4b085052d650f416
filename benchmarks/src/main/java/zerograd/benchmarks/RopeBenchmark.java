package zerograd.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import zerograd.core.Floats;
import zerograd.core.Ints;

/// Rotary positions of 512 tokens with Qwen2.5-0.5B's query heads, there and back.
public class RopeBenchmark extends KernelBenchmark {

  private static final int N = 512, H = 14, d = 64;

  private Floats x, y, dx, cos, sin;
  private Ints positions;

  @Override protected void make() {
    x = numbers((long) N * H * d);
    y = zeros((long) N * H * d);
    dx = zeros((long) N * H * d);
    cos = numbers((long) N * d / 2);
    sin = numbers((long) N * d / 2);
    positions = multiples(N, 1);
  }

  @Benchmark public void forward() { kernels.rope().forward(y, x, positions, cos, sin, N, H, d); }

  @Benchmark public void backward() { kernels.rope().backward(dx, y, positions, cos, sin, N, H, d); }
}
