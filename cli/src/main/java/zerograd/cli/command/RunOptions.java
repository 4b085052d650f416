package zerograd.cli.command;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/// How a run uses the machine, beside the device; none of this changes a bit of its result.
final class RunOptions {

  /// On or off.
  enum Switch {
    ON, OFF
  }

  @Option(names = "--micro-batch", paramLabel = "N", description = "Sequences whose activations are held at once; changes memory and time only.")
  private Integer microBatch;

  @Option(names = "--recompute", paramLabel = "on|off", description = "Compute activations again on the way back instead of holding them; changes memory and time only.")
  private Switch recompute;

  /// The micro-batch, or what it is when not given.
  int microBatch(int otherwise) {
    if (microBatch == null) return otherwise;
    if (microBatch < 1)
      throw new IllegalArgumentException("--micro-batch needs a number of at least 1, got " + microBatch);
    return microBatch;
  }

  /// Whether to recompute, or what it is when not given.
  boolean recompute(boolean otherwise) { return recompute == null ? otherwise : recompute == Switch.ON; }

  /// These options as changes to a recipe.
  List<String> changes() {
    List<String> changes = new ArrayList<>();
    if (microBatch != null) changes.add("batch.micro=" + microBatch(0));
    if (recompute != null) changes.add("batch.recompute=" + recompute(false));
    return changes;
  }
}
