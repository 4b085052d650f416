package zerograd.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Constants by their names on the command line and in recipes: `QWEN_INSTRUCT` is `qwen-instruct`.
public final class Words {

  private Words() {}

  /// The constant that `word` names; `key` is the option or key it was given for.
  ///
  /// @throws IllegalArgumentException if there is none, with the nearest
  public static <E extends Enum<E>> E constant(String key, String word, Class<E> type) {
    for (E constant : type.getEnumConstants()) if (of(constant).equals(word)) return constant;
    List<String> known = Arrays.stream(type.getEnumConstants()).map(Words::of).toList();
    throw new IllegalArgumentException("%s is \"%s\"%s".formatted(key, word, Nearest.hint(word, known)));
  }

  /// The word that names a constant.
  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
