package zerograd.benchmarks;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.core.Workers;
import zerograd.core.Workspace;
import zerograd.tensor.kernels.Kernels;

/// What the benchmark of a kernel family needs: threads, kernels, and memory full of random numbers. Each measures
/// microseconds a call.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector",
    "--enable-native-access=ALL-UNNAMED"})
public abstract class KernelBenchmark {

  /// Threads that compute.
  @Param({"1", "2"})
  public int threads;

  /// The kernels to measure.
  @Param("vector")
  public String backend;

  /// The kernels of [#backend].
  protected Kernels kernels;

  private final SplittableRandom random = new SplittableRandom(1);
  private Workers workers;
  private Workspace workspace;
  private zerograd.core.Scope scope;

  /// Starts the threads, and makes the operands.
  @Setup public void open() {
    workers = new Workers(threads);
    workspace = new Workspace(4L << 30);
    scope = new zerograd.core.Scope("benchmark", workspace);
    kernels = Kernels.named(backend, workers);
    make();
  }

  /// Stops the threads and frees the memory.
  @TearDown public void close() {
    scope.close();
    workers.close();
    workspace.close();
  }

  /// Makes the operands.
  protected abstract void make();

  /// Random numbers in [−1, 1).
  protected Floats numbers(long length) {
    Floats numbers = scope.floats(length);
    for (long i = 0; i < length; i++) numbers.set(i, (float) (2 * random.nextDouble() - 1));
    return numbers;
  }

  /// Zeros.
  protected Floats zeros(long length) {
    Floats zeros = scope.floats(length);
    zeros.fill(0);
    return zeros;
  }

  /// Random whole numbers in [0, bound).
  protected Ints whole(int length, int bound) {
    Ints numbers = scope.ints(length);
    for (int i = 0; i < length; i++) numbers.set(i, random.nextInt(bound));
    return numbers;
  }

  /// `0, step, 2 · step, …`, `length` numbers.
  protected Ints multiples(int length, int step) {
    Ints numbers = scope.ints(length);
    for (int i = 0; i < length; i++) numbers.set(i, i * step);
    return numbers;
  }
}
