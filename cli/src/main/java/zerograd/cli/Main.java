package zerograd.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;
import zerograd.cli.command.AnalyzeCommand;
import zerograd.cli.command.BenchCommand;
import zerograd.cli.command.ChatCommand;
import zerograd.cli.command.DataCommand;
import zerograd.cli.command.DoctorCommand;
import zerograd.cli.command.EvalCommand;
import zerograd.cli.command.ExportCommand;
import zerograd.cli.command.FingerprintCommand;
import zerograd.cli.command.GenerateCommand;
import zerograd.cli.command.MemoryCommand;
import zerograd.cli.command.MergeCommand;
import zerograd.cli.command.QuickstartCommand;
import zerograd.cli.command.ScoreCommand;
import zerograd.cli.command.SftCommand;
import zerograd.cli.command.TrainCommand;

/// The `./zerograd` command.
@Command(name = "zerograd", mixinStandardHelpOptions = true, version = "zerograd 0.1.0", description = "Teaches small language models to reason by reinforcement learning, in pure Java.", subcommands = {
    QuickstartCommand.class, TrainCommand.class, SftCommand.class, ChatCommand.class, GenerateCommand.class,
    ScoreCommand.class, EvalCommand.class, AnalyzeCommand.class, DataCommand.class, ExportCommand.class,
    BenchCommand.class, MergeCommand.class, MemoryCommand.class, FingerprintCommand.class,
    DoctorCommand.class}, synopsisSubcommandLabel = "COMMAND", footer = {"",
        "Help on a command: zerograd COMMAND --help"})
public final class Main implements Runnable {

  /// What a command that failed for a reason outside the program returns.
  public static final int FAILED = 1;
  /// What a command that was called wrongly returns.
  public static final int MISUSED = 2;

  @CommandLine.Spec
  private CommandSpec spec;

  /// Without a command: the help.
  @Override public void run() { spec.commandLine().usage(spec.commandLine().getOut()); }

  /// Runs the program and ends the JVM with its exit status.
  public static void main(String[] args) {
    System.setProperty("java.util.logging.SimpleFormatter.format", "%5$s%n");   // a warning is its sentence
    System.exit(run(new PrintWriter(System.out, true), new PrintWriter(System.err, true), args));
  }

  /// Runs the program as the command line would, and returns its exit status.
  public static int run(PrintWriter out, PrintWriter err, String... args) {
    Locale.setDefault(Locale.ROOT);                         // numbers read the same everywhere
    CommandLine line = program(args).setOut(out).setErr(err).setUsageHelpAutoWidth(true)
        .setAbbreviatedOptionsAllowed(false).setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler((misuse, words) -> {
      err.println("zerograd: " + sentence(misuse));
      return MISUSED;
    });
    line.setExecutionExceptionHandler((failure, command, result) -> Failures.report(failure, err));
    return line.execute(args);
  }

  /// The whole program; or, since looking at the options of all commands takes a while, only the command that the first word
  /// names.
  private static CommandLine program(String... args) {
    for (Class<?> command : Main.class.getAnnotation(Command.class).subcommands()) {
      if (args.length > 0 && command.getAnnotation(Command.class).name().equals(args[0])) {
        String name = Main.class.getAnnotation(Command.class).name();
        CommandSpec top = CommandSpec.wrapWithoutInspection(new Main()).name(name);
        return new CommandLine(top).addSubcommand(command);
      }
    }
    return new CommandLine(new Main());
  }

  private static String sentence(ParameterException misuse) {
    CommandLine line = misuse.getCommandLine();
    String help = line.getCommandSpec().qualifiedName() + " --help";
    if (misuse instanceof UnmatchedArgumentException unmatched) {
      String word = unmatched.getUnmatched().getFirst();
      if (word.startsWith("-")) {
        List<String> options = line.getCommandSpec().options().stream().map(option -> option.longestName())
            .toList();
        String name = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
        return "unknown option %s%s".formatted(name, Nearest.hint(name, options));
      }
      if (!line.getSubcommands().isEmpty()) {
        return "unknown command %s%s".formatted(word, Nearest.hint(word, line.getSubcommands().keySet()));
      }
      return "unexpected word \"%s\"; see %s".formatted(word, help);
    }
    String told = lower(misuse.getMessage());
    return told.endsWith("?") ? told : told + "; see " + help;
  }

  private static String lower(String message) {
    return Character.toLowerCase(message.charAt(0)) + message.substring(1).replaceAll("\\s+", " ").strip();
  }
}
