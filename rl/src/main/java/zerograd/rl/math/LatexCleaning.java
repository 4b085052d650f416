package zerograd.rl.math;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import zerograd.rl.reward.Steps;

/// Takes from a LaTeX formula what is there to be looked at and not to be computed with: boxes, dollar signs, units, words for
/// signs.
///
/// What these rewritings keep is Math-Verify's list; how the formula reads then is the parser's matter alone.
final class LatexCleaning {

  private record Rewriting(Pattern pattern, String replacement) {
    static Rewriting of(String regex, String replacement) {
      return new Rewriting(Pattern.compile(regex), replacement);
    }

    String apply(String text) { return pattern.matcher(text).replaceAll(replacement); }
  }

  private static final String WORDS = "\\\\(?:text|mathrm|textbf|textit|textrm|mathit|mathbf|mbox|hbox)\\s?";

  private static final List<Rewriting> SIGNS = List.of(
      Rewriting.of(WORDS + "\\{\\s*+\\}(?:\\^\\{?[0-9]\\}?)?", ""),
      Rewriting.of("\\\\(?:mathrm|text)\\{th\\}", ""),
      Rewriting.of(",\\s?\\\\!\\s*+", ","),
      Rewriting.of("\\^\\s?\\{?\\s?\\\\circ(?![a-zA-Z])\\s?\\}?|\\\\[!$]", ""),
      Rewriting.of(
          "\\\\[,;:]|\\\\(?:displaystyle|quad|qquad|ldots|dots|dotsc)(?![a-zA-Z])|[\"“”]|(?<!\\\\)\\$", " "),
      Rewriting.of("\\{,\\}", ","),
      Rewriting.of("\\\\[dtc]frac(?![a-zA-Z])", "\\\\frac"),
      Rewriting.of("~=", "\\\\approx "),
      Rewriting.of(WORDS + "\\{\\s*+(?:,\\s?)?(?:and|or)\\s*+\\}", ","),
      Rewriting.of("(?<![a-zA-Z\\\\])(?:and|or)(?![a-zA-Z])", ","),
      Rewriting.of("(?<=[0-9)}])or(?=[a-zA-Z]\\s?[=(])", ","),
      Rewriting.of("\\\\?(?:" + WORDS + "\\{\\s*+)?(?<![a-zA-Z])(?:percentage|percent|pct)(?![a-zA-Z])\\}?",
          "%"),
      Rewriting.of("(?<![a-zA-Z\\\\])(?:infinity|inf)(?![a-zA-Z])", "\\\\infty "),
      Rewriting.of("(?<!\\\\)sqrt(?=[{(\\[])", "\\\\sqrt"),
      Rewriting.of(",\\s*+,", ","));
  private static final Rewriting DOUBLED = Rewriting.of("\\\\\\\\(?=[a-zA-Z({\\[)}\\]])", "\\\\");
  private static final Pattern TRAILING_WORDS = Pattern
      .compile("\\s*+(?:" + WORDS + "\\{[^{}]*+\\}\\s*+(?:\\^\\s?(?:\\{[0-9]\\}|[0-9]))?\\s*+)$");
  private static final Pattern TRAILING_UNIT = Pattern
      .compile("(?<=[0-9}\\s])\\s*+(?:" + String.join("|", LatexUnits.WORDS)
          + ")(?:\\^\\s?(?:\\{[0-9]\\}|[0-9]))?\\s*+$");
  private static final int WHERE_UNITS_END = 80;

  private LatexCleaning() {}

  /// The formula without what is only looked at.
  static String clean(String latex) {
    String s = boxContent(latex);
    if (!s.contains("matrix")) s = DOUBLED.apply(s);
    for (Rewriting sign : SIGNS) {
      Steps.spend(1 + s.length() / 100);
      s = sign.apply(s);
    }
    s = s.strip();
    for (int round = 0; round < 2; round++) s = withoutUnit(withoutUnit(s, TRAILING_WORDS), TRAILING_UNIT);
    return s.endsWith(",") || s.endsWith(";") ? s.substring(0, s.length() - 1).strip() : s;
  }

  /// Without a unit at its end, unless nothing else is there.
  private static String withoutUnit(String s, Pattern unit) {
    int from = Math.max(0, s.length() - WHERE_UNITS_END);
    var found = unit.matcher(s).region(from, s.length()).useTransparentBounds(true);
    if (!found.find() || s.substring(0, found.start()).isBlank()) return s;
    return s.substring(0, found.start()).strip();
  }

  // boxes

  private record Box(int start, int end, String content) {}

  /// What the last group of boxes holds, parts joined by commas; the text itself if it has none.
  ///
  /// Boxes are of one group where less than ten characters divide them, or less than seventy with a comma, "and" or "or".
  private static String boxContent(String latex) {
    List<Box> boxes = boxes(latex);
    if (boxes.isEmpty()) return latex;
    StringBuilder content = new StringBuilder(boxes.getLast().content);
    for (int i = boxes.size() - 2; i >= 0; i--) {
      Box box = boxes.get(i), next = boxes.get(i + 1);
      String between = latex.substring(box.end, next.start);
      boolean isSeparated = between.contains(",") || between.contains("and") || between.contains("or");
      if (between.length() >= (isSeparated ? 70 : 10) || box.content.equals(next.content)) break;
      content.insert(0, box.content + ",");
    }
    return content.toString();
  }

  private static List<Box> boxes(String latex) {
    List<Box> boxes = new ArrayList<>();
    for (int at = latex.indexOf("\\boxed"); at >= 0; at = latex.indexOf("\\boxed", at)) {
      int open = at + "\\boxed".length(), depth = 0, end = open;
      for (; end < latex.length(); end++) {
        Steps.spend(1);
        char c = latex.charAt(end);
        if (c == '{') depth++;
        else if (c == '}' && --depth == 0) break;
        if (depth == 0) break;
      }
      if (open < latex.length() && latex.charAt(open) == '{') {
        boxes.add(new Box(at, Math.min(end + 1, latex.length()), latex.substring(open + 1, end)));
      }
      at = Math.max(end, open);
    }
    return boxes;
  }
}
