package zerograd.cli.recipe;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import zerograd.models.layers.LoraConfig;
import zerograd.models.lora.Adapter;
import zerograd.models.transformer.Pretrained;
import zerograd.tensor.kernels.FrozenFormat;

/// A LoRA adapter that is trained in the place of the model's own weights; see [LoraConfig].
///
/// @param rank the most dimensions a correction has
/// @param alpha corrections are scaled by alpha / rank, or with `rsLora` by alpha / √rank
/// @param dropout the share of a correction's input that is left out while training; 0 in reinforcement learning
/// @param targetModules projections as PEFT spells them, or all-linear
/// @param weights how the model's own weights are kept in memory; auto is bf16 for files in bf16, else f32
public record LoraPart(int rank, double alpha, boolean rsLora, double dropout, List<String> targetModules,
    Weights weights) {

  /// Formats of weights that do not change.
  public enum Weights {
    AUTO, F32, BF16, INT8
  }

  public static LoraPart defaults() {
    return new LoraPart(16, 32, false, 0, List.of(LoraConfig.ALL_LINEAR), Weights.AUTO);
  }

  /// @throws IllegalArgumentException if the settings mean nothing
  public LoraPart {
    try {
      new LoraConfig(rank, alpha, rsLora, dropout, targetModules);
    } catch (IllegalArgumentException refused) {
      throw new IllegalArgumentException(refused.getMessage().replaceFirst("^lora: ", ""));
    }
  }

  /// The model in `folder`, frozen, with a new adapter on it.
  Pretrained load(Path folder, long seed) throws IOException {
    Pretrained base = weights == Weights.AUTO
        ? Pretrained.loadFrozen(folder)
        : Pretrained.loadFrozen(folder, FrozenFormat.valueOf(weights.name()));
    LoraConfig config = new LoraConfig(rank, alpha, rsLora, dropout, targetModules);
    return base.with(Adapter.random(base.model(), config, seed).on(base.model()));
  }
}
