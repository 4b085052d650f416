package zerograd.cli.command.data;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import zerograd.cli.Words;
import zerograd.rl.dataset.Countdown;
import zerograd.rl.dataset.RowMaker;

/// The countdown game.
@Command(name = "countdown", mixinStandardHelpOptions = true, description = "Countdown games with a solution, with TinyZero's templates.")
final class MakeCountdown extends MakeComputed {

  @Option(names = "--operands", paramLabel = "N", defaultValue = "4", description = "Numbers of a game, 2 to 6 (default: ${DEFAULT-VALUE}).")
  private int operands;
  @Option(names = "--largest", paramLabel = "N", defaultValue = "100", description = "Largest number (default: ${DEFAULT-VALUE}).")
  private int largest;
  @Option(names = "--largest-target", paramLabel = "N", defaultValue = "1000", description = "Largest target (default: ${DEFAULT-VALUE}).")
  private int largestTarget;
  @Option(names = "--template", paramLabel = "NAME", defaultValue = "base", description = "Prompt: base, qwen-instruct or plain (default: ${DEFAULT-VALUE}).")
  private String template;

  MakeCountdown() { super("games"); }

  @Override RowMaker maker(long seed) {
    return new Countdown.Maker(operands, largest, largestTarget,
        Words.constant("--template", template, Countdown.Template.class), seed);
  }
}
