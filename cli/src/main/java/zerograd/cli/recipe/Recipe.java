package zerograd.cli.recipe;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import zerograd.autograd.optim.AdamW;
import zerograd.autograd.optim.Schedule;
import zerograd.rl.reward.RewardRunner;

/// A training run as a YAML file: which model, which task, how it is sampled and how it is changed.
///
/// Every key is a component of one of these records in snake case, and has a default; `./zerograd train RECIPE.yaml
/// rl.clip_low=0.1` changes one. What each number means is said where it is used: `RlSettings`,
/// [zerograd.rl.Grpo], [zerograd.rl.ReinforcePlusPlus], [zerograd.rl.puzzle.PuzzleCourse].
///
/// @param name of the run, and of its folder in `runs/`
/// @param about what the recipe shows, for the reader
/// @param method how the model learns
/// @param seed of all that is random, the task's data excepted, which has its own
/// @param steps training steps
/// @param model what is trained
/// @param lora an adapter to train in the place of the model's own weights; none if absent
/// @param task what it is trained on
/// @param reward what makes a response good, where it is not the task's own reward
/// @param sampling how responses are sampled; for reinforcement learning
/// @param rl the algorithm's own numbers; for reinforcement learning
/// @param critic how a critic learns; for PPO
/// @param batch how many examples or responses are used together
/// @param optimizer how weights are changed
/// @param intervals what happens every so many steps
/// @param evaluation benchmarks that the model is examined in meanwhile; absent for none
/// @param selection which groups are learned from; for reinforcement learning
/// @param overlong what becomes of responses near the limit; for reinforcement learning
/// @param importance how responses count that another than the policy sampled; for reinforcement learning
/// @param faithful whether the bugs of the original, named in `bugs`, are repeated
/// @param bugs of the original
/// @param carry what a stage takes over from the one before
/// @param stages each a block of keys that change in it; the keys are those of a recipe. No stages are one stage.
public record Recipe(String name, String about, Method method, long seed, int steps, ModelPart model, LoraPart lora,
    TaskPart task, RewardPart reward, SamplingPart sampling, RlPart rl, CriticPart critic, BatchPart batch,
    OptimizerPart optimizer, IntervalsPart intervals,
    EvaluationPart evaluation, SelectionPart selection, OverlongPart overlong, ImportancePart importance, boolean faithful, BugsPart bugs,
    CarryPart carry, List<Map<String, Object>> stages) {

  /// How a model learns.
  public enum Method {
    /// From examples: supervised fine-tuning.
    SFT,
    /// From rewards, each response against the others to its prompt.
    GRPO,
    /// From rewards, whitened over the batch.
    REINFORCE_PLUS_PLUS,
    /// From rewards, each response against the mean of the others to its prompt.
    RLOO,
    /// From rewards, each response against the greedy one.
    REMAX,
    /// From rewards, each token against what a critic expected.
    PPO,
    /// From rewards, against the group's mean weighted by length.
    OPO,
    /// From rewards, the plain policy gradient with the group's mean.
    GPG,
    /// From rewards, only the best response to a prompt.
    PASS_AT_K
  }

  /// A recipe that leaves everything at its default.
  public static Recipe defaults() {
    return new Recipe("run", "", Method.GRPO, 1, 60, ModelPart.defaults(), null, TaskPart.defaults(), null, SamplingPart.defaults(),
        RlPart.defaults(), CriticPart.defaults(), BatchPart.defaults(), OptimizerPart.defaults(), IntervalsPart.defaults(),
        null, SelectionPart.defaults(), OverlongPart.defaults(), ImportancePart.defaults(), false, BugsPart.defaults(),
        CarryPart.defaults(), List.of());
  }

  /// @throws IllegalArgumentException if a number is out of its range
  public Recipe {
    require(steps >= 0, "steps must not be negative, got %s", steps);
    require(!name.isBlank() && !name.contains("/"), "name must be a word, got \"%s\"", name);
  }

  /// The recipe in a file, with single values changed by `key=value` words.
  ///
  /// @throws RecipeException if it has unknown keys or unusable values, in one sentence
  /// @throws IOException if the file cannot be read
  public static Recipe read(Path file, List<String> changes) throws IOException {
    Map<String, Object> values = RecipeFile.read(file, changes);
    Recipe recipe = Binder.bind(values, Recipe.class, "");
    recipe.staged();
    return recipe;
  }

  /// What is the run's and not a stage's.
  private static final List<String> OF_THE_RUN = List.of("model", "lora", "seed", "stages", "faithful", "evaluation");

  /// The recipe of each stage: this one with the keys of the stage changed; only this one if it has no stages.
  ///
  /// @throws RecipeException if a stage has unknown keys or unusable values, in one sentence
  public List<Recipe> staged() {
    if (stages.isEmpty()) {
      Combinations.check(this, "");
      return List.of(this);
    }
    List<Recipe> recipes = new ArrayList<>();
    for (Map<String, Object> changes : stages) {
      String path = "stages[" + recipes.size() + "]";
      for (String key : OF_THE_RUN)
        if (changes.containsKey(key))
          throw new RecipeException("%s.%s is the run's; a stage cannot change it".formatted(path, key));
      Recipe stage = Binder.bind(changes, Recipe.class, withoutStages("stage " + (recipes.size() + 1)), path);
      Combinations.check(stage, path + ".");
      recipes.add(stage);
    }
    return List.copyOf(recipes);
  }

  private Recipe withoutStages(String name) {
    return new Recipe(name, about, method, seed, steps, model, lora, task, reward, sampling, rl, critic, batch, optimizer, intervals,
        evaluation, selection, overlong, importance, faithful, bugs, carry, List.of());
  }

  /// How many steps all stages have.
  public int totalSteps() { return staged().stream().mapToInt(Recipe::steps).sum(); }

  /// The bugs that are to be repeated: none, unless the recipe is to be faithful.
  BugsPart repeated() { return faithful ? bugs : BugsPart.defaults(); }

  /// The factor on the learning rate at each step.
  Schedule rates() { return (repeated().zeroFirstStep() ? optimizer.warmed() : optimizer).rates(steps); }

  /// Every value of the recipe under its dotted key, as `key=value` words name it, defaults spelled out.
  public Map<String, Object> resolved() { return Binder.flat(this); }

  /// What is trained: one of the two.
  ///
  /// @param load a folder in Hugging Face layout, relative to the recipe's own; where it is given, nothing is created, so
  ///   that the word `model.load=DIR` makes a recipe with a new model begin from another
  /// @param create a new model with random weights and a tokenizer made for the task
  public record ModelPart(String load, NewModel create) {
    public static ModelPart defaults() { return new ModelPart(null, null); }

    public ModelPart {
      if (load != null) create = null;
    }
  }

  /// A new model; names as in `config.json`.
  ///
  /// @param modelType qwen2 or llama
  /// @param vocabSize entries of the tokenizer that is trained on the task's texts; fewer if they have no more to merge.
  ///   A task with a tokenizer of its own decides this itself.
  public record NewModel(String modelType, int hiddenSize, int intermediateSize, int numHiddenLayers,
      int numAttentionHeads, int numKeyValueHeads, int vocabSize, int maxPositionEmbeddings, double ropeTheta,
      double rmsNormEps, double initializerRange, boolean tieWordEmbeddings) {
    public static NewModel defaults() {
      return new NewModel("qwen2", 128, 384, 4, 4, 2, 1024, 512, 10_000, 1e-6, 0.02, true);
    }
  }

  /// What is learned: one of the three.
  public record TaskPart(KnightsAndKnavesPart knightsAndKnaves, DigitCompletionPart digitCompletion, RowsPart rows) {
    public static TaskPart defaults() { return new TaskPart(null, null, null); }
  }

  /// Knights & Knaves; see [zerograd.rl.puzzle.PuzzleCourse] and [zerograd.rl.puzzle.PuzzleSchool].
  ///
  /// @param toPeople the most people of a puzzle, where they are mixed; 0 for `people` in each
  /// @param heldOut puzzles of the examination, of each number of people
  /// @param examples different examples to learn from
  /// @param firstExample number of the first of them, so that two recipes can use different ones
  public record KnightsAndKnavesPart(int people, int toPeople, int width, int names, int pool, int heldOut, int examples,
      int firstExample, String template, double hastyShare, double firstCaseShare, long seed) {
    public static KnightsAndKnavesPart defaults() {
      return new KnightsAndKnavesPart(2, 0, 3, 8, 975, 200, 2048, 0, "plain", 0, 0, 1234);
    }

    /// @throws IllegalArgumentException if there is nothing to learn from
    public KnightsAndKnavesPart {
      require(examples > 0 && firstExample >= 0, "examples must be positive, got %s from %s on", examples, firstExample);
      require(toPeople == 0 || toPeople >= people, "to_people must not be below people, got %s and %s", toPeople, people);
    }

    int mostPeople() { return Math.max(people, toPeople); }
  }

  /// Digit completion.
  ///
  /// @param train a Parquet file of prompts as verl writes it; the task's generator where it is absent
  /// @param test likewise, for the examination
  public record DigitCompletionPart(String train, String test, long seed) {
    public static DigitCompletionPart defaults() { return new DigitCompletionPart(null, null, 1); }
  }

  /// What makes a response good, instead of the task's own reward; see [zerograd.rl.reward.RewardRunner].
  ///
  /// @param terms rewards whose weighted scores are added
  /// @param full the score from which on a response counts as right
  /// @param fallback what a response scores that a limit stopped, or an error
  /// @param stepLimit steps that scoring one response may count
  /// @param timeLimit seconds that it may take
  /// @param onError whether the run stops when a reward throws, or the response scores the fallback
  public record RewardPart(List<RewardTermPart> terms, double full, double fallback, long stepLimit, double timeLimit,
      RewardRunner.OnError onError) {
    public static RewardPart defaults() {
      return new RewardPart(List.of(), 1, 0, 10_000_000, 30, RewardRunner.OnError.STOP);
    }

    /// @throws IllegalArgumentException if a number is out of its range
    public RewardPart {
      require(stepLimit > 0 && timeLimit > 0, "step_limit and time_limit must be positive, got %s and %s", stepLimit, timeLimit);
    }
  }

  /// A reward: one of the two, by its name or of the user's own.
  ///
  /// @param name of a reward that comes with Zerograd; `task` is the task's own
  /// @param java a class that is a `Reward`, or a file that ends in `.java` with the source of one, relative to the recipe
  /// @param jar where the class is, relative to the recipe
  public record RewardTermPart(String name, String java, String jar, double weight) {
    public static RewardTermPart defaults() { return new RewardTermPart(null, null, null, 1); }
  }

  /// How responses are sampled.
  ///
  /// @param prompts prompts of a step
  /// @param group G, responses to each
  /// @param finalTemperature what the temperature has become at the last step of the stage, on a straight line; 0 for no change
  /// @param topK draw from the likeliest so many tokens; 0 for all
  /// @param topP draw from the likeliest tokens that have this probability together; 1 for all
  /// @param atOnce responses sampled at the same time; changes no bit
  /// @param precision of the weights that sample: f32 is the policy itself, bf16 and int8 a rounded copy
  /// @param rollouts a folder of Arrow files to take responses from instead of sampling, relative to the recipe
  /// @param stopTokenIds tokens that end a response, beside the end tokens of model and tokenizer
  /// @param stop texts that end a response
  public record SamplingPart(int prompts, int group, int maxNewTokens, double temperature, double finalTemperature,
      int topK, double topP, int atOnce, String precision, String rollouts, List<Integer> stopTokenIds, List<String> stop) {
    public static SamplingPart defaults() {
      return new SamplingPart(32, 8, 64, 1, 0, 0, 1, 256, "f32", null, List.of(), List.of());
    }

    /// @throws IllegalArgumentException if a number is out of its range
    public SamplingPart {
      require(finalTemperature >= 0, "final_temperature must not be negative, got %s", finalTemperature);
      require(topK >= 0, "top_k must not be negative, got %s", topK);
      require(topP > 0 && topP <= 1, "top_p must be in (0, 1], got %s", topP);
      require(!stop.contains(""), "stop has an empty text");
    }
  }

  /// The algorithm's own numbers; `kl` is none, k1, k2, k3, abs, k1+ or k3+, charged in the loss or in the reward.
  ///
  /// @param klTarget the divergence that an adaptive controller steers to; 0 for a fixed weight
  /// @param klHorizon responses over which a full error changes the weight by a fifth
  /// @param referenceEvery steps after which the reference becomes the policy of then; 0 for never
  /// @param whitening of REINFORCE++'s and PPO's advantages: sample, population or none
  /// @param baseline what REINFORCE++ takes off scores first: none, mean, leave-one-out or standardised
  /// @param scoreClip scores are held within ± this; 0 for no bound
  /// @param surrogate clip, gspo, cispo, gmpo, sapo or policy-gradient; the first four are held at `clipLow` and `clipHigh`
  public record RlPart(String surrogate, double clipLow, double clipHigh, double dualClip, String kl, String klIn, double klWeight,
      double klTarget, double klHorizon, int referenceEvery, String averaging, String scale, double gamma, double lambda,
      String whitening, String baseline, double entropyWeight, double scoreClip) {
    public static RlPart defaults() {
      return new RlPart("clip", 0.2, 0.2, 0, "none", "loss", 0.001, 0, 10_000, 0, "token-mean", "group", 1, 1, "sample",
          "none", 0, 0);
    }
  }

  /// Which groups are learned from; see [zerograd.rl.train.StepOptions.Selection].
  ///
  /// @param rounds how often prompts are drawn until enough groups are found; 0 learns from all groups as they come
  /// @param prompts of a round; 0 for as many as a step has
  /// @param low a group is learned from if its share of right responses is above this
  /// @param high and below this
  public record SelectionPart(int rounds, int prompts, double low, double high) {
    public static SelectionPart defaults() { return new SelectionPart(0, 0, 0, 1); }
  }

  /// What becomes of responses near the limit; see [zerograd.rl.Dapo.OverlongPenalty].
  ///
  /// @param buffer the last tokens before the limit, in which a penalty grows; 0 for none
  /// @param factor the penalty at the limit
  /// @param leaveOut whether responses that the limit cut off are not learned from
  public record OverlongPart(int buffer, double factor, boolean leaveOut) {
    public static OverlongPart defaults() { return new OverlongPart(0, 1, false); }
  }

  /// How responses count that another than the policy sampled; see [zerograd.rl.ImportanceCorrection].
  ///
  /// @param kind none, truncate or mask
  /// @param level token or sequence
  /// @param cap the largest factor, for truncate
  /// @param low the smallest factor that is not masked
  /// @param high the largest
  public record ImportancePart(String kind, String level, double cap, double low, double high) {
    public static ImportancePart defaults() { return new ImportancePart("none", "token", 2, 0.5, 5); }
  }

  /// What is wrong in the original; each is repeated only if the recipe says `faithful: true`.
  ///
  /// @param klSign the policy is paid for leaving the reference
  /// @param zeroFirstStep the first step has learning rate 0
  /// @param lossDivisor the loss is divided by this once more
  public record BugsPart(boolean klSign, boolean zeroFirstStep, double lossDivisor) {
    public static BugsPart defaults() { return new BugsPart(false, false, 1); }

    /// @throws IllegalArgumentException if the divisor is not positive
    public BugsPart {
      require(lossDivisor > 0, "loss_divisor must be positive, got %s", lossDivisor);
    }
  }

  /// What a stage takes over from the one before.
  ///
  /// @param moments whether the optimizer goes on with its moments; otherwise it begins anew
  /// @param reference whether the reference policy stays; otherwise it is the policy as the stage begins
  public record CarryPart(boolean moments, boolean reference) {
    public static CarryPart defaults() { return new CarryPart(true, true); }
  }

  /// How a critic learns; see [zerograd.rl.train.Critic].
  ///
  /// @param valueClip how far a value may move in an update; 0 for no bound
  /// @param warmupSteps first steps in which the critic learns and the policy does not
  /// @param averaging as `rl.averaging`
  public record CriticPart(double learningRate, double valueClip, double weightDecay, double maxGradientNorm,
      int warmupSteps, String averaging) {
    public static CriticPart defaults() { return new CriticPart(1e-5, 0.5, 0.01, 1, 0, "token-mean"); }
  }

  /// How many are used together.
  ///
  /// @param size examples of a supervised step, or responses of an update (0: all of the step's)
  /// @param epochs how often the responses of a step are gone through
  /// @param micro sequences whose activations are held at once; changes no bit
  /// @param recompute whether activations inside a block are computed again on the way back; changes no bit
  public record BatchPart(int size, int epochs, int micro, boolean recompute) {
    public static BatchPart defaults() { return new BatchPart(0, 1, 32, false); }

    /// @throws IllegalArgumentException if a number is not positive
    public BatchPart {
      require(size >= 0 && epochs >= 1, "size must not be negative and epochs be positive, got %s and %s", size, epochs);
      require(micro >= 1, "micro must be at least 1, got %s", micro);
    }
  }

  /// AdamW, its learning rate over the steps, and the clipping of gradients.
  ///
  /// @param schedule constant, linear or cosine, each after a linear warm-up
  /// @param minimumFactor what a cosine ends at, as a share of the learning rate
  public record OptimizerPart(double learningRate, Decay schedule, int warmupSteps, double minimumFactor, double beta1,
      double beta2, double eps, double weightDecay, double maxGradientNorm) {

    /// How the learning rate falls.
    public enum Decay {
      CONSTANT, LINEAR, COSINE
    }

    public static OptimizerPart defaults() {
      return new OptimizerPart(1e-3, Decay.CONSTANT, 0, 0, 0.9, 0.999, 1e-8, 0, 1);
    }

    /// With a warm-up of one step at least, whose learning rate is 0.
    OptimizerPart warmed() {
      return new OptimizerPart(learningRate, schedule, Math.max(1, warmupSteps), minimumFactor, beta1, beta2, eps,
          weightDecay, maxGradientNorm);
    }

    /// The factor on the learning rate at each of `steps` steps.
    Schedule rates(int steps) {
      int most = Math.max(1, steps);
      return switch (schedule) {
        case CONSTANT -> warmupSteps == 0 ? new Schedule.Constant() : new Schedule.ConstantWithWarmup(warmupSteps);
        case LINEAR -> new Schedule.Linear(warmupSteps, most);
        case COSINE -> minimumFactor == 0
            ? new Schedule.Cosine(warmupSteps, most)
            : new Schedule.CosineWithMinimum(warmupSteps, most, minimumFactor);
      };
    }

    AdamW.Settings adamW() { return new AdamW.Settings(beta1, beta2, eps, weightDecay); }
  }

  /// What happens every so many steps; 0 for only at the ends.
  public record IntervalsPart(int validate, int checkpoint, int keep) {
    public static IntervalsPart defaults() { return new IntervalsPart(0, 0, 2); }
  }

  static void require(boolean holds, String message, Object... given) {
    if (!holds) throw new IllegalArgumentException(message.formatted(given));
  }
}
