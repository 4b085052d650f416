package zerograd.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import zerograd.cli.command.data.ConvertCommand;
import zerograd.cli.command.data.MakeCommand;
import zerograd.cli.command.data.ShowCommand;

/// `data`: makes, converts and shows data sets.
@Command(name = "data", mixinStandardHelpOptions = true, description = "Makes, converts and shows data sets: .parquet as verl writes and reads it, .arrow, .jsonl.", subcommands = {
    MakeCommand.class, ConvertCommand.class, ShowCommand.class}, synopsisSubcommandLabel = "COMMAND")
public final class DataCommand implements Runnable {

  @Spec
  private CommandSpec spec;

  @Override public void run() { spec.commandLine().usage(spec.commandLine().getOut()); }
}
