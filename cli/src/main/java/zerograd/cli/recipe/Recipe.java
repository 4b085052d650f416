package zerograd.cli.recipe;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import zerograd.autograd.optim.AdamW;
import zerograd.autograd.optim.Schedule;

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
/// @param task what it is trained on
/// @param sampling how responses are sampled; for reinforcement learning
/// @param rl the algorithm's own numbers; for reinforcement learning
/// @param critic how a critic learns; for PPO
/// @param batch how many examples or responses are used together
/// @param optimizer how weights are changed
/// @param intervals what happens every so many steps
public record Recipe(String name, String about, Method method, long seed, int steps, ModelPart model, TaskPart task,
    SamplingPart sampling, RlPart rl, CriticPart critic, BatchPart batch, OptimizerPart optimizer, IntervalsPart intervals) {

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
    return new Recipe("run", "", Method.GRPO, 1, 60, ModelPart.defaults(), TaskPart.defaults(), SamplingPart.defaults(),
        RlPart.defaults(), CriticPart.defaults(), BatchPart.defaults(), OptimizerPart.defaults(), IntervalsPart.defaults());
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
    return Binder.bind(values, Recipe.class, "");
  }

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

  /// What is learned: one of the two.
  public record TaskPart(KnightsAndKnavesPart knightsAndKnaves, DigitCompletionPart digitCompletion) {
    public static TaskPart defaults() { return new TaskPart(null, null); }
  }

  /// Knights & Knaves; see [zerograd.rl.puzzle.PuzzleCourse] and [zerograd.rl.puzzle.PuzzleSchool].
  ///
  /// @param examples different examples to learn from
  /// @param firstExample number of the first of them, so that two recipes can use different ones
  public record KnightsAndKnavesPart(int people, int width, int names, int pool, int heldOut, int examples,
      int firstExample, String template, double hastyShare, double firstCaseShare, long seed) {
    public static KnightsAndKnavesPart defaults() {
      return new KnightsAndKnavesPart(2, 3, 8, 975, 200, 2048, 0, "plain", 0, 0, 1234);
    }

    /// @throws IllegalArgumentException if there is nothing to learn from
    public KnightsAndKnavesPart {
      require(examples > 0 && firstExample >= 0, "examples must be positive, got %s from %s on", examples, firstExample);
    }
  }

  /// Digit completion.
  ///
  /// @param train a Parquet file of prompts as verl writes it; the task's generator where it is absent
  /// @param test likewise, for the examination
  public record DigitCompletionPart(String train, String test, long seed) {
    public static DigitCompletionPart defaults() { return new DigitCompletionPart(null, null, 1); }
  }

  /// How responses are sampled.
  ///
  /// @param prompts prompts of a step
  /// @param group G, responses to each
  /// @param atOnce responses sampled at the same time; changes no bit
  public record SamplingPart(int prompts, int group, int maxNewTokens, double temperature, int atOnce) {
    public static SamplingPart defaults() { return new SamplingPart(32, 8, 64, 1, 256); }
  }

  /// The algorithm's own numbers; `kl` is none, k1, k2 or k3, charged in the loss or in the reward.
  ///
  /// @param surrogate clip, gspo, cispo, gmpo, sapo or policy-gradient; the first four are held at `clipLow` and `clipHigh`
  public record RlPart(String surrogate, double clipLow, double clipHigh, double dualClip, String kl, String klIn, double klWeight,
      String averaging, String scale, double gamma, double lambda, boolean baseline,
      double entropyWeight) {
    public static RlPart defaults() {
      return new RlPart("clip", 0.2, 0.2, 0, "none", "loss", 0.001, "token-mean", "group", 1, 1, false, 0);
    }
  }

  /// How a critic learns; see [zerograd.rl.train.Critic].
  ///
  /// @param valueClip how far a value may move in an update; 0 for no bound
  /// @param warmupSteps first steps in which the critic learns and the policy does not
  public record CriticPart(double learningRate, double valueClip, double weightDecay, double maxGradientNorm,
      int warmupSteps) {
    public static CriticPart defaults() { return new CriticPart(1e-5, 0.5, 0.01, 1, 0); }
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
