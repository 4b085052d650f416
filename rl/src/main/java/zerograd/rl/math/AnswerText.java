package zerograd.rl.math;

import java.util.List;
import java.util.regex.Pattern;

/// Brings a short mathematical answer to one of the many ways to write it: no units, no dollar signs, `\dfrac` as `\frac`,
/// `\frac12` as `\frac{1}{2}`, "two hundred" as 200.
///
/// It is a list of rewritings, one after the other, and the published scores depend on their order. Some harm: a letter that
/// is also a unit disappears where it stands alone, so `-t^2-t-3` becomes `-^2--3`.
///
/// As the evaluation of Qwen2.5-Math does it (`strip_string`); Yang et al. 2024, *Qwen2.5-Math Technical Report*,
/// arXiv:2409.12122.
final class AnswerText {

  private static final int FLAGS = Pattern.UNICODE_CHARACTER_CLASS;

  private record Rewriting(Pattern pattern, String replacement) {
    static Rewriting of(String regex, String replacement) {
      return new Rewriting(Pattern.compile(regex, FLAGS), replacement);
    }

    String apply(String text) { return pattern.matcher(text).replaceAll(replacement); }
  }

  private static final List<Rewriting> MATRICES = List.of(
      Rewriting.of("\\\\begin\\{array\\}\\{.*?\\}", "\\\\begin{pmatrix}"),
      Rewriting.of("\\\\end\\{array\\}", "\\\\end{pmatrix}"));
  private static final Rewriting TRAILING_TEXT = Rewriting.of("\\\\text\\{.*?\\}$", "");
  private static final Rewriting TEXT = Rewriting.of("\\\\text\\{(.*?)\\}", "$1");
  private static final Rewriting BOX = Rewriting.of("\\\\mbox\\{.*?\\}", "");
  private static final Rewriting ZEROS_INSIDE = Rewriting.of("(\\d+)\\.0*([^\\d])", "$1$2");
  private static final Rewriting ZEROS_AT_END = Rewriting.of("(\\d+)\\.0*$", "$1");
  private static final Rewriting BARE_ROOT = Rewriting.of("\\\\sqrt(\\w+)", "\\\\sqrt{$1}");
  private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]*)");

  /** What is deleted where it stands between things that are no letters; each also in the plural. */
  private static final List<Rewriting> UNITS = Units.LIST.stream()
      .map(unit -> Rewriting.of("(^|\\W)" + unit + "($|\\W)", "$1$2")).toList();

  /// Longer texts are no answers; they stay as they are.
  private static final int LONGEST = 1_500;

  private AnswerText() {}

  /// The answer in its plain form.
  static String plain(String answer) { return plain(answer, true); }

  /// The answer in its plain form; units are kept unless `withoutUnits`.
  static String plain(String answer, boolean withoutUnits) {
    if (answer.length() > LONGEST) return answer.strip();
    String s = trimEnd(answer.strip().replace("\n", ""), '.').replace("\\!", "");
    for (Rewriting matrix : MATRICES) s = matrix.apply(s);
    s = s.replace("bmatrix", "pmatrix").replace("tfrac", "frac").replace("dfrac", "frac")
        .replace("\\neq", "\\ne")
        .replace("\\leq", "\\le").replace("\\geq", "\\ge").replace("\\left", "").replace("\\right", "")
        .replace("\\{", "{").replace("\\}", "}");
    s = unlessEmpty(TRAILING_TEXT.apply(s).strip(), s);
    if (withoutUnits) s = withoutUnits(s);
    s = s.replace("^{\\circ}", "").replace("^\\circ", "").replace("\\$", "").replace("$", "")
        .replace("\\(", "")
        .replace("\\)", "");
    s = TEXT.apply(WordNumber.of(s).orElse(s));
    for (String sign : List.of("=", "\\in", "\\to"))
      for (String name : List.of("x", "y", "z")) s = s.replace(name + sign, "");
    s = s.replace("\\emptyset", "{}").replace("(-\\infty,\\infty)", "\\mathbb{R}").replace("\\%", "")
        .replace("%", "")
        .replace(" .", " 0.").replace("{.", "{0.").replace("infinity", "\\infty");
    if (!s.contains("\\infty")) s = s.replace("inf", "\\infty");
    s = BOX.apply(s.replace("and", "").replace("\\mathbf", ""));
    if (s.contains("j") && !s.contains("i")) s = s.replace("j", "i");
    s = ZEROS_AT_END.apply(ZEROS_INSIDE.apply(s));
    if (s.isEmpty()) return s;
    if (s.startsWith(".")) s = "0" + s;
    String[] sides = s.split("=", -1);
    if (sides.length == 2 && sides[0].length() <= 2) s = sides[1];
    return quotient(bracedFractions(BARE_ROOT.apply(s).replace(" ", "")));
  }

  private static String withoutUnits(String s) {
    for (int round = 0; round < 2; round++)
      for (Rewriting unit : UNITS) s = unlessEmpty(unit.apply(s), s);
    return s;
  }

  /// `\frac12` as `\frac{1}{2}`; a text that ends too early stays as it is.
  static String bracedFractions(String s) {
    String[] parts = s.split("\\\\frac", -1);
    StringBuilder fixed = new StringBuilder(parts[0]);
    for (int i = 1; i < parts.length; i++) {
      String part = parts[i];
      fixed.append("\\frac");
      if (part.startsWith("{")) {
        fixed.append(part);
      } else {
        if (part.length() < 2) return s;
        char a = part.charAt(0), b = part.charAt(1);
        fixed.append('{').append(a).append('}');
        if (b == '{') fixed.append(part, 1, part.length());
        else
          fixed.append('{').append(b).append('}').append(part, 2, part.length());
      }
    }
    return fixed.toString();
  }

  /// `a/b` of integers, or of something with a root, as `\frac{a}{b}`.
  static String quotient(String s) {
    String[] sides = s.split("/", -1);
    if (sides.length != 2) return s;
    for (String side : sides) if (!side.contains("sqrt") && !INTEGER.matcher(side).matches()) return s;
    return "\\frac{" + sides[0] + "}{" + sides[1] + "}";
  }

  private static String unlessEmpty(String changed, String s) { return changed.isEmpty() ? s : changed; }

  private static String trimEnd(String s, char c) {
    int end = s.length();
    while (end > 0 && s.charAt(end - 1) == c)
      end--;
    return s.substring(0, end);
  }

}
