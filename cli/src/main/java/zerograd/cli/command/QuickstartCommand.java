package zerograd.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import zerograd.cli.Console;
import zerograd.cli.recipe.Recipe;
import zerograd.cli.recipe.RecipeRun;
import zerograd.tensor.Device;

/// `quickstart`: the main job, from nothing to a policy that has learned.
@Command(name = "quickstart", mixinStandardHelpOptions = true, description = "Teaches a small base model to solve Knights & Knaves puzzles by GRPO, in minutes, and shows its held-out "
    + "accuracy before and after. It is the recipe recipes/quickstart.yaml.")
public final class QuickstartCommand implements Callable<Integer> {

  @Spec
  private CommandSpec spec;
  @Mixin
  private DeviceOptions device;
  @Mixin
  private RunOptions run;

  @Option(names = "--out", paramLabel = "DIR", description = "Folder of the run (default: runs/quickstart, or the next that is "
      + "free).")
  private Path out;
  @Option(names = "--steps", paramLabel = "N", description = "Training steps (default: the recipe's).")
  private Integer steps;
  @Option(names = "--seed", paramLabel = "S", description = "Seed of sampling and order (default: the recipe's).")
  private Long seed;
  @Option(names = "--resume", description = "Go on with the run in the folder, to the bits of an uninterrupted one.")
  private boolean resume;

  @Override public Integer call() throws IOException {
    Path file = recipeFile();
    List<String> changes = new ArrayList<>(run.changes());
    if (steps != null) changes.add("steps=" + steps);
    if (seed != null) changes.add("seed=" + seed);
    Recipe recipe = Recipe.read(file, changes);
    Path folder = out != null
        ? out
        : resume
            ? newest(Path.of("runs"), recipe.name())
            : free(Path.of("runs"), recipe.name());
    try (Device opened = device.open()) {
      new RecipeRun(recipe, file.getParent(), folder, resume).run(opened,
          new Console(spec.commandLine().getOut()));
    }
    return 0;
  }

  /// The recipe beside the launcher, which says where that is; else below the current folder.
  private static Path recipeFile() {
    String home = System.getenv("ZEROGRAD_HOME");
    return Path.of(home != null ? home : "", "recipes", "quickstart.yaml").toAbsolutePath();
  }

  /// The run that was begun last.
  private static Path newest(Path folder, String name) {
    Path newest = folder.resolve(name);
    for (int i = 2; Files.exists(folder.resolve(name + "-" + i)); i++)
      newest = folder.resolve(name + "-" + i);
    return newest;
  }

  private static Path free(Path folder, String name) {
    Path free = folder.resolve(name);
    for (int i = 2; Files.exists(free); i++) free = folder.resolve(name + "-" + i);
    return free;
  }
}
