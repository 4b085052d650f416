package zerograd.cli.recipe;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import zerograd.data.ExampleFiles;
import zerograd.models.checkpoint.StorageType;
import zerograd.models.train.ExampleEncoder;

/// A supervised fine-tuning as a YAML file: which model learns from which files, and how.
///
/// Keys are components in snake case, as in [Recipe], with which it shares the optimizer.
///
/// @param name of the run, and of its folder in `runs/`
/// @param about what the recipe shows, for the reader
/// @param seed of the order, and of what is held out
/// @param epochs how often the examples are gone through
/// @param steps training steps, if not 0: then this counts, and not the epochs
/// @param model what is trained
/// @param lora an adapter to train in the place of the model's own weights; none if absent
/// @param data what it is trained on
/// @param batch how much is used together
/// @param optimizer how weights are changed
/// @param intervals what happens every so many steps
public record SftRecipe(String name, String about, long seed, int epochs, int steps, ModelPart model,
    LoraPart lora, DataPart data, BatchPart batch, Recipe.OptimizerPart optimizer, IntervalsPart intervals) {

  /// A recipe that leaves everything at its default.
  public static SftRecipe defaults() {
    Recipe.OptimizerPart optimizer = new Recipe.OptimizerPart(2e-5, Recipe.OptimizerPart.Decay.LINEAR, 0, 0,
        0.9,
        0.999, 1e-8, 0, 1);
    return new SftRecipe("sft", "", 1, 1, 0, ModelPart.defaults(), null, DataPart.defaults(),
        BatchPart.defaults(),
        optimizer, IntervalsPart.defaults());
  }

  /// @throws IllegalArgumentException if a number is out of its range
  public SftRecipe {
    Recipe.require(steps >= 0 && epochs >= 1,
        "steps must not be negative and epochs be positive, got %s and %s",
        steps, epochs);
    Recipe.require(!name.isBlank() && !name.contains("/"), "name must be a word, got \"%s\"", name);
  }

  /// The recipe in a file, with single values changed by `key=value` words.
  ///
  /// @throws RecipeException if it has unknown keys or unusable values, in one sentence
  /// @throws IOException if the file cannot be read
  public static SftRecipe read(Path file, List<String> changes) throws IOException {
    return Binder.bind(RecipeFile.read(file, changes), SftRecipe.class, "");
  }

  /// What is trained.
  ///
  /// @param load a folder in Hugging Face layout, relative to the recipe
  /// @param chatTemplate a Jinja file in the place of the model's own template, relative to the recipe
  /// @param saveAs how the weights of the trained model are stored
  public record ModelPart(String load, String chatTemplate, StorageType saveAs) {
    public static ModelPart defaults() { return new ModelPart(null, null, StorageType.F32); }

    /// @throws IllegalArgumentException if weights are not stored like that
    public ModelPart {
      Recipe.require(EnumSet.of(StorageType.F32, StorageType.BF16, StorageType.F16).contains(saveAs),
          "save_as must be f32, bf16 or f16, got %s", saveAs.name().toLowerCase(Locale.ROOT));
    }
  }

  /// What it is trained on; see [ExampleEncoder] for the rows and [ExampleFiles] for what becomes of bad ones.
  ///
  /// @param train files, relative to the recipe
  /// @param heldOut files of examples whose loss is measured
  /// @param heldOutShare a share of the examples of `train` to measure instead
  /// @param maxLength tokens of an example, at most; 0 for the model's own limit
  /// @param appendEos whether completions and texts get the end token
  /// @param templateDate what a chat template prints for today
  /// @param templateVariables what it may use beyond the conversation
  public record DataPart(List<String> train, List<String> heldOut, double heldOutShare, int maxLength,
      ExampleFiles.TooLong tooLong, ExampleFiles.Unusable unusable, boolean appendEos, String templateDate,
      Map<String, Object> templateVariables) {
    public static DataPart defaults() {
      return new DataPart(List.of(), List.of(), 0, 0, ExampleFiles.TooLong.REFUSE,
          ExampleFiles.Unusable.REFUSE,
          true, ExampleEncoder.DATE.toString(), Map.of());
    }

    /// @throws IllegalArgumentException if a number is out of its range, or there are two kinds of held-out data
    public DataPart {
      Recipe.require(maxLength >= 0, "max_length must not be negative, got %s", maxLength);
      Recipe.require(heldOutShare >= 0 && heldOutShare < 1, "held_out_share must be in [0, 1), got %s",
          heldOutShare);
      Recipe.require(heldOut.isEmpty() || heldOutShare == 0,
          "held_out and held_out_share are two ways to hold something out; give one");
    }
  }

  /// How much is used together.
  ///
  /// @param tokens of a step, at most
  /// @param microTokens tokens whose activations are held at once; changes no bit
  /// @param recompute whether activations inside a block are computed again on the way back; changes no bit
  public record BatchPart(int tokens, int microTokens, boolean recompute) {
    public static BatchPart defaults() { return new BatchPart(8192, 2048, false); }

    /// @throws IllegalArgumentException if a number is not positive
    public BatchPart {
      Recipe.require(tokens >= 2 && microTokens >= 1,
          "tokens and micro_tokens must be positive, got %s and %s",
          tokens, microTokens);
    }
  }

  /// What happens every so many steps; 0 for only at the ends.
  ///
  /// @param best whether training ends with the model of the lowest held-out loss
  public record IntervalsPart(int validate, int checkpoint, int keep, boolean best) {
    public static IntervalsPart defaults() { return new IntervalsPart(0, 0, 2, true); }
  }
}
