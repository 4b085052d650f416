package zerograd.cli.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import zerograd.core.Floats;
import zerograd.core.Scope;
import zerograd.core.Shape;
import zerograd.tensor.Device;
import zerograd.tensor.FrozenMatrix;
import zerograd.tensor.kernels.FrozenFormat;
import zerograd.tensor.kernels.FrozenLinearKernel;
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
/// With bf16 or int8 there is one row, `gemm`, from a frozen weight.
///
/// As in a model, each product has another weight than the one before: they are taken in turn from copies that together are
/// larger than any cache.
public final class GemmBenchmark {

  /// The rows there are.
  public static final List<String> PRODUCTS = List.of("gemm", "gemm_packed", "gemm_dx", "gemm_dw");

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
  private final Pace pace;
  private final FrozenFormat dtype;
  private boolean compiled;

  private GemmBenchmark(Device device, FrozenFormat dtype, int repeats, double warmUp, Pace pace) {
    this.device = device;
    this.dtype = dtype;
    this.repeats = repeats;
    this.warmUp = warmUp;
    this.pace = pace;
    machine = device.isAccelerated() || MachineSpeed.unknownBecause() != null
        ? null
        : new MachineLimits(device.workers(), Device.scope().floats(MachineLimits.length()));
  }

  /// Measures the products of some shapes on a device, and closes it.
  ///
  /// @param label the model's name, or null
  /// @param only the row that is wanted, or null for all
  public static void run(Device on, String label, List<GemmShape> shapes, FrozenFormat dtype, String only,
      int repeats, double warmUp, Pace pace, Consumer<String> progress, Consumer<BenchRow> rows) {
    try (Device device = on) {
      device.run("gemm", () -> {
        GemmBenchmark benchmark = new GemmBenchmark(device, dtype, repeats, warmUp, pace);
        for (GemmShape shape : shapes) {
          progress.accept("gemm %d x %d x %d %s, %d threads".formatted(shape.M(), shape.N(), shape.K(), dtype,
              device.workers().threads()));
          device.run("shape", () -> benchmark.measure(label, shape, only, rows));
        }
      });
    }
  }

  /// The operands of a shape.
  private record Operands(GemmShape shape, Floats x, Floats y, Floats dx, Floats mark, List<Floats> weights,
      List<Floats> packed, List<FrozenMatrix> frozen) {

    static Operands of(GemmShape shape, LinearKernel kernel, FrozenFormat dtype) {
      Scope scope = Device.scope();
      int M = shape.M(), N = shape.N(), K = shape.K();
      List<Floats> weights = new ArrayList<>(), packed = new ArrayList<>();
      List<FrozenMatrix> frozen = new ArrayList<>();
      for (int i = 0; i < Math.ceilDiv(POOL, shape.weights()); i++) {
        if (dtype != FrozenFormat.F32) {
          FrozenMatrix matrix = new FrozenMatrix(new Shape(N, K), dtype);
          int seed = i;
          matrix.fill((from, numbers) -> fill(numbers, (long) seed << 32 | from));
          frozen.add(matrix);
          continue;
        }
        weights.add(random(scope, shape.weights(), i));
        packed.add(scope.floats(kernel.packedLength(N, K)));
        kernel.pack(packed.getLast(), weights.getLast(), N, K);
      }
      return new Operands(shape, random(scope, (long) M * K, -1), random(scope, (long) M * N, -2),
          random(scope, (long) M * K, -3), scope.floats(1), weights, packed, frozen);
    }

    /// Waits until a device, which takes calls in order, has computed all of them: it writes a mark, and the mark is read.
    void await() {
      mark.fill(0f);
      mark.get(0);
    }

    private static Floats random(Scope scope, long length, int seed) {
      Floats numbers = scope.floats(length);
      Device.current().workers().rows((int) Math.ceilDiv(length, 4096L), 1, (from, to, _) -> {
        long first = from * 4096L, last = Math.min(length, to * 4096L);
        fill(numbers.slice(first, last - first), (long) seed << 32 | from);
      });
      return numbers;
    }

    private static void fill(Floats numbers, long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      for (long i = 0; i < numbers.length(); i++) numbers.set(i, (float) (random.nextDouble() - 0.5));
    }

    /// What is measured: products by name, each with the i-th weight.
    Map<String, Product> products(LinearKernel kernel) {
      int M = shape.M(), N = shape.N(), K = shape.K();
      Map<String, Product> products = new LinkedHashMap<>();
      if (!frozen.isEmpty()) {
        FrozenLinearKernel frozenKernel = Device.kernels().frozenLinear();
        products.put("gemm", i -> frozenKernel.forward(y, x, frozen.get(i).weight(), M, false));
        return products;
      }
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

  private void measure(String label, GemmShape shape, String only, Consumer<BenchRow> rows) {
    Operands operands = Operands.of(shape, Device.kernels().linear(), dtype);
    Map<String, Product> products = operands.products(Device.kernels().linear());
    if (only != null) products.keySet().retainAll(List.of(only));
    if (!compiled) {
      products.values()
          .forEach(product -> sample(operands, product, COMPILING * warmUp / products.size()));
    }
    compiled = true;
    products.forEach((name, product) -> {
      PeakMemory.reset();
      sample(operands, product, warmUp);
      List<Double> peaks = new ArrayList<>(), reads = new ArrayList<>();
      double[] seconds = pace.samples(repeats, () -> {
        if (machine != null) peaks.add(machine.gflops());
        if (machine != null && shape.M() <= FEW_ROWS) reads.add(machine.readGigabytes());
        return sample(operands, product, SAMPLE);
      });
      rows.accept(row(label, name, shape, Timing.of(seconds), new Limits(median(peaks), median(reads))));
    });
  }

  private static Double median(List<Double> samples) {
    return samples.isEmpty()
        ? null
        : Timing.of(samples.stream().mapToDouble(Double::doubleValue).toArray()).median();
  }

  /// Multiplies for about `atLeast` seconds; returns the seconds of one product. An accelerator computes behind the caller's back: it
  /// is waited for after one product, then two, then four.
  private double sample(Operands operands, Product product, double atLeast) {
    int copies = Math.max(operands.weights().size(), operands.frozen().size()), done = 0;
    long began = System.nanoTime(), passed = 0;
    for (int together = 1; passed < atLeast * 1e9; passed = System.nanoTime() - began) {
      for (int i = 0; i < together; i++) product.run(done++ % copies);
      if (device.isAccelerated()) {
        operands.await();
        together *= 2;
      }
    }
    return passed * 1e-9 / done;
  }

  private BenchRow row(String label, String name, GemmShape shape, Timing timing, Limits limits) {
    double gflops = shape.flops() / 1e9 / timing.median(),
        bytes = shape.weights() * GemmShape.bytesOfAWeight(dtype);
    Double share = limits.gigabytes() == null
        ? null
        : 100 * bytes / 1e9 / timing.median() / limits.gigabytes();
    return new BenchRow(name, label, dtype.toString(), device.workers().threads(), null, null, shape.M(),
        shape.N(),
        shape.K(), gflops, null, limits.percentOfPeak(gflops), share, PeakMemory.megabytes(), bytes,
        timing.median(), timing.spread());
  }
}
