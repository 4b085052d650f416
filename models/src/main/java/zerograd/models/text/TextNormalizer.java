package zerograd.models.text;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a tokenizer does to text before it looks for tokens.
///
/// | type                              | what                                                       |
/// |-----------------------------------|------------------------------------------------------------|
/// | `NFC`, `NFD`, `NFKC`, `NFKD`      | a normalization form of Unicode                            |
/// | `Lowercase`                       | each character small                                       |
/// | `Strip`                           | without white space at an end                              |
/// | `Replace`                         | each match of a text or pattern becomes another text       |
/// | `Prepend`                         | a text before every text that is not empty                 |
/// | `Sequence`                        | one after the other                                        |
///
/// Java's Unicode is newer than that of Hugging Face `tokenizers`: characters that came with Unicode 14 or later and have
/// a decomposition are normalised here and not there.
record TextNormalizer(List<Step> steps) {

  /// What a text may grow to, times its length; one character can become eighteen by `NFKC`.
  private static final int GROWTH = 64;

  /// What a short text may grow to.
  private static final int FEWEST = 1 << 20;

  /// One of them. It need not go on when the result is longer than `most`.
  interface Step {
    String apply(String text, int most);
  }

  private static final Pattern SPACE_BEFORE = Pattern.compile("\\A\\s+", Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern SPACE = Pattern.compile("\\s", Pattern.UNICODE_CHARACTER_CLASS);

  /// From the `normalizer` of a file, null for none.
  ///
  /// @throws IllegalArgumentException if it is not supported
  static TextNormalizer of(Object json) {
    List<Step> steps = new java.util.ArrayList<>();
    for (Map<?, ?> each : JsonParts.sequence(json, "normalizers")) steps.add(step(each));
    return new TextNormalizer(List.copyOf(steps));
  }

  private static Step step(Map<?, ?> json) {
    return switch (JsonParts.type(json)) {
      case "NFC" -> form(Normalizer.Form.NFC);
      case "NFD" -> form(Normalizer.Form.NFD);
      case "NFKC" -> form(Normalizer.Form.NFKC);
      case "NFKD" -> form(Normalizer.Form.NFKD);
      case "Lowercase" -> (text, _) -> lower(text);
      case "Strip" -> {
        boolean left = JsonParts.flag(json, "strip_left"), right = JsonParts.flag(json, "strip_right");
        yield (text, _) -> {
          String rest = left ? SPACE_BEFORE.matcher(text).replaceFirst("") : text;
          return right ? withoutSpaceAfter(rest) : rest;
        };
      }
      case "Prepend" -> {
        String prefix = JsonParts.string(json, "prepend");
        yield (text, _) -> text.isEmpty() ? text : prefix + text;
      }
      case "Replace" -> {
        BoundedPattern pattern = JsonParts.pattern(json.get("pattern"));
        String content = JsonParts.string(json, "content");
        yield (text, most) -> replace(text, pattern, content, most);
      }
      default -> throw JsonParts.unsupported("normalizer", json);
    };
  }

  private static String replace(String text, BoundedPattern pattern, String content, int most) {
    StringBuilder result = new StringBuilder(text.length());
    int done = 0;
    for (Matcher matcher = pattern.matcher(text); result.length() <= most
        && BoundedPattern.find(matcher); done = matcher.end())
      result.append(text, done, matcher.start()).append(content);
    return result.append(text, done, text.length()).toString();
  }

  private static Step form(Normalizer.Form form) {
    return (text, _) -> Normalizer.isNormalized(text, form) ? text : Normalizer.normalize(text, form);
  }

  /// Character by character, so that a sigma is never a final one.
  private static String lower(String text) {
    StringBuilder lower = new StringBuilder(text.length());
    text.codePoints().forEach(c -> lower.append(Character.toString(c).toLowerCase(Locale.ROOT)));
    return lower.toString();
  }

  private static String withoutSpaceAfter(String text) {
    int end = text.length();
    while (end > 0 && SPACE.matcher(text.substring(end - 1, end)).matches())
      end--;                                                 // every white space is one char
    return text.substring(0, end);
  }

  /// @throws IllegalArgumentException if the text grows beyond measure, or a pattern takes too many steps on it
  String apply(String text) {
    int most = (int) Math.min(Integer.MAX_VALUE >> 1, Math.max(FEWEST, (long) GROWTH * text.length()));
    String result = text;
    for (Step step : steps) {
      result = step.apply(result, most);
      if (result.length() > most) {
        throw new IllegalArgumentException("the tokenizer's normalizer makes more than %,d characters of %,d"
            .formatted(most, text.length()));
      }
    }
    return result;
  }
}
