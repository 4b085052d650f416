package zerograd.cli.recipe;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import zerograd.cli.Console;
import zerograd.cli.eval.TrainingExams;
import zerograd.data.ArrowRolloutFolder;
import zerograd.models.checkpoint.AtomicFiles;
import zerograd.models.checkpoint.Fingerprint;
import zerograd.models.checkpoint.StorageType;
import zerograd.models.lora.TrainedWeights;
import zerograd.models.text.Tokenizer;
import zerograd.models.train.MemoryPlan;
import zerograd.models.transformer.ModelCard;
import zerograd.models.transformer.Pretrained;
import zerograd.rl.task.LearningTask;
import zerograd.rl.train.RunDirectory;
import zerograd.rl.train.Stage;
import zerograd.rl.train.StageMemory;
import zerograd.rl.train.StagedTrainer;
import zerograd.tensor.Device;

/// One run of a recipe, in its folder.
///
/// @param recipe what to do
/// @param home where the recipe stands; its paths are relative to this
/// @param folder of the run
/// @param resume whether to go on with a run that is there
public record RecipeRun(Recipe recipe, Path home, Path folder, boolean resume) implements TrainingRun {

  /// Where the trained model is put, in Hugging Face layout.
  public static final String FINAL = "final";

  /// Which rows of the data were left out, and why.
  static final String LEFT_OUT = "left-out.txt";

  /// What may be changed when a run goes on: none of it changes a bit of what is done already.
  private static final Set<String> MAY_DIFFER = Set.of("about", "batch.micro", "batch.recompute",
      "sampling.at_once",
      "intervals.validate", "intervals.checkpoint", "intervals.keep",
      "evaluation.benchmarks", "evaluation.data", "evaluation.every");

  private Set<String> mayDiffer() {
    Set<String> keys = new HashSet<>(MAY_DIFFER);
    for (String key : Binder.flat(recipe).keySet())
      if (MAY_DIFFER.contains(key.replaceFirst("^stages\\.\\d+\\.", ""))) keys.add(key);
    // a constant rate, and a constant temperature, do not depend on how many steps there will be
    boolean constant = recipe.optimizer().schedule() == Recipe.OptimizerPart.Decay.CONSTANT
        && recipe.sampling().finalTemperature() == 0;
    if (constant && recipe.stages().isEmpty()) keys.add("steps");
    return keys;
  }

  /// A model, and what is to be done with it.
  private record Prepared(Pretrained model, List<Stage> stages, double[] guessers, List<String> notes) {

    MemoryPlan plan() { return StageMemory.of(model, stages); }
  }

  @Override public MemoryPlan plan(Device device) throws IOException {
    return device.call("model", () -> prepare(device).plan());
  }

  @Override public String run(Device device, Console console) throws IOException {
    return device.call("model", () -> train(prepare(device), console));
  }

  private Prepared prepare(Device device) throws IOException {
    List<Assembly> assemblies = recipe.staged().stream().map(stage -> new Assembly(stage, home)).toList();
    List<LearningTask> tasks = new ArrayList<>();
    for (Assembly assembly : assemblies) tasks.add(assembly.task());
    Pretrained model = assemblies.getFirst().model(tasks);
    List<Stage> stages = new ArrayList<>();
    for (int i = 0; i < tasks.size(); i++) {
      Tokenizer tokenizer = assemblies.get(i).tokenizer(tasks.get(i), model);
      tasks.set(i, tasks.get(i).fitted(tokenizer, assemblies.get(i).roomForPrompts(model)));
      stages.add(assemblies.get(i).stage(tasks.get(i), tokenizer, model, device.workers().threads()));
    }
    return new Prepared(model, stages, tasks.stream().mapToDouble(LearningTask::guesser).toArray(),
        tasks.stream().flatMap(task -> task.notes().stream()).toList());
  }

  private String train(Prepared prepared, Console console) throws IOException {
    Pretrained model = prepared.model;
    MemoryPlan plan = prepared.plan().require(MemoryPlan.available(Device.current()));
    TrainingExams exams = TrainingExams.of(recipe, home, model, folder, console);
    StagedTrainer trainer = new StagedTrainer(model, prepared.stages).tell(console.and(exams));

    // only now: a recipe that is refused leaves no folder behind
    try (RunDirectory directory = new RunFolder(folder, resume).open(Binder.flat(recipe), mayDiffer(),
        console)) {
      console.begin(recipe, model, prepared.stages, prepared.guessers, folder);
      console.memory(plan);
      leftOut(prepared.notes, console);
      trainer.keepIn(directory, new ArrowRolloutFolder(directory.rollouts())).train();
      TrainedWeights trained = new TrainedWeights(model);
      trained.save(directory.folder().resolve(FINAL), StorageType.F32, new ModelCard(recipe.name(),
          Optional.ofNullable(recipe.model().load()), Binder.flat(recipe), console.results()));
      String fingerprint = Fingerprint.of(trained.parameters());
      console.end(directory.folder().resolve(FINAL), fingerprint);
      return fingerprint;
    }
  }

  /// Keeps what was left out of the data, a sentence a row, and tells of it.
  private void leftOut(List<String> notes, Console console) throws IOException {
    if (notes.isEmpty()) return;
    AtomicFiles.write(folder.resolve(LEFT_OUT),
        (String.join("\n", notes) + "\n").getBytes(StandardCharsets.UTF_8));
    console.leftOut(notes, folder.resolve(LEFT_OUT));
  }
}
