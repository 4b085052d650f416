package zerograd.cli.recipe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import zerograd.cli.Nearest;
import zerograd.data.Rows;
import zerograd.models.text.BytePairTokenizer;
import zerograd.models.text.BytePairTrainer;
import zerograd.models.text.Tokenizer;
import zerograd.models.text.TokenizerConfig;
import zerograd.models.train.Batches;
import zerograd.models.train.Example;
import zerograd.models.train.ExampleEncoder;
import zerograd.models.train.LanguageModelTrainer;
import zerograd.models.transformer.Pretrained;
import zerograd.models.transformer.TransformerConfig;
import zerograd.rl.puzzle.DigitCompletion;
import zerograd.rl.puzzle.DigitTokenizer;
import zerograd.rl.puzzle.PromptTemplate;
import zerograd.rl.puzzle.PuzzleCourse;
import zerograd.rl.puzzle.PuzzleSchool;
import zerograd.rl.reward.Reward;
import zerograd.rl.reward.NamedReward;
import zerograd.rl.reward.RewardCatalog;
import zerograd.rl.reward.RewardRunner;
import zerograd.rl.reward.WeightedReward;
import zerograd.rl.task.DigitCompletionTask;
import zerograd.rl.task.KnightsAndKnavesTask;
import zerograd.rl.task.LearningTask;
import zerograd.rl.train.RlSettings;
import zerograd.rl.train.RlTask;
import zerograd.rl.train.Stage;

/// Turns a recipe into the objects it speaks of.
///
/// @param recipe what was asked for
/// @param folder where the recipe stands; its paths are relative to this
public record Assembly(Recipe recipe, Path folder) {

  /// What ends a text of a tokenizer that is made here.
  private static final String END = "<|endoftext|>";

  /// The task.
  ///
  /// @throws RecipeException if the recipe names none, or two
  public LearningTask task() throws IOException {
    Recipe.TaskPart part = recipe.task();
    if (Stream.of(part.knightsAndKnaves(), part.digitCompletion(), part.rows()).filter(Objects::nonNull)
        .count() != 1) {
      throw new RecipeException("task needs one of knights_and_knaves, digit_completion, rows");
    }
    if (part.rows() != null) return new RowsAssembly(part.rows(), folder).task();
    return part.knightsAndKnaves() != null
        ? puzzles(part.knightsAndKnaves())
        : digits(part.digitCompletion());
  }

  /// The task's prompts with the rewards that the recipe asks for.
  ///
  /// @throws RecipeException if it names a reward that is not there
  public RlTask rewarded(RlTask own) throws IOException {
    Recipe.RewardPart part = recipe.reward();
    if (part == null) return own;
    if (part.terms().isEmpty()) throw new RecipeException("reward.terms needs at least one reward");
    List<WeightedReward.Term> terms = new ArrayList<>();
    for (int i = 0; i < part.terms().size(); i++) {
      Recipe.RewardTermPart term = part.terms().get(i);
      terms.add(new WeightedReward.Term(reward(term, own, "reward.terms[" + i + "]"), term.weight()));
    }
    boolean isPlain = terms.size() == 1 && terms.getFirst().weight() == 1;
    RewardRunner runner = new RewardRunner(isPlain ? terms.getFirst().reward() : new WeightedReward(terms),
        own.rewards().threads(), part.stepLimit(), Duration.ofNanos(Math.round(part.timeLimit() * 1e9)),
        part.fallback(),
        part.onError());
    return own.with(runner, part.full());
  }

  private Reward reward(Recipe.RewardTermPart term, RlTask own, String place) throws IOException {
    if ((term.name() == null) == (term.java() == null))
      throw new RecipeException(place + " needs one of name, java");
    if (term.java() != null) return UserReward.load(term, folder, place);
    if (term.name().equals("task")) return own.rewards().reward();
    List<String> known = new ArrayList<>(RewardCatalog.names());
    known.add("task");
    return RewardCatalog.find(term.name()).map(NamedReward::reward).orElseThrow(() -> new RecipeException(
        "%s.name is \"%s\"%s".formatted(place, term.name(), Nearest.hint(term.name(), known))));
  }

  private static LearningTask puzzles(Recipe.KnightsAndKnavesPart part) {
    List<PuzzleCourse.Puzzles> courses = IntStream.rangeClosed(part.people(), part.mostPeople())
        .mapToObj(people -> new PuzzleCourse(people, part.width(), part.names(), part.pool(), part.heldOut(),
            part.seed()).puzzles())
        .toList();
    return new KnightsAndKnavesTask(courses,
        Choice.of("task.knights_and_knaves.template", part.template(), PromptTemplate.class),
        new PuzzleSchool(part.hastyShare(), part.firstCaseShare(), part.seed()), part.firstExample(),
        part.examples());
  }

  private LearningTask digits(Recipe.DigitCompletionPart part) throws IOException {
    if ((part.train() == null) != (part.test() == null)) {
      throw new RecipeException("digit_completion needs both a train and a test file, or neither");
    }
    if (part.train() == null) {
      var split = DigitCompletion.split(part.seed());
      return new DigitCompletionTask(split.train(), split.test());
    }
    return new DigitCompletionTask(digitsOf(part.train()), digitsOf(part.test()));
  }

  private List<DigitCompletion> digitsOf(String file) throws IOException {
    List<DigitCompletion> tasks = new ArrayList<>();
    for (Map<String, Object> row : Rows.read(folder.resolve(file))) {
      tasks.add(DigitCompletion.parse(prompt(row.get("prompt"), file)));
    }
    return tasks;
  }

  /// The text of a prompt, which may stand as the one message of a chat.
  private static String prompt(Object prompt, String file) {
    return switch (prompt) {
      case String text -> text;
      case List<?> chat when chat.size() == 1 && chat.getFirst() instanceof Map<?, ?> message
          && message.get("content") instanceof String text ->
        text;
      case null, default ->
        throw new RecipeException(file + " needs a column \"prompt\": a text, or a list with one message");
    };
  }

  /// The model, its weights in the innermost scope; a new one gets a tokenizer made for the tasks of all stages.
  ///
  /// @throws RecipeException if the recipe names none
  public Pretrained model(List<LearningTask> tasks) throws IOException {
    Recipe.ModelPart part = recipe.model();
    if (part.load() == null) {
      if (part.create() == null)
        throw new RecipeException("model needs one of load, create");
      if (recipe.lora() != null)
        throw new RecipeException("lora corrects a model that is there already; give model.load");
      return created(part.create(), tasks);
    }
    Path model = folder.resolve(part.load());
    if (!Files.isDirectory(model))
      throw new RecipeException("model.load names " + model + ", which is not a folder" + whatMakes(model));
    return recipe.lora() == null ? Pretrained.load(model) : recipe.lora().load(model, recipe.seed());
  }

  /// The recipe beside this one that has the name of the run in which `model` is missing, as a hint; empty where there is none.
  private String whatMakes(Path model) {
    Path runs = folder.resolve("../runs").toAbsolutePath().normalize(),
        wanted = model.toAbsolutePath().normalize();
    if (!wanted.startsWith(runs) || wanted.equals(runs)) return "";
    Path maker = folder.resolve(runs.relativize(wanted).getName(0) + ".yaml");
    return Files.isRegularFile(maker) ? "; run ./zerograd train " + maker + " first, which makes it" : "";
  }

  private Pretrained created(Recipe.NewModel part, List<LearningTask> tasks) {
    if (tasks.getFirst() instanceof DigitCompletionTask) {
      return Pretrained.random(config(part, new DigitTokenizer()), recipe.seed());
    }
    List<String> texts = tasks.stream()
        .flatMap(task -> task.lessons().stream().limit(TOKENIZER_TEXTS).map(LearningTask.Example::text))
        .toList();
    BytePairTokenizer tokenizer = BytePairTrainer.of(part.vocabSize(), END).train(texts)
        .withConfig(TokenizerConfig.endingWith(END));
    return Pretrained.random(config(part, tokenizer), recipe.seed()).with(tokenizer);
  }

  /// More texts than these add nothing to what is merged.
  private static final int TOKENIZER_TEXTS = 4096;

  private static TransformerConfig config(Recipe.NewModel part, Tokenizer tokenizer) {
    Map<String, Object> json = new LinkedHashMap<>();
    boolean qwen = part.modelType().equals("qwen2");
    if (!qwen && !part.modelType().equals("llama")) {
      throw Choice.unknown("model.create.model_type", part.modelType(), "qwen2", "llama");
    }
    json.put("architectures", List.of(qwen ? "Qwen2ForCausalLM" : "LlamaForCausalLM"));
    json.put("model_type", part.modelType());
    json.put("hidden_act", "silu");
    json.put("hidden_size", part.hiddenSize());
    json.put("intermediate_size", part.intermediateSize());
    json.put("num_hidden_layers", part.numHiddenLayers());
    json.put("num_attention_heads", part.numAttentionHeads());
    json.put("num_key_value_heads", part.numKeyValueHeads());
    json.put("vocab_size", tokenizer.vocabSize());
    json.put("max_position_embeddings", part.maxPositionEmbeddings());
    json.put("rope_theta", part.ropeTheta());
    json.put("rms_norm_eps", part.rmsNormEps());
    json.put("initializer_range", part.initializerRange());
    json.put("tie_word_embeddings", part.tieWordEmbeddings());
    tokenizer.eosId().ifPresent(id -> json.put("eos_token_id", id));
    return TransformerConfig.of(json);
  }

  /// The tokenizer that goes with model and task.
  public Tokenizer tokenizer(LearningTask task, Pretrained model) {
    if (task instanceof DigitCompletionTask)
      return digits(model);
    return model.tokenizer().orElseThrow(() -> new RecipeException(
        "the model in " + recipe.model().load() + " has no tokenizer.json, which the task needs"));
  }

  /// The task's own tokenizer, for a model that was made for it.
  private static Tokenizer digits(Pretrained model) {
    DigitTokenizer digits = new DigitTokenizer();
    if (model.tokenizer().isPresent() || model.config().vocabSize() != digits.vocabSize()) {
      throw new RecipeException(
          "digit_completion needs a model of %d tokens without a tokenizer of its own, got one of %d"
              .formatted(digits.vocabSize(), model.config().vocabSize()));
    }
    return digits;
  }

  /// The task's lessons as tokens; only the responses, with the end token, count.
  public List<Example> examples(LearningTask task, Tokenizer tokenizer) {
    ExampleEncoder encoder = ExampleEncoder.of(tokenizer);
    return task.lessons().stream()
        .map(lesson -> encoder.encode(Map.of("prompt", lesson.prompt(), "completion", lesson.response())))
        .toList();
  }

  /// What is done in the stage that this recipe is.
  public Stage stage(LearningTask task, Tokenizer tokenizer, Pretrained model, int threads)
      throws IOException {
    RlTask examined = rewarded(task.rl(tokenizer, threads));
    RlSettings settings = settings(tokenizer, model);
    AlgorithmAssembly algorithm = new AlgorithmAssembly(recipe);
    Stage.Work work = recipe.method() == Recipe.Method.SFT
        ? byExamples(task, tokenizer, settings, examined)
        : new Stage.ByRewards(algorithm.algorithm(), settings, examined, algorithm.critic());
    return new Stage(recipe.name(), work, recipe.carry().moments(), recipe.carry().reference());
  }

  private Stage.ByExamples byExamples(LearningTask task, Tokenizer tokenizer, RlSettings settings,
      RlTask examined) {
    LanguageModelTrainer.Settings learning = new SettingsAssembly(recipe, folder).supervised();
    List<Example> examples = examples(task, tokenizer);
    return new Stage.ByExamples(learning, examples,
        Batches.ofExamples(examples.size(), recipe.batch().size(), recipe.seed()), settings, examined);
  }

  /// The settings of a recipe for reinforcement learning that are not the algorithm's.
  ///
  /// @param tokenizer whose end token ends a response, as do those that the model names
  public RlSettings settings(Tokenizer tokenizer, Pretrained model) {
    return new SettingsAssembly(recipe, folder).settings(tokenizer, model);
  }

  /// Tokens that a prompt may have, so that prompt and response are no longer than what the model reads.
  ///
  /// @throws RecipeException if there are none
  int roomForPrompts(Pretrained model) { return new SettingsAssembly(recipe, folder).roomForPrompts(model); }
}
