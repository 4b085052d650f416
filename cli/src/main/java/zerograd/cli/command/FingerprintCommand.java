package zerograd.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import zerograd.rl.train.ContractRuns;
import zerograd.tensor.Device;

/// `fingerprint`: two short trainings whose result is the same bits everywhere.
@Command(name = "fingerprint", mixinStandardHelpOptions = true, description = "Runs a short supervised and a short GRPO training and prints the SHA-256 of their weights: the same on "
    + "every machine, with any threads, vector width, kernels, micro-batch, and with or without recomputation.")
public final class FingerprintCommand implements Callable<Integer> {

  /// What the options stand for when they are not given.
  private static final int MICRO_BATCH = 32;

  @Spec
  private CommandSpec spec;
  @Mixin
  private DeviceOptions device;
  @Mixin
  private RunOptions run;

  @Override public Integer call() {
    ContractRuns runs = new ContractRuns(run.microBatch(MICRO_BATCH), run.recompute(false));
    PrintWriter out = spec.commandLine().getOut();
    try (Device opened = device.open()) {
      out.println("sft " + opened.call("sft", runs::sft));
      out.println("grpo " + opened.call("grpo", () -> {
        try {
          return runs.grpo(opened.workers().threads());
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }));
      out.flush();
    }
    return 0;
  }
}
