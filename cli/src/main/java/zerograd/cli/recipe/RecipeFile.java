package zerograd.cli.recipe;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Reads a recipe: a YAML file, with single values changed by `key=value` words.
public final class RecipeFile {

  private static final long LONGEST = 1_000_000;
  private static final int DEEPEST = 50;

  private RecipeFile() {}

  /// The recipe's values. A word such as `optimizer.learning_rate=1e-4` replaces one value, its right side read as YAML.
  ///
  /// @throws RecipeException if the file is absent, is no text, is not YAML, or a word has no `=`
  /// @throws IOException if the file cannot be read
  public static Map<String, Object> read(Path file, List<String> changes) throws IOException {
    if (!(yaml(text(file), file.toString()) instanceof Map<?, ?> map)) {
      throw new RecipeException(file + ": a recipe is a block of keys");
    }
    Map<String, Object> values = new LinkedHashMap<>();
    map.forEach((key, value) -> values.put(String.valueOf(key), value));
    for (String change : changes) apply(values, change);
    return values;
  }

  private static String text(Path file) throws IOException {
    if (Files.isDirectory(file)) throw new RecipeException(file + " is a folder, not a recipe");
    try {
      if (Files.size(file) > LONGEST)
        throw new RecipeException(file + " is not a recipe: it has more than a million bytes");
      return Files.readString(file);
    } catch (NoSuchFileException absent) {
      throw new RecipeException("there is no recipe " + file + "; the project's own are in recipes/");
    } catch (CharacterCodingException binary) {
      throw new RecipeException(file + " is not a recipe: it is no UTF-8 text");
    }
  }

  private static void apply(Map<String, Object> values, String change) {
    int equals = change.indexOf('=');
    if (equals < 1) {
      throw new RecipeException(
          "\"" + change + "\" is not of the form key=value, say optimizer.learning_rate=1e-4");
    }
    put(values, change.substring(0, equals).split("\\."), 0, yaml(change.substring(equals + 1), change),
        change);
  }

  /// Puts `value` where `keys` from number `k` on lead to; a key into a list is the number of an item, from 0.
  private static void put(Map<String, Object> block, String[] keys, int k, Object value, String change) {
    if (k == keys.length - 1) {
      block.put(keys[k], value);
      return;
    }
    Object inner = block.get(keys[k]);
    if (inner instanceof List<?> items && keys[k + 1].matches("\\d{1,4}") && k + 2 < keys.length) {
      int item = Integer.parseInt(keys[k + 1]);
      if (item >= items.size()) {
        throw new RecipeException(
            "\"%s\" names item %d of %s, which has %d".formatted(change, item, keys[k], items.size()));
      }
      List<Object> copies = new ArrayList<>(items);
      Map<String, Object> copy = copy(items.get(item));
      put(copy, keys, k + 2, value, change);
      copies.set(item, copy);
      block.put(keys[k], copies);
    } else {
      Map<String, Object> copy = copy(inner);
      put(copy, keys, k + 1, value, change);
      block.put(keys[k], copy);
    }
  }

  /// The same keys and values, if `block` has any.
  private static Map<String, Object> copy(Object block) {
    Map<String, Object> copy = new LinkedHashMap<>();
    if (block instanceof Map<?, ?> map) map.forEach((key, value) -> copy.put(String.valueOf(key), value));
    return copy;
  }

  private static Object yaml(String text, String label) {
    LoadSettings settings = LoadSettings.builder().setLabel(label).build();
    try {
      refuseHugeMeaning(new Parse(settings).parseString(text), label);
      return new Load(settings).loadFromString(text);
    } catch (YamlEngineException | NumberFormatException malformed) {
      throw new RecipeException(malformed.getMessage().replaceAll("\\s+", " ").strip());
    }
  }

  /// A few lines of YAML can mean a billion values, by names for values that contain names, or themselves; and a value inside
  /// ten thousand others needs a deep stack. A recipe needs neither.
  private static void refuseHugeMeaning(Iterable<Event> events, String label) {
    int depth = 0;
    for (Event event : events) {
      switch (event) {
        case AliasEvent alias ->
          throw new RecipeException("%s: *%s stands for a value that is written elsewhere; write it here"
              .formatted(label, alias.getAlias()));
        case CollectionStartEvent _ -> depth++;
        case CollectionEndEvent _ -> depth--;
        default -> {
          // a single value
        }
      }
      if (depth > DEEPEST) throw new RecipeException("%s nests more than %d deep".formatted(label, DEEPEST));
    }
  }
}
