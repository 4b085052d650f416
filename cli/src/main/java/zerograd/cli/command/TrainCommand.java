package zerograd.cli.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import zerograd.cli.recipe.Recipe;
import zerograd.cli.recipe.RecipeRun;

/// `train`: runs a recipe.
@Command(name = "train", mixinStandardHelpOptions = true, description = "Trains a model as a recipe says, by examples or by rewards.")
public final class TrainCommand implements Callable<Integer> {

  @Mixin
  private RecipeOptions options;
  @Mixin
  private DeviceOptions device;
  @Mixin
  private RunOptions run;

  @Override public Integer call() throws IOException {
    List<String> changes = new ArrayList<>(options.changes());
    changes.addAll(run.changes());
    Recipe recipe = Recipe.read(options.file(), changes);
    return options.carryOut(
        new RecipeRun(recipe, options.home(), options.folder(recipe.name()), options.resume()), device);
  }
}
