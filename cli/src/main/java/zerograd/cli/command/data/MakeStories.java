package zerograd.cli.command.data;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import zerograd.cli.Words;
import zerograd.rl.dataset.SocialIqaTemplate;
import zerograd.rl.dataset.StoryMaker;

/// Stories.
@Command(name = "stories", mixinStandardHelpOptions = true, description = "Stories with a multiple-choice question (levels 1-3) in the schema of Social IQa.")
final class MakeStories implements Callable<Integer> {

  @Spec
  private CommandSpec spec;
  @Mixin
  private OutOptions out;
  @Mixin
  private CountOptions count;
  @Mixin
  private LevelOptions levels;

  @Option(names = "--template", paramLabel = "NAME", defaultValue = "plain", description = "Prompt: base, qwen-instruct, llama-instruct or plain (default: ${DEFAULT-VALUE}).")
  private String template;

  @Override public Integer call() throws IOException {
    out.write(spec.commandLine(), "stories", count.rows("stories", out.split(), new StoryMaker(levels.from(),
        levels.to(), Words.constant("--template", template, SocialIqaTemplate.class), count.seed())));
    return 0;
  }
}
