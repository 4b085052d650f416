package zerograd.cli.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;
import zerograd.autograd.Param;
import zerograd.models.lora.AdapterFolder;
import zerograd.models.text.Tokenizer;
import zerograd.models.transformer.Pretrained;
import zerograd.tensor.FrozenMatrix;
import zerograd.tensor.kernels.FrozenFormat;

/// How the weights of a model that a command asks are kept.
class WeightOptions {

  private static final String AUTO = "auto";

  @Option(names = "--weights", paramLabel = "FORMAT", defaultValue = AUTO, description = "How weights are kept in memory: f32, bf16 or int8; auto is bf16 for files in bf16, else f32 (default: ${DEFAULT-VALUE}).")
  private String weights;

  @Option(names = "--adapter", paramLabel = "DIR", description = "Folder of a LoRA adapter in PEFT layout, to put on the model.")
  private Path adapter;

  private double seconds;

  /// The model in `folder`, with frozen weights, in the innermost scope.
  ///
  /// @throws UncheckedIOException if its files cannot be read
  final Pretrained load(Path folder) {
    long began = System.nanoTime();
    try {
      Pretrained base = weights.equals(AUTO)
          ? Pretrained.loadFrozen(folder)
          : Pretrained.loadFrozen(folder, frozen());
      return adapter == null ? base : base.with(AdapterFolder.loadFrozen(adapter).on(base.model()));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    } finally {
      seconds = (System.nanoTime() - began) / 1e9;
    }
  }

  /// How they are to be kept, in the user's word.
  final String format() { return weights; }

  /// The folder of the adapter, if one is put on the model.
  final Optional<Path> adapter() { return Optional.ofNullable(adapter); }

  private FrozenFormat frozen() {
    List<FrozenFormat> known = List.of(FrozenFormat.values());
    return known.stream().filter(format -> format.toString().equals(weights)).findFirst().orElseThrow(
        () -> new IllegalArgumentException("--weights is \"%s\"; known are auto, %s".formatted(weights,
            known.stream().map(FrozenFormat::toString).collect(Collectors.joining(", ")))));
  }

  /// How the weights of what [#load] gave are kept: `494,032,768 weights as bf16, 0.99 GB, read in 0.91 s`.
  final String report(Pretrained loaded) {
    long bytes = 0;
    FrozenFormat format = FrozenFormat.F32;
    for (Param param : loaded.model().parameters().values()) {
      bytes += param.matrix().map(FrozenMatrix::bytes).orElse(Float.BYTES * param.shape().size());
      if (param.matrix().isPresent()) format = param.matrix().get().format();
    }
    return "%,d weights as %s, %.2f GB, read in %.2f s".formatted(loaded.model().parameterCount(), format,
        bytes / 1e9, seconds);
  }

  /// The model's tokenizer.
  ///
  /// @throws IllegalArgumentException if its folder has none
  static Tokenizer tokenizer(Pretrained model) {
    return model.tokenizer().orElseThrow(() -> new IllegalArgumentException(
        "the model has no tokenizer.json, which text needs; give token ids with --ids instead"));
  }
}
