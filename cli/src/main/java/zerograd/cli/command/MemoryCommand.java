package zerograd.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zerograd.models.layers.LoraConfig;
import zerograd.models.train.MemoryPlan;
import zerograd.models.transformer.TransformerConfig;
import zerograd.tensor.kernels.FrozenFormat;

/// `memory`: what a machine can do with a model, from its `config.json` alone.
@Command(name = "memory", mixinStandardHelpOptions = true, description = {
    "Says how much memory it takes to ask a model and to train it, and what fits this machine. Reads its config.json and no "
        + "weights."})
public final class MemoryCommand implements Callable<Integer> {

  @Spec
  private CommandSpec spec;

  @Parameters(arity = "1", paramLabel = "MODEL", description = "Folder of the model, or a config.json.")
  private Path model;
  @Option(names = "--sequences", paramLabel = "N", defaultValue = "8", description = "Sequences that are computed together (default: ${DEFAULT-VALUE}).")
  private int sequences;
  @Option(names = "--length", paramLabel = "N", defaultValue = "512", description = "Tokens of each (default: ${DEFAULT-VALUE}); with rollouts, half of them are the prompt.")
  private int length;
  @Option(names = "--rank", paramLabel = "R", defaultValue = "16", description = "Rank of LoRA on all matrices of the blocks (default: ${DEFAULT-VALUE}).")
  private int rank;
  @Option(names = "--recompute", description = "Compute activations again on the way back.")
  private boolean recompute;
  @Mixin
  private WhereOptions where;
  private long available;

  @Override public Integer call() throws IOException {
    if (sequences < 1) throw new IllegalArgumentException("--sequences needs at least 1, got " + sequences);
    if (length < 2) throw new IllegalArgumentException("--length needs at least 2 tokens, got " + length);
    TransformerConfig config = TransformerConfig.load(model);
    int tokens = Math.multiplyExact(sequences, length);
    PrintWriter out = spec.commandLine().getOut();
    available = where.available(spec.commandLine().getErr()::println);
    say(out, "%s, %,d parameters; %d sequences of %d tokens%s; %.2f GB of this machine%s may be used",
        config.family().name().toLowerCase(Locale.ROOT), MemoryPlan.Model.trained(config).parameters(),
        sequences,
        length, recompute ? ", activations computed again" : "", available / 1e9,
        where.gpu() ? " and its GPU" : "");
    out.println();
    say(out, "%-18s %9s %9s %9s %11s %9s %9s %9s", "in GB", "weights", "gradients", "moments", "activations",
        "cache", "workspace", "at once");
    MemoryPlan.Step asked = new MemoryPlan.Step(0, 0, true), learned = new MemoryPlan.Step(tokens,
        tokens - sequences, recompute);
    MemoryPlan.Rollouts answers = new MemoryPlan.Rollouts(sequences, length, tokens / 2);
    // a GPU keeps the numbers of every format as float32
    List<FrozenFormat> formats = where.gpu() ? List.of(FrozenFormat.F32) : List.of(FrozenFormat.values());
    for (FrozenFormat format : formats)
      row(out, "generate, " + format, MemoryPlan.of(MemoryPlan.Model.frozen(config, format), List.of(), asked,
          answers));
    for (FrozenFormat format : formats) {
      MemoryPlan.Model corrected = MemoryPlan.Model.corrected(config, format, LoraConfig.of(rank, rank));
      row(out, "LoRA on " + format, MemoryPlan.of(corrected, List.of(), learned, MemoryPlan.Rollouts.NONE));
    }
    MemoryPlan.Model trained = MemoryPlan.Model.trained(config),
        reference = MemoryPlan.Model.frozen(config, FrozenFormat.F32);
    row(out, "fine-tune", MemoryPlan.of(trained, List.of(), learned, MemoryPlan.Rollouts.NONE));
    row(out, "GRPO", MemoryPlan.of(trained, List.of(), learned, answers));
    row(out, "GRPO, reference", MemoryPlan.of(trained, List.of(reference), learned, answers));
    row(out, "PPO", MemoryPlan.of(trained, List.of(reference, trained), learned, answers));
    return 0;
  }

  private void row(PrintWriter out, String what, MemoryPlan plan) {
    say(out, "%-18s %9.2f %9.2f %9.2f %11.2f %9.2f %9.2f %9.2f%s", what, plan.weights() / 1e9,
        plan.gradients() / 1e9,
        plan.moments() / 1e9, plan.activations() / 1e9, plan.cache() / 1e9, plan.workspace() / 1e9,
        plan.total() / 1e9, plan.total() <= available ? "" : "  does not fit");
  }

  private static void say(PrintWriter out, String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
  }
}
