package zerograd.cli.command.data;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import zerograd.cli.Words;
import zerograd.rl.dataset.Countdown;

/// The countdown game.
@Command(name = "countdown", mixinStandardHelpOptions = true, description = "Countdown games with a solution, with TinyZero's templates.")
final class MakeCountdown implements Callable<Integer> {

  @Spec
  private CommandSpec spec;
  @Mixin
  private OutOptions out;
  @Mixin
  private CountOptions count;

  @Option(names = "--operands", paramLabel = "N", defaultValue = "4", description = "Numbers of a game, 2 to 6 (default: ${DEFAULT-VALUE}).")
  private int operands;
  @Option(names = "--largest", paramLabel = "N", defaultValue = "100", description = "Largest number (default: ${DEFAULT-VALUE}).")
  private int largest;
  @Option(names = "--largest-target", paramLabel = "N", defaultValue = "1000", description = "Largest target (default: ${DEFAULT-VALUE}).")
  private int largestTarget;
  @Option(names = "--template", paramLabel = "NAME", defaultValue = "base", description = "Prompt: base, qwen-instruct or plain (default: ${DEFAULT-VALUE}).")
  private String template;

  @Override public Integer call() throws IOException {
    out.write(spec.commandLine(), "games",
        count.rows("games", out.split(), new Countdown.Maker(operands, largest,
            largestTarget, Words.constant("--template", template, Countdown.Template.class), count.seed())));
    return 0;
  }
}
