package zerograd.tornado;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import zerograd.core.Mirror;
import zerograd.tensor.Accelerator;
import zerograd.tensor.AcceleratorMode;
import zerograd.tensor.kernels.Kernels;

/// A machine, what is where in its memory, and all families of kernels.
final class TornadoAccelerator implements Accelerator {

  /// The most that a call may leave in scratch, in numbers.
  private static final long SCRATCH = 1L << 26;

  private final AcceleratorMode mode;
  private final Machine machine;
  private final Gpu gpu;
  private final Kernels kernels;

  TornadoAccelerator(Machine machine, AcceleratorMode mode) {
    this.mode = mode;
    this.machine = machine;
    gpu = new Gpu(machine, SCRATCH);
    Products products = new Products(gpu, mode);
    kernels = new Kernels("tornado", new TornadoElementwise(gpu), new TornadoReduce(gpu),
        new TornadoLinear(gpu, products),
        new TornadoFrozenLinear(gpu, products), new TornadoRmsNorm(gpu), new TornadoRope(gpu),
        new TornadoAttention(gpu),
        new TornadoEmbedding(gpu), new TornadoLogSoftmax(gpu), new TornadoTokenLogProbs(gpu),
        new TornadoAdamW(gpu));
  }

  /// Every kernel there is.
  static List<Kernel> all() {
    List<Kernel> all = new ArrayList<>();
    all.addAll(Moves.kernels());
    all.addAll(TornadoElementwise.kernels());
    all.addAll(TornadoReduce.kernels());
    all.addAll(Tiles.kernels());
    all.addAll(BlockTiles.kernels());
    all.addAll(Products.kernels());
    all.addAll(TornadoLinear.kernels());
    all.addAll(TornadoFrozenLinear.kernels());
    all.addAll(TornadoRmsNorm.kernels());
    all.addAll(TornadoRope.kernels());
    all.addAll(TornadoAttention.kernels());
    all.addAll(TornadoEmbedding.kernels());
    all.addAll(RowSums.kernels());
    all.addAll(TornadoLogSoftmax.kernels());
    all.addAll(DevicePhilox.kernels());
    all.addAll(TornadoTokenLogProbs.kernels());
    all.addAll(TornadoAdamW.kernels());
    return all;
  }

  /// What is where.
  Gpu gpu() { return gpu; }

  @Override public String description() {
    return "%s, %.1f GiB, %s".formatted(machine.description(), machine.floats() * 4.0 / (1 << 30),
        mode.name().toLowerCase(Locale.ROOT));
  }

  @Override public AcceleratorMode mode() { return mode; }

  @Override public String remark() {
    if (mode == AcceleratorMode.STRICT) return null;
    String lacks = machine.lacksLibraryBecause();
    return lacks == null
        ? "matrix products are cuBLAS's, so the sampler's and the trainer's log-probabilities differ by rounding "
            + "(rollout/logprob_diff_max)"
        : "matrix products are those of this project's kernels in float32, because " + lacks;
  }

  @Override public String report() {
    Machine.Compiled compiled = machine.compiled();
    return "%,d kernels were compiled for the GPU in %.1f s; %,.1f MB went there and %,.1f MB came back"
        .formatted(
            compiled.kernels(), compiled.seconds(), gpu.carriedThere() / 1e6, gpu.carriedBack() / 1e6);
  }

  @Override public Mirror mirror() { return gpu; }

  @Override public long memoryBytes() { return gpu.memoryBytes(); }

  @Override public Kernels kernels() { return kernels; }

  @Override public void close() { machine.close(); }
}
