package zerograd.cli.recipe;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import zerograd.cli.Console;
import zerograd.data.ExampleFiles;
import zerograd.data.ExampleSet;
import zerograd.models.checkpoint.Fingerprint;
import zerograd.models.chat.ChatTemplate;
import zerograd.models.chat.TemplateException;
import zerograd.models.lora.TrainedWeights;
import zerograd.models.train.Batches;
import zerograd.models.train.Example;
import zerograd.models.train.ExampleEncoder;
import zerograd.models.train.LanguageModelTrainer;
import zerograd.models.train.MemoryPlan;
import zerograd.models.transformer.ModelCard;
import zerograd.models.transformer.Pretrained;
import zerograd.rl.train.RlSettings;
import zerograd.rl.train.RunDirectory;
import zerograd.rl.train.SupervisedTrainer;
import zerograd.tensor.Device;

/// One supervised fine-tuning, in its folder.
///
/// @param recipe what to do
/// @param home where the recipe stands; its paths are relative to this
/// @param folder of the run
/// @param resume whether to go on with a run that is there
public record SftRun(SftRecipe recipe, Path home, Path folder, boolean resume) implements TrainingRun {

  /// What may be changed when a run goes on: none of it changes a bit of what is done already. The files may be elsewhere, as
  /// what is learned from them is a setting of its own.
  private static final Set<String> MAY_DIFFER = Set.of("about", "batch.micro_tokens", "batch.recompute",
      "data.train", "data.held_out", "intervals.checkpoint", "intervals.keep", "model.load", "model.save_as");

  @Override public MemoryPlan plan(Device device) throws IOException {
    return device.call("model", () -> prepare().plan);
  }

  @Override public String run(Device device, Console console) throws IOException {
    return device.call("model", () -> train(prepare(), console));
  }

  /// What is learned, what is held out, and in a sentence what became of the rows.
  private record Data(List<Example> learned, List<Example> heldOut, String about) {}

  /// A model, and what it is to learn.
  private record Prepared(Pretrained model, Data data, Batches batches, int steps, MemoryPlan plan) {}

  private Prepared prepare() throws IOException {
    Pretrained model = model();
    Data data = data(model);
    Batches batches = Batches.ofTokens(data.learned, recipe.batch().tokens(), recipe.seed());
    int steps = recipe.steps() > 0 ? recipe.steps() : Math.toIntExact(batches.steps(recipe.epochs()));
    MemoryPlan.Step largest = MemoryPlan.Step.of(learning(steps), data.learned, batches, steps);
    return new Prepared(model, data, batches, steps, MemoryPlan.of(MemoryPlan.Model.of(model), List.of(),
        largest, MemoryPlan.Rollouts.NONE));
  }

  private String train(Prepared prepared, Console console) throws IOException {
    Pretrained model = prepared.model;
    Data data = prepared.data;
    Batches batches = prepared.batches;
    int steps = prepared.steps;
    prepared.plan.require(MemoryPlan.available(Device.current()));
    SupervisedTrainer trainer = trainer(model, data, batches, steps);

    Map<String, Object> settings = Binder.flat(recipe);
    settings.put("data.sha256", ExampleSet.sha256(data.learned));
    settings.put("data.held_out_sha256", ExampleSet.sha256(data.heldOut));
    try (RunDirectory directory = new RunFolder(folder, resume).open(settings, mayDiffer(), console)) {
      console.begin(
          "%s: sft, %d steps, %.3g epochs, in %s".formatted(recipe.name(), steps, batches.epochs(steps),
              folder),
          model, data.about);
      console.memory(prepared.plan);
      trainer.keepIn(directory).tell(console).train();
      TrainedWeights trained = new TrainedWeights(model);
      trained.save(directory.folder().resolve(RecipeRun.FINAL), recipe.model().saveAs(),
          new ModelCard(recipe.name(), Optional.of(recipe.model().load()), settings, console.results()));
      String fingerprint = Fingerprint.of(trained.parameters());
      if (recipe.intervals().best()) trainer.best().ifPresent(console::best);
      console.end(directory.folder().resolve(RecipeRun.FINAL), fingerprint);
      return fingerprint;
    }
  }

  private Pretrained model() throws IOException {
    SftRecipe.ModelPart part = recipe.model();
    if (part.load() == null) throw new RecipeException("model.load needs the folder of a model");
    Path source = home.resolve(part.load());
    if (!Files.isDirectory(source))
      throw new RecipeException("model.load names " + source + ", which is not a folder");
    Pretrained model = recipe.lora() == null
        ? Pretrained.load(source)
        : recipe.lora().load(source, recipe.seed());
    if (model.tokenizer().isEmpty()) {
      throw new RecipeException(
          "the model in " + part.load() + " has no tokenizer.json, which examples need");
    }
    return part.chatTemplate() == null
        ? model
        : model.withChatTemplate(template(home.resolve(part.chatTemplate())));
  }

  private static String template(Path file) throws IOException {
    try {
      String text = Files.readString(file);
      ChatTemplate.of(text);
      return text;
    } catch (NoSuchFileException absent) {
      throw new RecipeException("model.chat_template names " + file + ", which does not exist");
    } catch (CharacterCodingException binary) {
      throw new RecipeException("model.chat_template names " + file + ", which is no UTF-8 text");
    } catch (TemplateException refused) {
      throw new RecipeException("model.chat_template: " + refused.getMessage());
    }
  }

  private Data data(Pretrained model) throws IOException {
    SftRecipe.DataPart part = recipe.data();
    if (part.train().isEmpty()) throw new RecipeException("data.train needs one file of examples or more");
    ExampleFiles files = new ExampleFiles(encoder(model), longest(model), part.tooLong(), part.unusable());
    ExampleSet train = files.read(paths(part.train()));
    String about = "data: " + about(train.examples()) + leftOut(train);
    if (part.heldOutShare() > 0) {
      ExampleSet.Split split = train.split(part.heldOutShare(), recipe.seed());
      return new Data(split.learned(), split.heldOut(), about + "; %d of them held out".formatted(
          split.heldOut().size()));
    }
    if (part.heldOut().isEmpty()) return new Data(train.examples(), List.of(), about);
    ExampleSet heldOut = files.read(paths(part.heldOut()));
    return new Data(train.examples(), heldOut.examples(),
        about + "\nheld out: " + about(heldOut.examples()) + leftOut(heldOut));
  }

  private List<Path> paths(List<String> names) { return names.stream().map(home::resolve).toList(); }

  private ExampleEncoder encoder(Pretrained model) {
    SftRecipe.DataPart part = recipe.data();
    ExampleEncoder encoder = ExampleEncoder.of(model.tokenizer().orElseThrow());
    try {
      return encoder.with(LocalDate.parse(part.templateDate()), part.templateVariables())
          .appending(part.appendEos());
    } catch (DateTimeException malformed) {
      throw new RecipeException("data.template_date needs a date such as %s, got \"%s\"".formatted(
          ExampleEncoder.DATE, part.templateDate()));
    }
  }

  /// Tokens that an example may have.
  private int longest(Pretrained model) {
    int given = recipe.data().maxLength(), budget = recipe.batch().tokens();
    if (given > budget) {
      throw new RecipeException(
          "data.max_length is %d, more than the %d of batch.tokens; a step takes whole examples"
              .formatted(given, budget));
    }
    return given > 0 ? given : Math.min(model.config().maxPositionEmbeddings(), budget);
  }

  private static String about(List<Example> examples) {
    ExampleSet counted = new ExampleSet(examples, 0, 0, 0, "");
    return "%,d examples, %,d tokens, of which %,d are learned".formatted(examples.size(), counted.tokens(),
        counted.learned());
  }

  private static String leftOut(ExampleSet set) {
    List<String> parts = new ArrayList<>();
    if (set.cut() > 0) parts.add("%,d rows cut".formatted(set.cut()));
    if (set.tooLong() > 0) parts.add("%,d rows too long and skipped".formatted(set.tooLong()));
    if (set.unusable() > 0) parts.add("%,d rows unusable and skipped".formatted(set.unusable()));
    if (!set.firstLeftOut().isEmpty()) parts.add("the first: " + set.firstLeftOut());
    return parts.isEmpty() ? "" : "; " + String.join(", ", parts);
  }

  private LanguageModelTrainer.Settings learning(int steps) {
    Recipe.OptimizerPart optimizer = recipe.optimizer();
    return new LanguageModelTrainer.Settings(optimizer.learningRate(),
        optimizer.rates(steps), optimizer.adamW(), optimizer.maxGradientNorm(), 0,
        recipe.batch().microTokens(),
        recipe.batch().recompute());
  }

  private SupervisedTrainer trainer(Pretrained model, Data data, Batches batches, int steps) {
    SftRecipe.IntervalsPart every = recipe.intervals();
    SupervisedTrainer.Settings settings = new SupervisedTrainer.Settings(steps, recipe.seed(),
        new RlSettings.Intervals(every.validate(), every.checkpoint(), every.keep()), every.best());
    return new SupervisedTrainer(model, learning(steps), data.learned, batches, settings)
        .evaluatedOn(data.heldOut);
  }

  private Set<String> mayDiffer() {
    Set<String> keys = new HashSet<>(MAY_DIFFER);
    if (recipe.optimizer().schedule() == Recipe.OptimizerPart.Decay.CONSTANT) {
      keys.addAll(List.of("steps", "epochs"));               // a constant rate does not depend on how many there will be
    }
    return keys;
  }
}
