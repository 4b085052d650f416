package zerograd.cli.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import zerograd.core.Floats;
import zerograd.core.Scope;
import zerograd.tensor.Device;
import zerograd.tensor.kernels.LinearKernel;
import zerograd.tensor.kernels.MachineLimits;
import zerograd.tensor.kernels.MachineSpeed;

/// Measures matrix products against the machine's limits, sample by sample in turn.
///
/// | row | product | used |
/// |---|---|---|
/// | `gemm` | `y (M, N) = x (M, K) wᵀ` | in training; with up to 64 rows from a packed weight, as in generation |
/// | `gemm_packed` | the same from a packed weight | |
/// | `gemm_dx` | `dx (M, K) += dy (M, N) w` | in training |
/// | `gemm_dw` | `dw (N, K) += dyᵀ x` | in training |
///
/// As in a model, each product has another weight than the one before: they are taken in turn from copies that together are
/// larger than any cache.
public final class GemmBenchmark {

  /// With so many rows or fewer a product is one of generation: from packed weights, and without a way back.
  private static final int FEW_ROWS = 64;
  /// Numbers in all copies of a weight.
  private static final long POOL = 64L << 20;
  /// Seconds of a sample, about.
  private static final double SAMPLE = 0.05;
  /// The first shape is warmed up for so many times as long, until the kernels are surely compiled.
  private static final int COMPILING = 12;

  private final Device device;
  private final MachineLimits machine;
  private final int repeats;
  private final double warmUp;
  private boolean compiled;

  private GemmBenchmark(Device device, int repeats, double warmUp) {
    this.device = device;
    this.repeats = repeats;
    this.warmUp = warmUp;
    machine = MachineSpeed.unknownBecause() != null
        ? null
        : new MachineLimits(device.workers(), Device.scope().floats(MachineLimits.length()));
  }

  /// Measures all products of some shapes, or of a model over some tokens.
  ///
  /// @param label the model's name, or null
  public static void run(String label, List<GemmShape> shapes, int threads, int repeats, double warmUp,
      Consumer<String> progress, Consumer<BenchRow> rows) {
    try (Device device = Device.cpu(threads)) {
      device.run("gemm", () -> {
        GemmBenchmark benchmark = new GemmBenchmark(device, repeats, warmUp);
        for (GemmShape shape : shapes) {
          progress
              .accept("gemm %d x %d x %d, %d threads".formatted(shape.M(), shape.N(), shape.K(), threads));
          device.run("shape", () -> benchmark.measure(label, shape, rows));
        }
      });
    }
  }

  /// The operands of a shape.
  private record Operands(GemmShape shape, Floats x, Floats y, Floats dx, List<Floats> weights,
      List<Floats> packed) {

    static Operands of(GemmShape shape, LinearKernel kernel) {
      Scope scope = Device.scope();
      int M = shape.M(), N = shape.N(), K = shape.K();
      List<Floats> weights = new ArrayList<>(), packed = new ArrayList<>();
      for (int i = 0; i < Math.ceilDiv(POOL, shape.weights()); i++) {
        weights.add(random(scope, shape.weights(), i));
        packed.add(scope.floats(kernel.packedLength(N, K)));
        kernel.pack(packed.getLast(), weights.getLast(), N, K);
      }
      return new Operands(shape, random(scope, (long) M * K, -1), random(scope, (long) M * N, -2),
          random(scope, (long) M * K, -3), weights, packed);
    }

    private static Floats random(Scope scope, long length, int seed) {
      Floats numbers = scope.floats(length);
      Device.current().workers().rows((int) Math.ceilDiv(length, 4096L), 1, (from, to, _) -> {
        SplittableRandom random = new SplittableRandom((long) seed << 32 | from);
        for (long i = from * 4096L; i < Math.min(length, to * 4096L); i++) {
          numbers.set(i, (float) (random.nextDouble() - 0.5));
        }
      });
      return numbers;
    }

    /// What is measured: products by name, each with the i-th weight.
    Map<String, Product> products(LinearKernel kernel) {
      int M = shape.M(), N = shape.N(), K = shape.K();
      Map<String, Product> products = new LinkedHashMap<>();
      Product packedProduct = i -> kernel.forwardPacked(y, x, packed.get(i), M, N, K, false);
      if (M <= FEW_ROWS) {
        products.put("gemm", packedProduct);
        return products;
      }
      products.put("gemm", i -> kernel.forward(y, x, weights.get(i), M, N, K, false));
      products.put("gemm_packed", packedProduct);
      products.put("gemm_dx", i -> kernel.backwardInput(dx, y, weights.get(i), M, N, K, true));
      products.put("gemm_dw", i -> kernel.backwardWeight(packed.get(i), y, x, M, N, K, true));
      return products;
    }
  }

  private interface Product {
    void run(int weight);
  }

  private void measure(String label, GemmShape shape, Consumer<BenchRow> rows) {
    Operands operands = Operands.of(shape, Device.kernels().linear());
    Map<String, Product> products = operands.products(Device.kernels().linear());
    if (!compiled) {
      products.values()
          .forEach(product -> sample(operands, product, COMPILING * warmUp / products.size()));
    }
    compiled = true;
    products.forEach((name, product) -> {
      PeakMemory.reset();
      sample(operands, product, warmUp);
      double[] seconds = new double[repeats], peaks = new double[repeats], reads = new double[repeats];
      for (int i = 0; i < repeats; i++) {
        peaks[i] = machine == null ? 0 : machine.gflops();
        reads[i] = machine == null || shape.M() > FEW_ROWS ? 0 : machine.readGigabytes();
        seconds[i] = sample(operands, product, SAMPLE);
      }
      Limits limits = new Limits(limit(peaks), limit(reads));
      rows.accept(row(label, name, shape, Timing.of(seconds), limits));
    });
  }

  private static Double limit(double[] samples) {
    return samples[0] == 0 ? null : Timing.of(samples).median();
  }

  /// Multiplies for about `atLeast` seconds; returns the seconds of one product.
  private static double sample(Operands operands, Product product, double atLeast) {
    int copies = operands.weights().size(), done = 0;
    long began = System.nanoTime(), passed = 0;
    for (; passed < atLeast * 1e9; passed = System.nanoTime() - began) product.run(done++ % copies);
    return passed * 1e-9 / done;
  }

  private BenchRow row(String label, String name, GemmShape shape, Timing timing, Limits limits) {
    double gflops = shape.flops() / 1e9 / timing.median();
    Double bytes = limits.gigabytes() == null ? null : (double) shape.weights() * Float.BYTES;
    return new BenchRow(name, label, "f32", device.workers().threads(), null, null, shape.M(), shape.N(),
        shape.K(), gflops, null, limits.percentOfPeak(gflops),
        bytes == null ? null : 100 * bytes / 1e9 / timing.median() / limits.gigabytes(),
        PeakMemory.megabytes(), timing.median(), timing.spread());
  }
}
