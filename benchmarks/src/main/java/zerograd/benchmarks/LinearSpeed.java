package zerograd.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import zerograd.core.Scope;
import zerograd.core.Workers;
import zerograd.core.Workspace;
import zerograd.tensor.kernels.LinearKernel;
import zerograd.tensor.kernels.vector.FmaPeak;
import zerograd.tensor.kernels.vector.VectorLinear;

/// What share of the machine's fma peak the matrix products reach.
///
///     LinearSpeed THREADS N M K [N M K …]
///
/// The peak and the products take turns in short samples, and the best (all but the two highest samples,
/// which a clock's jump may have made) and the median of each are printed. With one thread the clock is the
/// thread's own processor time, so that a busy machine disturbs less.
public final class LinearSpeed {

  private static final int SAMPLES = 60;
  /// Steps of the chains in a sample of the peak.
  private static final int ROUNDS = 200_000;
  /// Floating-point operations in a sample of a product: about a millisecond for each thread.
  private static final double SAMPLE = 2e8;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final Workers workers;
  private final VectorLinear kernel;

  private LinearSpeed(Workers workers) {
    this.workers = workers;
    kernel = new VectorLinear(workers);
    kernel.awaitCompiled();
    FmaPeak.awaitCompiled();
  }

  public static void main(String[] args) {
    if (args.length < 4 || args.length % 3 != 1) {
      System.err.println("LinearSpeed THREADS N M K [N M K …]");
      System.exit(2);
    }
    try (Workers workers = new Workers(Integer.parseInt(args[0]));
        Workspace workspace = new Workspace(4L << 30)) {
      LinearSpeed speed = new LinearSpeed(workers);
      System.out.printf("%d threads, GFLOP/s, best and median in %% of the best peak%n", workers.threads());
      for (int i = 1; i < args.length; i += 3) {
        try (Scope scope = new Scope("speed", workspace)) {
          speed.compare(LinearProblem.of(scope, speed.kernel, Integer.parseInt(args[i]),
              Integer.parseInt(args[i + 1]), Integer.parseInt(args[i + 2])));
        }
      }
    }
  }

  private interface Product {
    void run(LinearKernel kernel);
  }

  private void compare(LinearProblem problem) {
    Map<String, DoubleSupplier> contestants = new LinkedHashMap<>();
    contestants.put("peak", this::peak);
    contestants.put("forward", sample(problem, problem::forward));
    contestants.put("packed", sample(problem, problem::forwardPacked));
    contestants.put("dx", sample(problem, problem::backwardInput));
    contestants.put("dw", sample(problem, problem::backwardWeight));

    Map<String, List<Double>> samples = new LinkedHashMap<>();
    for (int i = 0; i < SAMPLES; i++) {
      contestants.forEach((name, contestant) -> samples.computeIfAbsent(name, _ -> new ArrayList<>())
          .add(contestant.getAsDouble()));
    }
    double peak = best(samples.get("peak"));
    System.out.printf("%d x %d x %d ", problem.N(), problem.M(), problem.K());
    samples.forEach((name, speeds) -> System.out.printf("| %s %.0f %.0f%% %.0f%% ", name, best(speeds),
        100 * best(speeds) / peak, 100 * at(speeds, SAMPLES / 2) / peak));
    System.out.println();
  }

  private double peak() {
    float[] ends = new float[workers.threads()];
    long nanos = nanos(
        () -> workers.pieces(ends.length, (piece, _) -> ends[piece] = FmaPeak.run(ROUNDS, 0.5f)));
    if (ends[0] != ends[ends.length - 1])
      throw new IllegalStateException("threads disagree: " + Arrays.toString(ends));
    return ends.length * FmaPeak.operations(ROUNDS) / nanos;
  }

  private DoubleSupplier sample(LinearProblem problem, Product product) {
    int times = (int) Math.max(1, SAMPLE * workers.threads() / problem.flops());
    return () -> times * problem.flops() / nanos(() -> {
      for (int i = 0; i < times; i++) product.run(kernel);
    });
  }

  private long nanos(Runnable body) {
    boolean alone = workers.threads() == 1;
    long before = alone ? threads.getCurrentThreadCpuTime() : System.nanoTime();
    body.run();
    return (alone ? threads.getCurrentThreadCpuTime() : System.nanoTime()) - before;
  }

  private static double best(List<Double> speeds) { return at(speeds, SAMPLES - 3); }

  private static double at(List<Double> speeds, int rank) {
    double[] sorted = speeds.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return sorted[rank];
  }
}
