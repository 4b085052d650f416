package zerograd.cli.recipe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import zerograd.autograd.optim.AdamW;
import zerograd.autograd.optim.Schedule;
import zerograd.cli.Nearest;
import zerograd.data.ArrowRolloutFolder;
import zerograd.data.Rows;
import zerograd.models.generate.GenerationSettings;
import zerograd.models.generate.Sampler;
import zerograd.models.generate.StopText;
import zerograd.models.generate.TopK;
import zerograd.models.generate.TopP;
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
import zerograd.rl.AdvantageEstimator;
import zerograd.rl.Algorithm;
import zerograd.rl.Averaging;
import zerograd.rl.Cispo;
import zerograd.rl.Clip;
import zerograd.rl.Dapo;
import zerograd.rl.Gmpo;
import zerograd.rl.Gpg;
import zerograd.rl.Grpo;
import zerograd.rl.GroupBaseline;
import zerograd.rl.Gspo;
import zerograd.rl.ImportanceCorrection;
import zerograd.rl.Kl;
import zerograd.rl.KlControl;
import zerograd.rl.KlPenalty;
import zerograd.rl.Opo;
import zerograd.rl.PassAtK;
import zerograd.rl.PolicyGradient;
import zerograd.rl.Ppo;
import zerograd.rl.ReMax;
import zerograd.rl.ReinforcePlusPlus;
import zerograd.rl.Rloo;
import zerograd.rl.Sapo;
import zerograd.rl.Surrogate;
import zerograd.rl.ValueLoss;
import zerograd.rl.Whitening;
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
import zerograd.rl.train.Critic;
import zerograd.rl.train.RlSettings;
import zerograd.rl.train.RlTask;
import zerograd.rl.train.RolloutOrigin;
import zerograd.rl.train.Stage;
import zerograd.rl.train.StepOptions;
import zerograd.tensor.kernels.FrozenFormat;

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
    return new KnightsAndKnavesTask(courses, template(part.template()),
        new PuzzleSchool(part.hastyShare(), part.firstCaseShare(), part.seed()), part.firstExample(),
        part.examples());
  }

  private static PromptTemplate template(String name) {
    List<String> known = new ArrayList<>();
    for (PromptTemplate template : PromptTemplate.values()) {
      String word = template.name().toLowerCase(Locale.ROOT).replace('_', '-');
      if (word.equals(name))
        return template;
      known.add(word);
    }
    throw new RecipeException("template is \"%s\"%s".formatted(name, Nearest.hint(name, known)));
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
      throw new RecipeException("model.create.model_type is \"%s\"%s".formatted(part.modelType(),
          Nearest.hint(part.modelType(), List.of("qwen2", "llama"))));
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
    Stage.Work work = recipe.method() == Recipe.Method.SFT
        ? byExamples(task, tokenizer, settings, examined)
        : new Stage.ByRewards(algorithm(), settings, examined, critic());
    return new Stage(recipe.name(), work, recipe.carry().moments(), recipe.carry().reference());
  }

  private Stage.ByExamples byExamples(LearningTask task, Tokenizer tokenizer, RlSettings settings,
      RlTask examined) {
    LanguageModelTrainer.Settings learning = supervised();
    List<Example> examples = examples(task, tokenizer);
    return new Stage.ByExamples(learning, examples,
        Batches.ofExamples(examples.size(), recipe.batch().size(), recipe.seed()), settings, examined);
  }

  /// How a supervised recipe trains.
  public LanguageModelTrainer.Settings supervised() {
    if (recipe.batch().size() == 0)
      throw new RecipeException("batch.size needs a number of examples for method sft");
    Recipe.OptimizerPart optimizer = recipe.optimizer();
    return new LanguageModelTrainer.Settings(optimizer.learningRate(), schedule(), optimizer.adamW(),
        optimizer.maxGradientNorm(), recipe.batch().micro(), 0, recipe.batch().recompute());
  }

  /// The algorithm of a recipe for reinforcement learning.
  public Algorithm algorithm() {
    Recipe.RlPart rl = recipe.rl();
    AdvantageEstimator estimator = switch (recipe.method()) {
      case GRPO -> new Grpo(scale(rl), 1e-6);
      case REINFORCE_PLUS_PLUS -> {
        GroupBaseline baseline = choice("rl.baseline", rl.baseline(), GroupBaseline.values());
        yield new ReinforcePlusPlus(rl.gamma(), baseline, whitening(rl), baseline == GroupBaseline.NONE);
      }
      case RLOO -> new Rloo(false);
      case REMAX -> new ReMax();
      case PPO -> new Ppo(rl.gamma(), rl.lambda(), whitening(rl), true);
      case OPO -> new Opo();
      case GPG -> new Gpg();
      case PASS_AT_K -> new PassAtK(true);
      case SFT -> throw new RecipeException("method sft has no reinforcement learning algorithm");
    };
    Averaging averaging = averaging("rl.averaging", rl.averaging());
    double divisor = bugs().lossDivisor();
    return new Algorithm(estimator, surrogate(rl), kl(rl),
        divisor == 1 ? averaging : new Averaging.Divided(averaging, divisor), rl.entropyWeight());
  }

  /// The bugs that are to be repeated: none, unless the recipe is to be faithful.
  private Recipe.BugsPart bugs() { return recipe.faithful() ? recipe.bugs() : Recipe.BugsPart.defaults(); }

  private static Whitening whitening(Recipe.RlPart rl) {
    return choice("rl.whitening", rl.whitening(), Whitening.values());
  }

  /// The constant of that name in small letters, with hyphens.
  private static <E extends Enum<E>> E choice(String key, String name, E[] constants) {
    List<String> known = new ArrayList<>();
    for (E constant : constants) {
      String word = constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
      if (word.equals(name))
        return constant;
      known.add(word);
    }
    throw new RecipeException("%s is \"%s\"; known are %s".formatted(key, name, String.join(", ", known)));
  }

  private static Surrogate surrogate(Recipe.RlPart rl) {
    double low = rl.clipLow(), high = rl.clipHigh();
    return switch (rl.surrogate()) {
      case "clip" -> new Clip(low, high, rl.dualClip() > 0 ? rl.dualClip() : Double.POSITIVE_INFINITY);
      case "gspo" -> new Gspo(low, high, Gspo.Level.MEAN);
      case "cispo" -> new Cispo(low, high);
      case "gmpo" -> new Gmpo(low, high);
      case "sapo" -> new Sapo(1, 1.05);
      case "policy-gradient" -> new PolicyGradient();
      default -> throw new RecipeException("rl.surrogate is \"%s\"%s".formatted(rl.surrogate(),
          Nearest.hint(rl.surrogate(), List.of("clip", "gspo", "cispo", "gmpo", "sapo", "policy-gradient"))));
    };
  }

  /// How the critic of a recipe learns.
  public Critic.Settings critic() {
    Recipe.CriticPart part = recipe.critic();
    double clip = part.valueClip() > 0 ? part.valueClip() : Double.POSITIVE_INFINITY;
    Recipe.OptimizerPart adam = recipe.optimizer();
    return new Critic.Settings(part.learningRate(), schedule(),
        new AdamW.Settings(adam.beta1(), adam.beta2(), adam.eps(), part.weightDecay()),
        part.maxGradientNorm(),
        new ValueLoss(clip), part.warmupSteps(), averaging("critic.averaging", part.averaging()));
  }

  private KlPenalty kl(Recipe.RlPart rl) {
    if (rl.kl().equals("none"))
      return new KlPenalty.None();
    return switch (rl.klIn()) {
      case "loss" -> new KlPenalty.InLoss(Kl.named(rl.kl()), rl.klWeight(), bugs().klSign());
      case "reward" -> new KlPenalty.InReward(Kl.named(rl.kl()), rl.klWeight());
      default -> throw new RecipeException("rl.kl_in is \"%s\"; known are loss, reward".formatted(rl.klIn()));
    };
  }

  private Averaging averaging(String key, String name) {
    int longest = recipe.sampling().maxNewTokens();
    return switch (name) {
      case "token-mean" -> new Averaging.TokenMean();
      case "seq-mean-token-mean" -> new Averaging.SequenceMeanTokenMean();
      case "seq-mean-token-sum" -> new Averaging.SequenceMeanTokenSum(1);
      case "seq-mean-token-sum-norm" -> new Averaging.TokenSum(longest);
      case "dr-grpo" -> new Averaging.SequenceMeanTokenSum(longest);
      default -> throw new RecipeException("%s is \"%s\"%s".formatted(key, name,
          Nearest.hint(name, List.of("token-mean", "seq-mean-token-mean", "seq-mean-token-sum",
              "seq-mean-token-sum-norm", "dr-grpo"))));
    };
  }

  private static Grpo.Scale scale(Recipe.RlPart rl) {
    return choice("rl.scale", rl.scale(), Grpo.Scale.values());
  }

  /// The settings of a recipe for reinforcement learning that are not the algorithm's.
  ///
  /// @param tokenizer whose end token ends a response, as do those that the model names
  public RlSettings settings(Tokenizer tokenizer, Pretrained model) {
    Recipe.SamplingPart sampling = recipe.sampling();
    Recipe.BatchPart batch = recipe.batch();
    GenerationSettings generation = GenerationSettings.greedy(sampling.maxNewTokens())
        .withSampler(sampler(sampling))
        .withStopIds(ends(tokenizer, model)).withMaxSequences(sampling.atOnce());
    if (!sampling.stop().isEmpty())
      generation = generation.withStopText(new StopText(tokenizer, sampling.stop()));
    RlSettings.Sampling sampled = new RlSettings.Sampling(sampling.prompts(), sampling.group(), generation,
        sampling.finalTemperature() == 0
            ? sampler(sampling).logProbTemperature()
            : sampling.finalTemperature());
    int miniBatch = batch.size() == 0 ? sampled.responses() : batch.size();
    Recipe.OptimizerPart optimizer = recipe.optimizer();
    RlSettings.Updates updates = new RlSettings.Updates(miniBatch, batch.epochs(), batch.micro(),
        batch.recompute(),
        optimizer.learningRate(), schedule(), optimizer.adamW(), optimizer.maxGradientNorm());
    Recipe.IntervalsPart intervals = recipe.intervals();
    return new RlSettings(recipe.steps(), recipe.seed(), sampled, updates,
        new RlSettings.Intervals(intervals.validate(), intervals.checkpoint(), intervals.keep()), options());
  }

  /// Tokens that a prompt may have, so that prompt and response are no longer than what the model reads.
  ///
  /// @throws RecipeException if there are none
  int roomForPrompts(Pretrained model) {
    int reads = model.config().maxPositionEmbeddings(), longest = recipe.sampling().maxNewTokens();
    if (longest < reads) return reads - longest;
    throw new RecipeException(
        "sampling.max_new_tokens is %,d, but the model reads no more than %,d tokens, the prompt among them"
            .formatted(longest, reads));
  }

  private static Sampler sampler(Recipe.SamplingPart sampling) {
    Sampler sampler = Sampler.temperature((float) sampling.temperature());
    if (sampling.topK() > 0) sampler = sampler.with(new TopK(sampling.topK()));
    return sampling.topP() < 1 ? sampler.with(new TopP(sampling.topP())) : sampler;
  }

  private StepOptions options() {
    Recipe.RlPart rl = recipe.rl();
    Recipe.SelectionPart selection = recipe.selection();
    Recipe.OverlongPart overlong = recipe.overlong();
    int limit = recipe.sampling().maxNewTokens();
    return StepOptions.none()
        .with(selection.rounds() == 0
            ? StepOptions.Selection.ALL
            : new StepOptions.Selection(selection.rounds(), selection.prompts(), selection.low(),
                selection.high()))
        .with(new StepOptions.Shaping(overlong.buffer() == 0
            ? Optional.empty()
            : Optional.of(new Dapo.OverlongPenalty(limit, overlong.buffer(), overlong.factor())),
            overlong.leaveOut(),
            rl.scoreClip() == 0 ? Double.POSITIVE_INFINITY : rl.scoreClip()))
        .with(rl.klTarget() == 0
            ? new KlControl.Fixed()
            : new KlControl.Adaptive(rl.klTarget(), rl.klHorizon()))
        .withRefreshEvery(rl.referenceEvery()).with(origin(), importance());
  }

  private RolloutOrigin origin() {
    String rollouts = recipe.sampling().rollouts(), precision = recipe.sampling().precision();
    if (rollouts != null) {
      Path from = this.folder.resolve(rollouts);
      if (!Files.isDirectory(from))
        throw new RecipeException("sampling.rollouts names " + from + ", which is not a folder");
      return new RolloutOrigin.Recorded(new ArrowRolloutFolder(from)::read);
    }
    FrozenFormat format = choice("sampling.precision", precision, FrozenFormat.values());
    return format == FrozenFormat.F32 ? new RolloutOrigin.Policy() : new RolloutOrigin.Rounded(format);
  }

  private ImportanceCorrection importance() {
    Recipe.ImportancePart part = recipe.importance();
    ImportanceCorrection.Level level = choice("importance.level", part.level(),
        ImportanceCorrection.Level.values());
    return switch (part.kind()) {
      case "none" -> new ImportanceCorrection.None();
      case "truncate" -> new ImportanceCorrection.Truncated(level, part.cap());
      case "mask" -> new ImportanceCorrection.Masked(level, part.low(), part.high());
      default -> throw new RecipeException(
          "importance.kind is \"%s\"; known are none, truncate, mask".formatted(part.kind()));
    };
  }

  private Set<Integer> ends(Tokenizer tokenizer, Pretrained model) {
    Set<Integer> ends = new HashSet<>(model.eosTokenIds());
    tokenizer.eosId().ifPresent(ends::add);
    for (int id : recipe.sampling().stopTokenIds()) {
      if (id < 0 || id >= model.config().vocabSize()) {
        throw new RecipeException("sampling.stop_token_ids has %d, but the model has the tokens 0 to %,d"
            .formatted(id, model.config().vocabSize() - 1));
      }
      ends.add(id);
    }
    return ends;
  }

  private Schedule schedule() {
    Recipe.OptimizerPart optimizer = recipe.optimizer();
    return (bugs().zeroFirstStep() ? optimizer.warmed() : optimizer).rates(recipe.steps());
  }
}
