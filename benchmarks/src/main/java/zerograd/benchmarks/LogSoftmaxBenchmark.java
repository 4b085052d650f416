package zerograd.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import zerograd.core.Floats;
import zerograd.core.Ints;

/// From logits to log-probabilities: of all tokens, or of one a row with the entropy.
public class LogSoftmaxBenchmark extends KernelBenchmark {

  /// Rows x vocabulary.
  @Param({"512x1024", "16x151936"})
  public String size;

  private int N, V;
  private Floats logits, y, dx, logProbs, entropy, rowMax, rowSum, gradient, dLogProbs, dEntropy;
  private Ints targets;

  @Override protected void make() {
    N = Integer.parseInt(size.substring(0, size.indexOf('x')));
    V = Integer.parseInt(size.substring(size.indexOf('x') + 1));
    logits = numbers((long) N * V);
    gradient = numbers((long) N * V);
    y = zeros((long) N * V);
    dx = zeros((long) N * V);
    logProbs = zeros(N);
    entropy = zeros(N);
    rowMax = zeros(N);
    rowSum = zeros(N);
    dLogProbs = numbers(N);
    dEntropy = zeros(N);
    targets = whole(N, V);
    forward();
    tokenForward();
  }

  @Benchmark public void forward() { kernels.logSoftmax().forward(y, logits, N, V); }

  @Benchmark public void backward() { kernels.logSoftmax().backward(dx, logits, y, N, V); }

  @Benchmark public void tokenForward() {
    kernels.tokenLogProbs().forward(logProbs, entropy, rowMax, rowSum, logits, targets, N, V, 1);
  }

  @Benchmark public void tokenBackward() {
    kernels.tokenLogProbs().backward(gradient, dLogProbs, dEntropy, entropy, rowMax, rowSum, targets, N, V,
        1);
  }
}
