package zerograd.cli.command;

import picocli.CommandLine.Option;
import zerograd.tensor.Device;

/// Which machine resources a command uses.
public final class DeviceOptions {

  @Option(names = "--threads", paramLabel = "N", description = "Threads to compute with (default: all cores).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--kernels", paramLabel = "NAME", description = "Kernels: vector, or reference, the slow definition (default: the fastest that runs).")
  private String kernels;

  /// A device as asked for; the caller closes it.
  public Device open() {
    if (threads < 1)
      throw new IllegalArgumentException("--threads needs a number of at least 1, got " + threads);
    if (kernels == null) return Device.cpu(threads);
    return Device.cpu(threads, kernels, Device.memoryBytes() / 10 * 9);
  }
}
