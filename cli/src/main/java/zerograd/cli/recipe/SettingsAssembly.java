package zerograd.cli.recipe;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import zerograd.data.ArrowRolloutFolder;
import zerograd.models.generate.GenerationSettings;
import zerograd.models.generate.Sampler;
import zerograd.models.generate.StopText;
import zerograd.models.generate.TopK;
import zerograd.models.generate.TopP;
import zerograd.models.text.Tokenizer;
import zerograd.models.train.LanguageModelTrainer;
import zerograd.models.transformer.Pretrained;
import zerograd.rl.Dapo;
import zerograd.rl.ImportanceCorrection;
import zerograd.rl.KlControl;
import zerograd.rl.train.RlSettings;
import zerograd.rl.train.RolloutOrigin;
import zerograd.rl.train.StepOptions;
import zerograd.tensor.kernels.FrozenFormat;

/// Turns a recipe into the numbers of its training: how responses are sampled, and how weights are changed.
///
/// @param recipe what was asked for
/// @param folder where the recipe stands; its paths are relative to this
record SettingsAssembly(Recipe recipe, Path folder) {

  /// How a supervised recipe trains.
  LanguageModelTrainer.Settings supervised() {
    if (recipe.batch().size() == 0)
      throw new RecipeException("batch.size needs a number of examples for method sft");
    Recipe.OptimizerPart optimizer = recipe.optimizer();
    return new LanguageModelTrainer.Settings(optimizer.learningRate(), recipe.rates(), optimizer.adamW(),
        optimizer.maxGradientNorm(), recipe.batch().micro(), 0, recipe.batch().recompute());
  }

  /// The settings of a recipe for reinforcement learning that are not the algorithm's.
  ///
  /// @param tokenizer whose end token ends a response, as do those that the model names
  RlSettings settings(Tokenizer tokenizer, Pretrained model) {
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
        optimizer.learningRate(), recipe.rates(), optimizer.adamW(), optimizer.maxGradientNorm());
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
      Path from = folder.resolve(rollouts);
      if (!Files.isDirectory(from))
        throw new RecipeException("sampling.rollouts names " + from + ", which is not a folder");
      return new RolloutOrigin.Recorded(new ArrowRolloutFolder(from)::read);
    }
    FrozenFormat format = Choice.of("sampling.precision", precision, FrozenFormat.class);
    return format == FrozenFormat.F32 ? new RolloutOrigin.Policy() : new RolloutOrigin.Rounded(format);
  }

  private ImportanceCorrection importance() {
    Recipe.ImportancePart part = recipe.importance();
    ImportanceCorrection.Level level = Choice.of("importance.level", part.level(),
        ImportanceCorrection.Level.class);
    return switch (part.kind()) {
      case "none" -> new ImportanceCorrection.None();
      case "truncate" -> new ImportanceCorrection.Truncated(level, part.cap());
      case "mask" -> new ImportanceCorrection.Masked(level, part.low(), part.high());
      default -> throw Choice.unknown("importance.kind", part.kind(), "none", "truncate", "mask");
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
}
