package zerograd.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import zerograd.core.Floats;
import zerograd.core.Ints;

/// 512 rows of a table of 32,000 x 768, read, and added to.
public class EmbeddingBenchmark extends KernelBenchmark {

  private static final int N = 512, V = 32_000, D = 768;

  private Floats table, gradient, rows;
  private Ints ids;

  @Override protected void make() {
    table = numbers((long) V * D);
    gradient = zeros((long) V * D);
    rows = numbers((long) N * D);
    ids = whole(N, V);
  }

  @Benchmark public void gather() { kernels.embedding().gather(rows, table, ids, N, D); }

  @Benchmark public void scatterAdd() { kernels.embedding().scatterAdd(gradient, rows, ids, N, D); }
}
