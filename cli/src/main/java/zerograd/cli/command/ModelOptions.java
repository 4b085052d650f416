package zerograd.cli.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;
import zerograd.autograd.Param;
import zerograd.cli.eval.ModelIdentity;
import zerograd.models.lora.AdapterFolder;
import zerograd.models.text.Tokenizer;
import zerograd.models.transformer.Pretrained;
import zerograd.tensor.FrozenMatrix;
import zerograd.tensor.kernels.FrozenFormat;

/// Which model a command asks, and what tokens it is given.
final class ModelOptions {

  private static final String AUTO = "auto";

  @Option(names = "--model", paramLabel = "DIR", required = true, description = "Folder of a model in Hugging Face layout.")
  private Path folder;

  @Option(names = "--weights", paramLabel = "FORMAT", defaultValue = AUTO, description = "How weights are kept in memory: f32, bf16 or int8; auto is bf16 for files in bf16, else f32 (default: ${DEFAULT-VALUE}).")
  private String weights;

  @Option(names = "--adapter", paramLabel = "DIR", description = "Folder of a LoRA adapter in PEFT layout, to put on the model.")
  private Path adapter;

  private double seconds;

  /// The model, with frozen weights, in the innermost scope.
  ///
  /// @throws UncheckedIOException if its files cannot be read
  Pretrained load() {
    long began = System.nanoTime();
    try {
      Pretrained base = weights.equals(AUTO)
          ? Pretrained.loadFrozen(folder)
          : Pretrained.loadFrozen(folder, format());
      return adapter == null ? base : base.with(AdapterFolder.loadFrozen(adapter).on(base.model()));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    } finally {
      seconds = (System.nanoTime() - began) / 1e9;
    }
  }

  private FrozenFormat format() {
    List<FrozenFormat> known = List.of(FrozenFormat.values());
    return known.stream().filter(format -> format.toString().equals(weights)).findFirst().orElseThrow(
        () -> new IllegalArgumentException("--weights is \"%s\"; known are auto, %s".formatted(weights,
            known.stream().map(FrozenFormat::toString).collect(Collectors.joining(", ")))));
  }

  /// The folder.
  Path folder() { return folder; }

  /// What tells the model, as it is loaded, from others.
  ///
  /// @throws IOException if its files cannot be read
  Map<String, Object> identity() throws IOException {
    Map<String, Object> identity = new LinkedHashMap<>();
    identity.put("model_sha256", ModelIdentity.of(folder));
    identity.put("weights", weights);
    return identity;
  }

  /// How the weights of what [#load] gave are kept: `494,032,768 weights as bf16, 0.99 GB, read in 0.91 s`.
  String report(Pretrained loaded) {
    long bytes = 0;
    FrozenFormat format = FrozenFormat.F32;
    for (Param param : loaded.model().parameters().values()) {
      bytes += param.matrix().map(FrozenMatrix::bytes).orElse(Float.BYTES * param.shape().size());
      if (param.matrix().isPresent()) format = param.matrix().get().format();
    }
    return "%,d weights as %s, %.2f GB, read in %.2f s".formatted(loaded.model().parameterCount(), format,
        bytes / 1e9, seconds);
  }

  /// The tokens of `text`, or those written out in `ids` (`1,2,3`); exactly one is given.
  ///
  /// @param names how the two are called, for messages
  int[] tokens(Pretrained model, String text, String ids, String names) {
    if ((text == null) == (ids == null)) throw new IllegalArgumentException("give either " + names);
    int[] tokens = ids != null ? parse(ids) : tokenizer(model).encodeWithSpecial(text);
    if (tokens.length == 0)
      throw new IllegalArgumentException("the text is empty; give " + names + " with something in it");
    int V = model.config().vocabSize();
    for (int id : tokens) {
      if (id < 0 || id >= V) {
        throw new IllegalArgumentException(
            "token id %d is outside the model's vocabulary of %d".formatted(id, V));
      }
    }
    return tokens;
  }

  /// The model's tokenizer.
  ///
  /// @throws IllegalArgumentException if its folder has none
  Tokenizer tokenizer(Pretrained model) {
    return model.tokenizer().orElseThrow(() -> new IllegalArgumentException(
        folder + " has no tokenizer.json, which text needs; give token ids with --ids instead"));
  }

  private static int[] parse(String ids) {
    try {
      return Arrays.stream(ids.split(",")).map(String::strip).mapToInt(Integer::parseInt).toArray();
    } catch (NumberFormatException malformed) {
      throw new IllegalArgumentException(
          "--ids needs whole numbers with commas between them, got \"" + ids + "\"");
    }
  }
}
