package zerograd.cli.command.data;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import zerograd.cli.Words;
import zerograd.rl.dataset.ArithmeticMaker;
import zerograd.rl.dataset.MathTemplate;

/// Arithmetic and algebra.
@Command(name = "arithmetic", mixinStandardHelpOptions = true, description = "Arithmetic (levels 1-3) and algebra (4-5) in the schema of MATH, with worked solutions.")
final class MakeArithmetic implements Callable<Integer> {

  @Spec
  private CommandSpec spec;
  @Mixin
  private OutOptions out;
  @Mixin
  private CountOptions count;
  @Mixin
  private LevelOptions levels;

  @Option(names = "--template", paramLabel = "NAME", defaultValue = "abel", description = "Prompt: qwen, abel or simplerl (default: ${DEFAULT-VALUE}).")
  private String template;

  @Override public Integer call() throws IOException {
    out.write(spec.commandLine(), "problems", count.rows("problems", out.split(), new ArithmeticMaker(
        levels.from(), levels.to(), Words.constant("--template", template, MathTemplate.class),
        count.seed())));
    return 0;
  }
}
