package zerograd.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zerograd.cli.Console;
import zerograd.cli.recipe.Recipe;
import zerograd.cli.recipe.RecipeRun;
import zerograd.tensor.Device;

/// `train`: runs a recipe.
@Command(name = "train", mixinStandardHelpOptions = true, description = "Trains a model as a recipe says, by examples or by rewards.")
public final class TrainCommand implements Callable<Integer> {

  @Spec
  private CommandSpec spec;
  @Mixin
  private DeviceOptions device;
  @Mixin
  private RunOptions run;

  @Parameters(index = "0", paramLabel = "RECIPE.yaml", description = "The recipe; the project's own are in recipes/.")
  private Path file;
  @Parameters(index = "1..*", paramLabel = "key=value", arity = "0..*", description = "Values to change, say rl.clip_low=0.1.")
  private List<String> changes = new ArrayList<>();
  @Option(names = "--out", paramLabel = "DIR", description = "Folder of the run (default: runs/NAME).")
  private Path out;
  @Option(names = "--resume", description = "Go on with the run in the folder, to the bits of an uninterrupted one.")
  private boolean resume;
  @Option(names = "--memory-plan", description = "Only say what the run will need of the memory.")
  private boolean memoryPlan;

  @Override public Integer call() throws IOException {
    List<String> all = new ArrayList<>(changes);
    all.addAll(run.changes());
    Recipe recipe = Recipe.read(file, all);
    Path folder = out != null ? out : Path.of("runs", recipe.name());
    try (Device opened = device.open()) {
      var prepared = new RecipeRun(recipe, file.toAbsolutePath().getParent(), folder, resume);
      PrintWriter terminal = spec.commandLine().getOut();
      if (memoryPlan) terminal.println(prepared.plan(opened));
      else
        prepared.run(opened, new Console(terminal));
    }
    return 0;
  }
}
