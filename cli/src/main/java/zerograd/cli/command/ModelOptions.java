package zerograd.cli.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import picocli.CommandLine.Option;
import zerograd.models.text.Tokenizer;
import zerograd.models.transformer.Pretrained;

/// Which model a command asks, and what tokens it is given.
final class ModelOptions {

  @Option(names = "--model", paramLabel = "DIR", required = true, description = "Folder of a model in Hugging Face layout.")
  private Path folder;

  /// The model, with frozen weights, in the innermost scope.
  ///
  /// @throws UncheckedIOException if its files cannot be read
  Pretrained load() {
    try {
      return Pretrained.loadFrozen(folder);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
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
