package zerograd.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;
import zerograd.cli.eval.ModelIdentity;
import zerograd.models.transformer.Pretrained;

/// Which model a command asks, and what tokens it is given.
final class ModelOptions extends WeightOptions {

  @Option(names = "--model", paramLabel = "DIR", required = true, description = "Folder of a model in Hugging Face layout.")
  private Path folder;

  /// The model, as [#load(Path)].
  Pretrained load() { return load(folder); }

  /// The folder.
  Path folder() { return folder; }

  /// What tells the model, as it is loaded, from others.
  ///
  /// @throws IOException if its files cannot be read
  Map<String, Object> identity() throws IOException {
    Map<String, Object> identity = new LinkedHashMap<>();
    identity.put("model_sha256", ModelIdentity.of(folder));
    identity.put("weights", format());
    if (adapter().isPresent()) identity.put("adapter_sha256", ModelIdentity.of(adapter().get()));
    return identity;
  }

  /// The tokens of `text`, or those written out in `ids` (`1,2,3`); exactly one is given.
  ///
  /// @param names how the two are called, for messages
  int[] tokens(Pretrained model, String text, String ids, String names) {
    if ((text == null) == (ids == null)) throw new IllegalArgumentException("give either " + names);
    int[] tokens = ids != null ? parse(ids) : tokenizer(model).encodeWithSpecial(text);
    if (tokens.length == 0)
      throw new IllegalArgumentException("the text is empty; give " + names + " with something in it");
    return checked(model, tokens);
  }

  /// `tokens`, all of which the model has.
  static int[] checked(Pretrained model, int[] tokens) {
    int V = model.config().vocabSize();
    for (int id : tokens) {
      if (id < 0 || id >= V) {
        throw new IllegalArgumentException(
            "token id %d is outside the model's vocabulary of %d".formatted(id, V));
      }
    }
    return tokens;
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
