package zerograd.models.text;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
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
record TextNormalizer(List<UnaryOperator<String>> steps) {

  private static final Pattern SPACE_BEFORE = Pattern.compile("\\A\\s+", Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern SPACE = Pattern.compile("\\s", Pattern.UNICODE_CHARACTER_CLASS);

  /// From the `normalizer` of a file, null for none.
  ///
  /// @throws IllegalArgumentException if it is not supported
  static TextNormalizer of(Object json) {
    List<UnaryOperator<String>> steps = new java.util.ArrayList<>();
    for (Map<?, ?> each : JsonParts.sequence(json, "normalizers")) steps.add(step(each));
    return new TextNormalizer(List.copyOf(steps));
  }

  private static UnaryOperator<String> step(Map<?, ?> json) {
    return switch (JsonParts.type(json)) {
      case "NFC" -> form(Normalizer.Form.NFC);
      case "NFD" -> form(Normalizer.Form.NFD);
      case "NFKC" -> form(Normalizer.Form.NFKC);
      case "NFKD" -> form(Normalizer.Form.NFKD);
      case "Lowercase" -> TextNormalizer::lower;
      case "Strip" -> {
        boolean left = JsonParts.flag(json, "strip_left"), right = JsonParts.flag(json, "strip_right");
        yield text -> {
          String rest = left ? SPACE_BEFORE.matcher(text).replaceFirst("") : text;
          return right ? withoutSpaceAfter(rest) : rest;
        };
      }
      case "Prepend" -> {
        String prefix = JsonParts.string(json, "prepend");
        yield text -> text.isEmpty() ? text : prefix + text;
      }
      case "Replace" -> {
        Pattern pattern = JsonParts.pattern(json.get("pattern"));
        String content = Matcher.quoteReplacement(JsonParts.string(json, "content"));
        yield text -> pattern.matcher(text).replaceAll(content);
      }
      default -> throw JsonParts.unsupported("normalizer", json);
    };
  }

  private static UnaryOperator<String> form(Normalizer.Form form) {
    return text -> Normalizer.isNormalized(text, form) ? text : Normalizer.normalize(text, form);
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

  String apply(String text) {
    String result = text;
    for (UnaryOperator<String> step : steps) result = step.apply(result);
    return result;
  }
}
