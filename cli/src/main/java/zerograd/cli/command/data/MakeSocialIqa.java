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
import zerograd.rl.dataset.SocialIqa;
import zerograd.rl.dataset.SocialIqaTemplate;

/// Social IQa, from its raw rows.
@Command(name = "social-iqa", mixinStandardHelpOptions = true, description = "Social IQa with DeepEnlighten's templates, from its raw rows.")
final class MakeSocialIqa implements Callable<Integer> {

  @Spec
  private CommandSpec spec;
  @Mixin
  private OutOptions out;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Raw rows: context, question, answerA, answerB, answerC, label.")
  private List<Path> files;
  @Option(names = "--template", paramLabel = "NAME", defaultValue = "qwen-instruct", description = "Prompt: base, qwen-instruct, llama-instruct or plain (default: ${DEFAULT-VALUE}).")
  private String template;

  @Override public Integer call() throws IOException {
    SocialIqaTemplate prompt = Words.constant("--template", template, SocialIqaTemplate.class);
    out.write(spec.commandLine(), "questions",
        RawRows.of(files, row -> Optional.of(SocialIqa.of(row).row(prompt)), out.split()));
    return 0;
  }
}
