package zerograd.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zerograd.cli.Console;
import zerograd.cli.recipe.TrainingRun;
import zerograd.tensor.Device;

/// A recipe, what is changed in it, and where it is done.
final class RecipeOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Parameters(index = "0", paramLabel = "RECIPE.yaml", description = "The recipe; the project's own are in recipes/.")
  private Path file;
  @Parameters(index = "1..*", paramLabel = "key=value", arity = "0..*", description = "Values to change, say optimizer.learning_rate=1e-5.")
  private List<String> changes = new ArrayList<>();
  @Option(names = "--out", paramLabel = "DIR", description = "Folder of the run (default: runs/NAME).")
  private Path out;
  @Option(names = "--resume", description = "Go on with the run in the folder, to the bits of an uninterrupted one.")
  private boolean resume;
  @Option(names = "--memory-plan", description = "Only say what the run will need of the memory.")
  private boolean memoryPlan;

  Path file() { return file; }

  List<String> changes() { return changes; }

  /// The folder of the recipe.
  Path home() { return file.toAbsolutePath().getParent(); }

  /// The folder of the run of a recipe called `name`.
  Path folder(String name) { return out != null ? out : Path.of("runs", name); }

  boolean resume() { return resume; }

  /// Does it, or says what it will need.
  int carryOut(TrainingRun run, DeviceOptions device) throws IOException {
    PrintWriter terminal = command.commandLine().getOut();
    try (Device opened = device.open()) {
      if (memoryPlan) terminal.println(run.plan(opened));
      else
        run.run(opened, new Console(terminal));
    }
    return 0;
  }
}
