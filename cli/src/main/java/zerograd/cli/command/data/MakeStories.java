package zerograd.cli.command.data;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import zerograd.cli.Words;
import zerograd.rl.dataset.RowMaker;
import zerograd.rl.dataset.SocialIqaTemplate;
import zerograd.rl.dataset.StoryMaker;

/// Stories.
@Command(name = "stories", mixinStandardHelpOptions = true, description = "Stories with a multiple-choice question (levels 1-3) in the schema of Social IQa.")
final class MakeStories extends MakeComputed {

  @Mixin
  private LevelOptions levels;

  @Option(names = "--template", paramLabel = "NAME", defaultValue = "plain", description = "Prompt: base, qwen-instruct, llama-instruct or plain (default: ${DEFAULT-VALUE}).")
  private String template;

  MakeStories() { super("stories"); }

  @Override RowMaker maker(long seed) {
    return new StoryMaker(levels.from(), levels.to(),
        Words.constant("--template", template, SocialIqaTemplate.class), seed);
  }
}
