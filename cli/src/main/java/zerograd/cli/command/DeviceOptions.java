package zerograd.cli.command;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import zerograd.tensor.Accelerator;
import zerograd.tensor.AcceleratorMode;
import zerograd.tensor.Accelerators;
import zerograd.tensor.Device;

/// Which machine resources a command uses.
public final class DeviceOptions {

  /// Where to compute.
  enum Where {
    CPU, GPU
  }

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(names = "--device", paramLabel = "cpu|gpu", defaultValue = "cpu", description = "Where to compute; gpu needs TornadoVM, see docs/gpu.md (default: ${DEFAULT-VALUE}).")
  private Where where;

  @Option(names = "--gpu-mode", paramLabel = "strict|fast|tf32|bf16", defaultValue = "strict", description = "How exactly a GPU computes: the CPU's bits, or matrix products in float32, TF32 or bfloat16 as it is quickest (default: ${DEFAULT-VALUE}).")
  private AcceleratorMode mode;

  @Option(names = "--threads", paramLabel = "N", description = "Threads to compute with (default: all cores).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--kernels", paramLabel = "NAME", description = "Kernels: vector, or reference, the slow definition (default: the fastest that runs).")
  private String kernels;

  /// A device as asked for; the caller closes it. Where there is no GPU it is the processor, and the reason is said.
  public Device open() {
    if (threads < 1)
      throw new IllegalArgumentException("--threads needs a number of at least 1, got " + threads);
    if (where == Where.GPU) {
      if (kernels != null)
        throw new IllegalArgumentException("--device gpu has kernels of its own; leave out --kernels");
      String reason = Accelerators.unusableBecause();
      if (reason == null) {
        Accelerator opened = Accelerators.open(mode);
        if (opened.remark() != null) say(opened.remark());
        return Device.on(opened, threads);
      }
      say("the CPU is used, because " + reason);
    } else if (mode != AcceleratorMode.STRICT) {
      throw new IllegalArgumentException("--gpu-mode needs --device gpu; the CPU has one answer");
    }
    if (kernels == null) return Device.cpu(threads);
    return Device.cpu(threads, kernels, Device.memoryBytes() / 10 * 9);
  }

  private void say(String sentence) { spec.commandLine().getErr().println("zerograd: " + sentence); }
}
