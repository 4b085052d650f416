package zerograd.cli.recipe;

import java.util.List;
import zerograd.cli.Nearest;
import zerograd.cli.Words;

/// One of several things, which a word of a recipe names.
final class Choice {

  private Choice() {}

  /// The constant that `word` names; `key` is where it stands.
  ///
  /// @throws RecipeException if there is none, with the nearest
  static <E extends Enum<E>> E of(String key, String word, Class<E> type) {
    try {
      return Words.constant(key, word, type);
    } catch (IllegalArgumentException unknown) {
      throw new RecipeException(unknown.getMessage());
    }
  }

  /// What is said of a word that names none of those `known`.
  static RecipeException unknown(String key, String word, String... known) {
    return new RecipeException("%s is \"%s\"%s".formatted(key, word, Nearest.hint(word, List.of(known))));
  }
}
