package zerograd.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import zerograd.core.Floats;
import zerograd.core.Scope;
import zerograd.core.Workers;
import zerograd.core.Workspace;
import zerograd.tensor.kernels.vector.FmaPeak;
import zerograd.tensor.kernels.vector.ReadPeak;
import zerograd.tensor.kernels.vector.VectorAttention;

/// What share of the machine's limits attention reaches: of the fma peak forward and backward, of what memory can be read
/// when decoding.
///
///     AttentionSpeed THREADS B T H Hkv d [B T H Hkv d …]
///
/// B sequences of T tokens with H query and Hkv key heads of size d; decoding adds one token to each of B caches of T
/// positions. Only what a causal mask leaves is counted. The limits and the kernels take turns in short samples; the time
/// of a call, and the best sample (all but the two highest) and the median in percent of the best limit are printed.
public final class AttentionSpeed {

  private static final int SAMPLES = 25;
  private static final int ROUNDS = 200_000;
  /// Nanoseconds of a sample, about.
  private static final double SAMPLE = 4e6;
  /// Floats read in a sample of the memory: several times what the processor keeps.
  private static final int READ = 48 << 20;
  private static final double WARM_UP = 3e8;

  private final Workers workers;
  private final VectorAttention kernel;
  private final Floats memory;
  private final LongSupplier clock;
  /// Whether what is around the kernels has been compiled with them.
  private boolean warmed;

  private AttentionSpeed(Workers workers, Scope scope) {
    this.workers = workers;
    var threads = ManagementFactory.getThreadMXBean();
    clock = workers.threads() == 1 ? threads::getCurrentThreadCpuTime : System::nanoTime;
    kernel = new VectorAttention(workers);
    memory = scope.floats(READ);
    memory.fill(1);
    kernel.awaitCompiled();
    FmaPeak.awaitCompiled();
    ReadPeak.awaitCompiled(memory.address());
  }

  public static void main(String[] args) {
    if (args.length < 6 || args.length % 5 != 1) {
      System.err.println("AttentionSpeed THREADS B T H Hkv d [B T H Hkv d …]");
      System.exit(2);
    }
    int[] numbers = Arrays.stream(args).mapToInt(Integer::parseInt).toArray();
    try (Workers workers = new Workers(numbers[0]);
        Workspace workspace = new Workspace(6L << 30);
        Scope always = new Scope("limits", workspace)) {
      AttentionSpeed speed = new AttentionSpeed(workers, always);
      System.out.printf("%d threads; best and median in %% of the limit%n", workers.threads());
      for (int i = 1; i < numbers.length; i += 5) {
        try (Scope scope = new Scope("speed", workspace)) {
          speed
              .compare(new AttentionProblem(scope, numbers[i], numbers[i + 1], numbers[i + 2], numbers[i + 3],
                  numbers[i + 4]));
        }
      }
    }
  }

  private void compare(AttentionProblem problem) {
    List<Contestant> all = List.of(new Contestant(FmaPeak.operations(ROUNDS) * workers.threads(), this::peak),
        new Contestant(4.0 * READ, this::read),
        contestant(problem.forwardFlops(), () -> problem.forward(kernel)),
        contestant(problem.backwardFlops(), () -> problem.backward(kernel)),
        contestant(problem.decodeBytes(), () -> problem.decode(kernel)));
    warmed = true;
    for (int i = 0; i < SAMPLES; i++) all.forEach(Contestant::sample);
    double peak = all.get(0).best(), read = all.get(1).best();
    System.out.printf("%d x %d, %d/%d heads of %d | peak %.0f GFLOP/s, memory %.0f GB/s", problem.B,
        problem.T,
        problem.heads.H(), problem.heads.Hkv(), problem.heads.d(), peak, read);
    all.get(2).print("forward", "GFLOP/s", peak);
    all.get(3).print("backward", "GFLOP/s", peak);
    all.get(4).print("decode", "GB/s", read);
    System.out.println();
  }

  /// Something that takes part: `work` in a call, and a sample of nanoseconds for a call.
  private record Contestant(double work, DoubleSupplier nanos, List<Double> samples) {

    Contestant(double work, DoubleSupplier nanos) { this(work, nanos, new ArrayList<>()); }

    void sample() { samples.add(nanos.getAsDouble()); }

    /// Work a nanosecond.
    double best() { return at(2); }

    double at(int rank) { return work / samples.stream().sorted().toList().get(rank); }

    void print(String name, String unit, double limit) {
      System.out.printf(" | %s %.1f us, %.0f %s %.0f%% %.0f%%", name, work / best() / 1e3, best(), unit,
          100 * best() / limit, 100 * at(samples.size() / 2) / limit);
    }
  }

  private Contestant contestant(double work, Runnable call) {
    for (long start = System.nanoTime(); System.nanoTime() - start < (warmed ? 1 : 8) * WARM_UP;) call.run();
    int times = (int) Math.max(1, SAMPLE / nanos(call, 3));
    return new Contestant(work, () -> nanos(call, times));
  }

  private double nanos(Runnable call, int times) {
    long before = clock.getAsLong();
    for (int i = 0; i < times; i++) call.run();
    return (double) (clock.getAsLong() - before) / times;
  }

  private double peak() {
    float[] ends = new float[workers.threads()];
    return nanos(() -> workers.pieces(ends.length, (piece, _) -> ends[piece] = FmaPeak.run(ROUNDS, 0.5f)), 1);
  }

  /// Adds up all of a large block, in pieces.
  private double read() {
    int pieces = 16 * workers.threads(), length = READ / pieces / ReadPeak.unit() * ReadPeak.unit();
    float[] sums = new float[pieces];
    double nanos = nanos(() -> workers.pieces(pieces,
        (piece, _) -> sums[piece] = ReadPeak.sum(memory.address() + 4L * piece * length, length)), 1);
    if (sums[0] != sums[pieces - 1]) throw new IllegalStateException("memory was misread");
    return nanos * READ / ((double) pieces * length);
  }
}
