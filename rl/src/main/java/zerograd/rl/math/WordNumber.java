package zerograd.rl.math;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A number in English words, as "two hundred and five" for 205 and "one point five" for 1.5.
///
/// Words that are no numbers are passed over; a text without any number word is no number. It follows the Python package
/// `w2n` that graders use, with its oddities: one "million" must precede one "thousand", and digits alone are themselves.
final class WordNumber {

  private static final Map<String, Integer> SMALL = Map.ofEntries(Map.entry("zero", 0), Map.entry("one", 1),
      Map.entry("two", 2), Map.entry("three", 3), Map.entry("four", 4), Map.entry("five", 5),
      Map.entry("six", 6),
      Map.entry("seven", 7), Map.entry("eight", 8), Map.entry("nine", 9), Map.entry("ten", 10),
      Map.entry("eleven", 11),
      Map.entry("twelve", 12), Map.entry("thirteen", 13), Map.entry("fourteen", 14), Map.entry("fifteen", 15),
      Map.entry("sixteen", 16), Map.entry("seventeen", 17), Map.entry("eighteen", 18),
      Map.entry("nineteen", 19),
      Map.entry("twenty", 20), Map.entry("thirty", 30), Map.entry("forty", 40), Map.entry("fifty", 50),
      Map.entry("sixty", 60), Map.entry("seventy", 70), Map.entry("eighty", 80), Map.entry("ninety", 90),
      Map.entry("hundred", 100));
  private static final List<String> LARGE = List.of("billion", "million", "thousand");
  private static final long[] VALUES = {1_000_000_000L, 1_000_000L, 1_000L};

  private WordNumber() {}

  /// The number as digits, if the text is one.
  static Optional<String> of(String text) {
    String plain = text.replace("-", " ").toLowerCase(Locale.ROOT);
    if (!plain.isEmpty() && plain.chars().allMatch(c -> c >= '0' && c <= '9'))
      return Optional.of(plain.replaceFirst("^0+(?=.)", ""));
    List<String> words = new ArrayList<>();
    for (String word : plain.strip().split("\\s+"))
      if (SMALL.containsKey(word) || LARGE.contains(word) || word.equals("point")) words.add(word);
    if (words.isEmpty() || words.stream().filter("point"::equals).count() > 1) return Optional.empty();
    for (String large : LARGE) if (words.stream().filter(large::equals).count() > 1) return Optional.empty();

    int point = words.indexOf("point");
    Optional<Long> whole = whole(point < 0 ? words : words.subList(0, point));
    if (whole.isEmpty()) return Optional.empty();
    if (point < 0) return Optional.of(whole.get().toString());
    StringBuilder digits = new StringBuilder();
    for (String word : words.subList(point + 1, words.size())) {
      Integer digit = SMALL.get(word);
      if (digit == null || digit > 9) return Optional.empty();
      digits.append(digit);
    }
    return Optional
        .of(Double.toString(Double.parseDouble(whole.get() + "." + (digits.isEmpty() ? "0" : digits))));
  }

  /// Billions, millions, thousands, in this order, and the rest.
  private static Optional<Long> whole(List<String> words) {
    long sum = 0;
    int from = 0;
    for (int i = 0; i < VALUES.length; i++) {
      int at = words.indexOf(LARGE.get(i));
      if (at < 0) continue;
      if (at < from) return Optional.empty();
      sum += VALUES[i] * Math.max(hundreds(words.subList(from, at)), at == from ? 1 : 0);
      from = at + 1;
    }
    return Optional.of(sum + hundreds(words.subList(from, words.size())));
  }

  /// "three hundred twenty one": what stands before "hundred" times 100, plus the rest.
  private static long hundreds(List<String> words) {
    long value = 0;
    for (String word : words) {
      int number = SMALL.getOrDefault(word, 0);
      value = number == 100 ? Math.max(value, 1) * 100 : value + number;
    }
    return value;
  }
}
