package zerograd.cli.command;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import zerograd.tensor.Device;

/// Which machine resources a command uses.
public final class DeviceOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Mixin
  private WhereOptions where;

  @Option(names = "--threads", paramLabel = "N", description = "Threads to compute with (default: all cores).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--kernels", paramLabel = "NAME", description = "Kernels: vector, or reference, the slow definition (default: the fastest that runs).")
  private String kernels;

  /// A device as asked for; the caller closes it. Where there is no GPU it is the processor, and the reason is said.
  public Device open() {
    if (threads < 1)
      throw new IllegalArgumentException("--threads needs a number of at least 1, got " + threads);
    return where.open(threads, kernels, sentence -> spec.commandLine().getErr().println(sentence));
  }
}
