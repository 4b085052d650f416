package zerograd.models.layers;

import java.util.List;

/// What LoRA is to be: which matrices of a model are corrected, and how.
///
/// @param rank r, the most dimensions a correction has
/// @param alpha α, the strength: corrections are scaled by α / r
/// @param rankStabilised rsLoRA: by α / √r, so that larger ranks learn as fast
/// @param dropout the share of a correction's input that is left out while training, in [0, 1)
/// @param targetModules names of the projections as PEFT spells them, see [#PROJECTIONS], or ends of their paths such as
///   `self_attn.q_proj`
public record LoraConfig(int rank, double alpha, boolean rankStabilised, double dropout,
    List<String> targetModules) {

  /// Every matrix of a block; the head and the embedding are not corrected.
  public static final List<String> PROJECTIONS = List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj",
      "up_proj", "down_proj");

  /// The word for all of them.
  public static final String ALL_LINEAR = "all-linear";

  /// @throws IllegalArgumentException if a number is out of range, or a target is no projection
  public LoraConfig {
    if (!(rank >= 1 && alpha > 0 && Float.isFinite((float) alpha) && dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException(
          "lora: rank %d must be at least 1, alpha %s positive, dropout %s in [0, 1)".formatted(rank, alpha,
              dropout));
    }
    targetModules = targetModules.contains(ALL_LINEAR) ? PROJECTIONS : List.copyOf(targetModules);
    if (targetModules.isEmpty()) {
      throw new IllegalArgumentException("lora: no target module is given; \"all-linear\" means all");
    }
    for (String target : targetModules) {
      if (!PROJECTIONS.contains(target.substring(target.lastIndexOf('.') + 1))) {
        throw new IllegalArgumentException("lora: there is no target module %s; known are %s and %s"
            .formatted(target, String.join(", ", PROJECTIONS), ALL_LINEAR));
      }
    }
  }

  /// All projections, scaled by α / r, without dropout.
  public static LoraConfig of(int rank, double alpha) {
    return new LoraConfig(rank, alpha, false, 0, PROJECTIONS);
  }

  public LoraConfig withTargets(String... targetModules) {
    return new LoraConfig(rank, alpha, rankStabilised, dropout, List.of(targetModules));
  }

  public LoraConfig withDropout(double dropout) {
    return new LoraConfig(rank, alpha, rankStabilised, dropout, targetModules);
  }

  public LoraConfig withRankStabilised(boolean rankStabilised) {
    return new LoraConfig(rank, alpha, rankStabilised, dropout, targetModules);
  }

  /// What corrections are multiplied by.
  public float scale() { return (float) (alpha / (rankStabilised ? StrictMath.sqrt(rank) : rank)); }

  /// Whether the projection at `path`, such as `model.layers.0.self_attn.q_proj`, is corrected.
  public boolean targets(String path) {
    return targetModules.stream().anyMatch(target -> path.equals(target) || path.endsWith("." + target));
  }
}
