package zerograd.cli.command.data;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `data make`: a data set, computed or from raw rows.
@Command(name = "make", mixinStandardHelpOptions = true, description = "Makes a data set in verl's schema, computed or from the raw rows of a published one.", subcommands = {
    MakePuzzles.class, MakeSocialIqa.class, MakeMath.class, MakeDigits.class, MakeCountdown.class,
    MakeArithmetic.class, MakeStories.class}, synopsisSubcommandLabel = "DATA-SET")
public final class MakeCommand implements Runnable {

  @Spec
  private CommandSpec spec;

  @Override public void run() { spec.commandLine().usage(spec.commandLine().getOut()); }
}
