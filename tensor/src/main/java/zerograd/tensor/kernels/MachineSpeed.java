package zerograd.tensor.kernels;

import java.util.Arrays;
import zerograd.core.Floats;
import zerograd.core.Workers;
import zerograd.tensor.kernels.vector.FmaPeak;
import zerograd.tensor.kernels.vector.VectorKernelsProvider;
import zerograd.tensor.kernels.vector.VectorLinear;

/// How fast this machine multiplies and adds, and how much of that the linear kernel gets, measured in one run.
///
/// Peak and product alternate, each for some milliseconds, so that a neighbour who takes a core disturbs both alike; the
/// medians are given.
///
/// @param lanes float32 numbers in a register
/// @param threads that were used
/// @param peak billions of floating-point operations a second that all threads together do in registers
/// @param linear the same for y (512, 896) = x (512, 896) wᵀ, packing included
public record MachineSpeed(int lanes, int threads, double peak, double linear) {

  private static final int N = 512, M = 896, K = 896;
  private static final int ROUNDS = 2_000_000, SAMPLES = 9;
  /// After so many calls the JVM has compiled what is around the kernels, too.
  private static final int WARM_UP = 5;

  /// The share of the peak that the linear kernel reaches, in [0, 1].
  public double share() { return linear / peak; }

  /// Measures for some seconds. `x`, `w` and `y` are working memory, see [#length].
  ///
  /// @throws IllegalStateException if it cannot be measured, see [#unknownBecause]
  public static MachineSpeed measure(Workers workers, LinearKernel linear, Floats x, Floats w, Floats y) {
    if (unknownBecause() != null)
      throw new IllegalStateException("the machine's peak is unknown: " + unknownBecause());
    for (long i = 0; i < x.length(); i++) x.set(i, (i % 17 - 8) / 8f);
    for (long i = 0; i < w.length(); i++) w.set(i, (i % 13 - 6) / 8f);
    FmaPeak.awaitCompiled();
    if (linear instanceof VectorLinear vector) vector.awaitCompiled();
    for (int i = 0; i < WARM_UP; i++) {
      peak(workers, ROUNDS / 10);
      linear.forward(y, x, w, N, M, K, false);
    }
    double[] peaks = new double[SAMPLES], products = new double[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      peaks[i] = peak(workers, ROUNDS);
      products[i] = product(linear, x, w, y);
    }
    return new MachineSpeed(FmaPeak.lanes(), workers.threads(), median(peaks), median(products));
  }

  /// Why the machine's peak cannot be measured, ending in the remedy; null if it can.
  public static String unknownBecause() { return new VectorKernelsProvider().unusableBecause(); }

  /// How many floats the working memory `x`, `w` or `y` needs at least.
  public static long length() { return (long) M * K; }

  private static double peak(Workers workers, int rounds) {
    float[] kept = new float[workers.threads()];
    long began = System.nanoTime();
    workers.pieces(workers.threads(), (piece, _) -> kept[piece] = FmaPeak.run(rounds, 0.5f));
    long nanos = System.nanoTime() - began;
    if (kept[0] != kept[0]) throw new IllegalStateException("the measurement went wrong: NaN");
    return workers.threads() * FmaPeak.operations(rounds) / nanos;
  }

  private static double product(LinearKernel linear, Floats x, Floats w, Floats y) {
    int calls = 4;
    long began = System.nanoTime();
    for (int i = 0; i < calls; i++) linear.forward(y, x, w, N, M, K, false);
    return 2.0 * N * M * K * calls / (System.nanoTime() - began);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
