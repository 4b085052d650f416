package zerograd.cli.command;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import zerograd.core.Scope;
import zerograd.tensor.Accelerators;
import zerograd.tensor.Device;
import zerograd.tensor.kernels.MachineSpeed;

/// `doctor`: what machine this is, and whether it runs as fast as it can.
@Command(name = "doctor", mixinStandardHelpOptions = true, description = "Shows the JDK, the machine, and the speed of a matrix product against the machine's own peak.")
public final class DoctorCommand implements Callable<Integer> {

  /// Below this share of the peak something is wrong, not just busy.
  private static final double SUSPICIOUS = 0.4;
  /// A core that multiplies and adds whole registers does more than this, in GFLOP/s.
  private static final double SCALAR_CORE = 12;

  @Spec
  private CommandSpec spec;
  @Mixin
  private DeviceOptions device;

  @Override public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Runtime runtime = Runtime.getRuntime();
    line(out, "JDK", "%s, %s, in %s", Runtime.version(), System.getProperty("java.vendor"),
        System.getProperty("java.home"));
    line(out, "machine", "%s, %s, %d cores", System.getProperty("os.name"), System.getProperty("os.arch"),
        runtime.availableProcessors());
    line(out, "memory", "%.1f GiB; heap up to %.1f GiB", Device.memoryBytes() / gibibyte(),
        runtime.maxMemory() / gibibyte());
    String noGpu = Accelerators.unusableBecause();
    if (noGpu != null) line(out, "GPU", "none: %s", noGpu);
    for (String gpu : Accelerators.devices()) line(out, "GPU", "%s", gpu);
    try (Device opened = device.open()) {
      line(out, "device", "%s", opened);
      opened.run("doctor", () -> speed(out, opened));
    }
    return 0;
  }

  private static void speed(PrintWriter out, Device device) {
    String reason = MachineSpeed.unknownBecause();
    if (reason != null) {
      warn(out, "the slow reference kernels run: " + reason);
      return;
    }
    out.println("measuring for some seconds ...");
    out.flush();
    Scope scope = Device.scope();
    long n = MachineSpeed.length();
    MachineSpeed speed = MachineSpeed.measure(device.workers(), Device.kernels().linear(), scope.floats(n),
        scope.floats(n),
        scope.floats(n));
    line(out, "registers", "%d float32 lanes (%d bits)", speed.lanes(), 32 * speed.lanes());
    line(out, "FMA peak", "%.0f GFLOP/s with %d threads", speed.peak(), speed.threads());
    line(out, "linear", "%.0f GFLOP/s at 512 x 896 x 896, %.0f %% of the peak", speed.linear(),
        100 * speed.share());
    if (speed.peak() / speed.threads() < SCALAR_CORE) {
      warn(out, "the Vector API is not compiled to vector code: a core does "
          + Math.round(speed.peak() / speed.threads())
          + " GFLOP/s; is the JIT compiler C2 switched off (-Xint, -XX:TieredStopAtLevel), or the processor emulated?");
    } else if (speed.share() < SUSPICIOUS) {
      warn(out,
          "matrix products run far below the machine's peak; other programs may be using the cores, or the kernels "
              + "are the reference ones");
    } else {
      line(out, "verdict", "as it should be");
    }
    out.flush();
  }

  private static double gibibyte() { return 1L << 30; }

  private static void line(PrintWriter out, String name, String format, Object... values) {
    out.println("%-10s %s".formatted(name, String.format(Locale.ROOT, format, values)));
  }

  private static void warn(PrintWriter out, String sentence) { out.println("WARNING    " + sentence); }
}
