package zerograd.rl.analysis;

import java.lang.Character.UnicodeScript;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// How many letters of each script a text has: LATIN, HAN, CYRILLIC, …
///
/// Digits, signs and spaces belong to no script and do not count. A text is mixed as soon as it has letters of two scripts, but
/// for Greek, which formulas need.
///
/// The Unicode Consortium, *Unicode Standard Annex #24: Unicode Script Property*.
///
/// @param letters by the script's name; only scripts that occur
public record Scripts(Map<String, Integer> letters) {

  public Scripts {
    letters = Map.copyOf(letters);
  }

  /// The scripts of `text`.
  public static Scripts of(String text) {
    Map<String, Integer> letters = new TreeMap<>();
    text.codePoints().filter(Character::isLetter).mapToObj(UnicodeScript::of)
        .filter(script -> script != UnicodeScript.COMMON && script != UnicodeScript.INHERITED)
        .forEach(script -> letters.merge(script.name().toLowerCase(Locale.ROOT), 1, Integer::sum));
    return new Scripts(letters);
  }

  /// All letters.
  public int total() { return letters.values().stream().mapToInt(Integer::intValue).sum(); }

  /// The script with the most letters, the first by name of equals; empty for a text without letters.
  public String main() {
    return letters.entrySet().stream()
        .min(Map.Entry.<String, Integer>comparingByValue().reversed()
            .thenComparing(Map.Entry.comparingByKey(Comparator.naturalOrder())))
        .map(Map.Entry::getKey).orElse("");
  }

  /// The share of letters that are not of the [main][#main] script, Greek ones left out; 0 for a text without letters.
  public double mixing() {
    int greek = main().equals("greek") ? 0 : letters.getOrDefault("greek", 0);
    int counted = total() - greek;
    return counted == 0 ? 0 : 1 - letters.get(main()) / (double) counted;
  }
}
