package zerograd.cli.command.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zerograd.cli.Words;
import zerograd.rl.dataset.MathProblem;
import zerograd.rl.dataset.MathTemplate;
import zerograd.rl.dataset.MathTier;

/// MATH, GSM8K and their like, from raw rows.
@Command(name = "math", mixinStandardHelpOptions = true, description = "MATH, GSM8K and their like with SimpleRL's templates, from raw rows.")
final class MakeMath implements Callable<Integer> {

  @Spec
  private CommandSpec spec;
  @Mixin
  private OutOptions out;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Raw rows: problem or question, answer or solution, level, subject or type.")
  private List<Path> files;
  @Option(names = "--tier", paramLabel = "NAME", description = "easy (GSM8K and level 1), medium (levels 1-4) or hard (levels 3-5); default: all rows.")
  private String tier;
  @Option(names = "--template", paramLabel = "NAME", defaultValue = "qwen", description = "Prompt: qwen, abel or simplerl (default: ${DEFAULT-VALUE}).")
  private String template;

  @Override public Integer call() throws IOException {
    MathTemplate prompt = Words.constant("--template", template, MathTemplate.class);
    MathTier only = tier == null ? null : Words.constant("--tier", tier, MathTier.class);
    String name = only == null ? "all" : only.folder();
    out.write(spec.commandLine(), "problems", RawRows.of(files, row -> Optional.of(MathProblem.of(row))
        .filter(problem -> only == null || only.contains(problem)).map(problem -> problem.row(prompt, name)),
        out.split()));
    return 0;
  }
}
