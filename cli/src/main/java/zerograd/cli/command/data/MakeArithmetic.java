package zerograd.cli.command.data;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import zerograd.cli.Words;
import zerograd.rl.dataset.ArithmeticMaker;
import zerograd.rl.dataset.MathTemplate;
import zerograd.rl.dataset.RowMaker;

/// Arithmetic and algebra.
@Command(name = "arithmetic", mixinStandardHelpOptions = true, description = "Arithmetic (levels 1-3) and algebra (4-5) in the schema of MATH, with worked solutions.")
final class MakeArithmetic extends MakeComputed {

  @Mixin
  private LevelOptions levels;

  @Option(names = "--template", paramLabel = "NAME", defaultValue = "abel", description = "Prompt: qwen, abel or simplerl (default: ${DEFAULT-VALUE}).")
  private String template;

  MakeArithmetic() { super("problems"); }

  @Override RowMaker maker(long seed) {
    return new ArithmeticMaker(levels.from(), levels.to(),
        Words.constant("--template", template, MathTemplate.class), seed);
  }
}
