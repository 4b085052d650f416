package zerograd.cli.command;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import zerograd.cli.recipe.SftRecipe;
import zerograd.cli.recipe.SftRun;

/// `sft`: supervised fine-tuning.
@Command(name = "sft", mixinStandardHelpOptions = true, description = "Fine-tunes a model on the examples in files: chats, prompts with completions, or texts.")
public final class SftCommand implements Callable<Integer> {

  @Mixin
  private RecipeOptions options;
  @Mixin
  private DeviceOptions device;

  @Override public Integer call() throws IOException {
    SftRecipe recipe = SftRecipe.read(options.file(), options.changes());
    return options.carryOut(
        new SftRun(recipe, options.home(), options.folder(recipe.name()), options.resume()), device);
  }
}
