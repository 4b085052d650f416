package zerograd.cli.recipe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
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

    try (RunDirectory directory = open(console)) {   // only now: a recipe that is refused leaves no folder behind
      console.begin(recipe, model, examined, task.guesser(), folder);
      training.in(directory);
      model.save(directory.folder().resolve(FINAL));
      String fingerprint = Fingerprint.of(model.model().parameters());
      console.end(directory.folder().resolve(FINAL), fingerprint);
      return fingerprint;
    }
  }

  /// A run that was killed before its settings were written had done nothing else, so it begins.
  private RunDirectory open(Console console) throws IOException {
    Map<String, Object> settings = recipe.resolved();
    if (!resume) return RunDirectory.create(folder, settings);
    if (hasBegun()) return RunDirectory.resume(folder, settings, mayDiffer());
    console.nothingToResume(folder);
    return RunDirectory.create(folder, settings);
  }

  private boolean hasBegun() throws IOException {
    if (!Files.isDirectory(folder)) return Files.exists(folder);
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString())
          .anyMatch(name -> !name.equals("run.lock") && !name.endsWith(".tmp"));
    }
  }

  private Training byExamples(Assembly assembly, LearningTask task, Pretrained model, Tokenizer tokenizer,
      RlTask examined, Console console) {
    List<Example> examples = assembly.examples(task, tokenizer);
    SupervisedTrainer trainer = new SupervisedTrainer(model, assembly.supervised(), examples,
        recipe.batch().size(), assembly.settings(tokenizer, model), examined);
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
