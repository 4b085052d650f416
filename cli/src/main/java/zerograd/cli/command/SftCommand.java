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
import zerograd.cli.recipe.SftRecipe;
import zerograd.cli.recipe.SftRun;
import zerograd.tensor.Device;

/// `sft`: supervised fine-tuning.
@Command(name = "sft", mixinStandardHelpOptions = true, description = "Fine-tunes a model on the examples in files: chats, prompts with completions, or texts.")
public final class SftCommand implements Callable<Integer> {

  @Spec
  private CommandSpec spec;
  @Mixin
  private DeviceOptions device;

  @Parameters(index = "0", paramLabel = "RECIPE.yaml", description = "The recipe; examples are in recipes/sft/.")
  private Path file;
  @Parameters(index = "1..*", paramLabel = "key=value", arity = "0..*", description = "Values to change, say optimizer.learning_rate=1e-5.")
  private List<String> changes = new ArrayList<>();
  @Option(names = "--out", paramLabel = "DIR", description = "Folder of the run (default: runs/NAME).")
  private Path out;
  @Option(names = "--resume", description = "Go on with the run in the folder, to the bits of an uninterrupted one.")
  private boolean resume;
  @Option(names = "--memory-plan", description = "Only say what the run will need of the memory.")
  private boolean memoryPlan;

  @Override public Integer call() throws IOException {
    SftRecipe recipe = SftRecipe.read(file, changes);
    Path folder = out != null ? out : Path.of("runs", recipe.name());
    try (Device opened = device.open()) {
      var prepared = new SftRun(recipe, file.toAbsolutePath().getParent(), folder, resume);
      PrintWriter terminal = spec.commandLine().getOut();
      if (memoryPlan) terminal.println(prepared.plan(opened));
      else
        prepared.run(opened, new Console(terminal));
    }
    return 0;
  }
}
