package zerograd.cli.recipe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import zerograd.cli.Console;
import zerograd.data.ArrowRolloutFolder;
import zerograd.models.checkpoint.Fingerprint;
import zerograd.models.text.Tokenizer;
import zerograd.models.train.Example;
import zerograd.models.transformer.Pretrained;
import zerograd.rl.task.LearningTask;
import zerograd.rl.train.RlTask;
import zerograd.rl.train.RlTrainer;
import zerograd.rl.train.RunDirectory;
import zerograd.rl.train.SupervisedTrainer;
import zerograd.tensor.Device;

/// One run of a recipe, in its folder.
///
/// @param recipe what to do
/// @param home where the recipe stands; its paths are relative to this
/// @param folder of the run
/// @param resume whether to go on with a run that is there
public record RecipeRun(Recipe recipe, Path home, Path folder, boolean resume) {

  /// Where the trained model is put, in Hugging Face layout.
  public static final String FINAL = "final";

  /// What may be changed when a run goes on: none of it changes a bit of what is done already.
  private static final Set<String> MAY_DIFFER = Set.of("about", "batch.micro", "batch.recompute",
      "sampling.at_once",
      "intervals.validate", "intervals.checkpoint", "intervals.keep");

  private Set<String> mayDiffer() {
    if (recipe.optimizer().schedule() != Recipe.OptimizerPart.Decay.CONSTANT) return MAY_DIFFER;
    Set<String> more = new HashSet<>(MAY_DIFFER);
    more.add("steps");                                    // a constant rate does not depend on how many there will be
    return more;
  }

  /// Trains, and says what happens on `console`; returns the SHA-256 of the final weights.
  public String run(Device device, Console console) throws IOException {
    Map<String, Object> settings = recipe.resolved();
    try (RunDirectory directory = resume
        ? RunDirectory.resume(folder, settings, mayDiffer())
        : RunDirectory.create(folder, settings)) {
      return device.call("model", () -> {
        try {
          return train(device, directory, console);
        } catch (IOException failed) {
          throw new UncheckedIOException(failed);
        }
      });
    }
  }

  private String train(Device device, RunDirectory directory, Console console) throws IOException {
    Assembly assembly = new Assembly(recipe, home);
    LearningTask task = assembly.task();
    Pretrained model = assembly.model(task);
    Tokenizer tokenizer = assembly.tokenizer(task, model);
    int threads = device.workers().threads();
    RlTask examined = task.rl(tokenizer, threads);
    console.begin(recipe, model, examined, task.guesser(), folder);

    if (recipe.method() == Recipe.Method.SFT) {
      List<Example> examples = assembly.examples(task, tokenizer);
      new SupervisedTrainer(model, assembly.supervised(), examples, recipe.batch().size(),
          assembly.settings(tokenizer),
          examined).keepIn(directory).tell(console).train();
    } else {
      new RlTrainer(model, assembly.algorithm(), assembly.settings(tokenizer), examined)
          .keepIn(directory, new ArrowRolloutFolder(directory.rollouts())).tell(console).train();
    }

    model.save(directory.folder().resolve(FINAL));
    String fingerprint = Fingerprint.of(model.model().parameters());
    console.end(directory.folder().resolve(FINAL), fingerprint);
    return fingerprint;
  }
}
