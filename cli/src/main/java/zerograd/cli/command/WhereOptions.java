package zerograd.cli.command;

import java.util.function.Consumer;
import picocli.CommandLine.Option;
import zerograd.models.train.MemoryPlan;
import zerograd.tensor.Accelerator;
import zerograd.tensor.AcceleratorMode;
import zerograd.tensor.Accelerators;
import zerograd.tensor.Device;

/// Which kind of machine a command computes on.
public final class WhereOptions {

  /// Where to compute.
  enum Where {
    CPU, GPU
  }

  @Option(names = "--device", paramLabel = "cpu|gpu", defaultValue = "cpu", description = "Where to compute; gpu needs TornadoVM, see docs/gpu.md (default: ${DEFAULT-VALUE}).")
  private Where where;

  @Option(names = "--gpu-mode", paramLabel = "strict|fast|tf32|bf16", defaultValue = "strict", description = "How exactly a GPU computes: the CPU's bits, or matrix products in float32, TF32 or bfloat16 as it is quickest (default: ${DEFAULT-VALUE}).")
  private AcceleratorMode mode;

  /// Bytes that may be used there; where there is no GPU they are the processor's, and `say` gets the reason.
  long available(Consumer<String> say) {
    if (where == Where.CPU) return MemoryPlan.available();
    try (Device opened = device(1, null, say)) {
      return MemoryPlan.available(opened);
    }
  }

  /// Whether a GPU is asked for.
  boolean gpu() { return where == Where.GPU; }

  /// A device as asked for; the caller closes it. Where there is no GPU it is the processor, and `say` gets the reason; where there
  /// is one, `say` gets at its end what it has done.
  ///
  /// @param kernels their name, or null for the fastest
  Device open(int threads, String kernels, Consumer<String> say) {
    Device opened = device(threads, kernels, say);
    return opened
        .beforeClose(() -> opened.accelerator().ifPresent(gpu -> say.accept("zerograd: " + gpu.report())));
  }

  private Device device(int threads, String kernels, Consumer<String> say) {
    if (where == Where.GPU) {
      if (kernels != null)
        throw new IllegalArgumentException("--device gpu has kernels of its own; leave out --kernels");
      String reason = Accelerators.unusableBecause();
      if (reason == null) {
        Accelerator opened = Accelerators.open(mode);
        if (opened.remark() != null) say.accept("zerograd: " + opened.remark());
        return Device.on(opened, threads);
      }
      say.accept("zerograd: the CPU is used, because " + reason);
    } else if (mode != AcceleratorMode.STRICT) {
      throw new IllegalArgumentException("--gpu-mode needs --device gpu; the CPU has one answer");
    }
    if (kernels == null) return Device.cpu(threads);
    return Device.cpu(threads, kernels, Device.memoryBytes() / 10 * 9);
  }
}
