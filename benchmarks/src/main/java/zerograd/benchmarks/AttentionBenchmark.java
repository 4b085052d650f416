package zerograd.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.tensor.kernels.AttentionKernel;
import zerograd.tensor.kernels.AttentionKernel.Heads;

/// Attention of whole sequences, there and back, and of one new row a sequence to its cache; Qwen2.5-0.5B's heads.
public class AttentionBenchmark extends KernelBenchmark {

  private static final Heads HEADS = new Heads(14, 2, 64, 0, 0.125f);

  /// Sequences x their length.
  @Param({"16x128", "2x1024", "1x4096"})
  public String size;

  private int B, T;
  private Floats q, k, v, out, rowMax, rowSum, dq, dk, dv, keys, values, row;
  private Ints starts, slots, last;

  @Override protected void make() {
    B = Integer.parseInt(size.substring(0, size.indexOf('x')));
    T = Integer.parseInt(size.substring(size.indexOf('x') + 1));
    long wide = (long) B * T * HEADS.H() * HEADS.d(), narrow = (long) B * T * HEADS.Hkv() * HEADS.d();
    q = numbers(wide);
    k = numbers(narrow);
    v = numbers(narrow);
    out = numbers(wide);
    dq = zeros(wide);
    dk = zeros(narrow);
    dv = zeros(narrow);
    rowMax = zeros((long) B * T * HEADS.H());
    rowSum = zeros((long) B * T * HEADS.H());
    starts = multiples(B + 1, T);
    keys = numbers(AttentionKernel.cacheLength(B, T, HEADS));
    values = numbers(AttentionKernel.cacheLength(B, T, HEADS));
    row = zeros((long) B * HEADS.H() * HEADS.d());
    slots = multiples(B, 1);
    last = whole(B, 1);
    for (int b = 0; b < B; b++) last.set(b, T - 1);
    forward();
  }

  @Benchmark public void forward() {
    kernels.attention().forward(out, rowMax, rowSum, q, k, v, starts, B, HEADS);
  }

  @Benchmark public void backward() {
    kernels.attention().backward(dq, dk, dv, q, out, rowMax, rowSum, q, k, v, starts, B, HEADS);
  }

  @Benchmark public void cached() {
    kernels.attention().cached(row, q, keys, values, slots, last, B, T, HEADS);
  }
}
