package zerograd.cli.recipe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import zerograd.cli.Console;
import zerograd.data.ArrowRolloutFolder;
import zerograd.models.checkpoint.Fingerprint;
import zerograd.models.text.Tokenizer;
import zerograd.models.train.Batches;
import zerograd.models.train.Example;
import zerograd.models.train.LanguageModelTrainer;
import zerograd.models.transformer.Pretrained;
import zerograd.rl.task.LearningTask;
import zerograd.rl.train.RlSettings;
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

  /// A trainer that is set up and lacks only a folder to work in.
  private interface Training {
    void in(RunDirectory directory) throws IOException;
  }

  /// Trains, and says what happens on `console`; returns the SHA-256 of the final weights.
  ///
  /// @throws RecipeException if the recipe cannot be used as it stands; then nothing was written
  public String run(Device device, Console console) throws IOException {
    return device.call("model", () -> {
      try {
        return train(device, console);
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    });
  }

  private String train(Device device, Console console) throws IOException {
    Assembly assembly = new Assembly(recipe, home);
    LearningTask task = assembly.task();
    Pretrained model = assembly.model(task);
    Tokenizer tokenizer = assembly.tokenizer(task, model);
    RlTask examined = task.rl(tokenizer, device.workers().threads());
    Training training = recipe.method() == Recipe.Method.SFT
        ? byExamples(assembly, task, model, tokenizer, examined, console)
        : byRewards(assembly, model, tokenizer, examined, console);

    // only now: a recipe that is refused leaves no folder behind
    try (RunDirectory directory = new RunFolder(folder, resume).open(Binder.flat(recipe), mayDiffer(),
        console)) {
      console.begin(recipe, model, examined, task.guesser(), folder);
      training.in(directory);
      model.save(directory.folder().resolve(FINAL));
      String fingerprint = Fingerprint.of(model.model().parameters());
      console.end(directory.folder().resolve(FINAL), fingerprint);
      return fingerprint;
    }
  }

  private Training byExamples(Assembly assembly, LearningTask task, Pretrained model, Tokenizer tokenizer,
      RlTask examined, Console console) {
    List<Example> examples = assembly.examples(task, tokenizer);
    LanguageModelTrainer.Settings learning = assembly.supervised();
    RlSettings settings = assembly.settings(tokenizer, model);
    Batches batches = Batches.ofExamples(examples.size(), recipe.batch().size(), recipe.seed());
    SupervisedTrainer trainer = new SupervisedTrainer(model, learning, examples, batches,
        new SupervisedTrainer.Settings(recipe.steps(), recipe.seed(), settings.intervals(), false))
        .examinedIn(examined, settings.sampling().generation());
    return directory -> trainer.keepIn(directory).tell(console).train();
  }

  private Training byRewards(Assembly assembly, Pretrained model, Tokenizer tokenizer, RlTask examined,
      Console console) {
    RlTrainer trainer = new RlTrainer(model, assembly.algorithm(), assembly.settings(tokenizer, model),
        examined, assembly.critic());
    return directory -> trainer.keepIn(directory, new ArrowRolloutFolder(directory.rollouts())).tell(console)
        .train();
  }
}
