package zerograd.rl.math;

import java.util.List;
import java.util.regex.Pattern;

/// Brings a short mathematical answer to the form in which DAPO's rule compares it, letter by letter.
///
/// The part after the last "=" counts; articles, units and spaces go; of a text with a formula only the formula stays;
/// `\fracab` becomes `\frac{a}{b}`. The order of the steps decides what is left.
///
/// As in verl's `math_dapo`, whose rules are those of Lewkowycz et al. 2022, *Solving Quantitative Reasoning Problems with
/// Language Models*, Appendix D.
public final class MinervaText {

  private record Change(String from, String to) {}

  private static final List<Change> CHANGES = List.of(new Change("an ", ""), new Change("a ", ""),
      new Change(".$", "$"), new Change("\\$", ""), new Change("\\ ", ""), new Change(" ", ""),
      new Change("mbox", "text"), new Change(",\\text{and}", ","), new Change("\\text{and}", ","),
      new Change("\\text{m}", "\\text{}"));
  private static final List<String> WORDS = List.of("square", "ways", "integers", "dollars", "mph", "inches",
      "hours", "km",
      "units", "\\ldots", "sue", "points", "feet", "minutes", "digits", "cents", "degrees", "cm", "gm",
      "pounds", "meters",
      "meals", "edges", "students", "childrentickets", "multiples", "\\text{s}", "\\text{.}", "\\text{}^2",
      "\\text{}^3",
      "\\text{}", "\\mathrm{th}", "^\\circ", "^{\\circ}", "\\;", ",\\!", "{,}", "\"", "\\dots");
  private static final Pattern FORMULA = Pattern.compile("^(.*?)\\$(.*?)\\$.*$", Pattern.DOTALL);
  private static final Pattern WRAPPED = Pattern.compile("\\\\(?:text|textbf|overline)\\{(.*?)\\}");
  private static final Pattern BOXED = Pattern.compile("\\\\boxed\\{(.*)\\}");
  private static final Pattern FRACTION = Pattern.compile("frac([^{])(.)");
  private static final Pattern ROOT = Pattern.compile("sqrt([^{])");
  private static final Pattern GROUPED = Pattern.compile("[0-9,]*[0-9][0-9,]*");
  private static final int LONGEST = 1_500;

  private MinervaText() {}

  /// The answer in the form that is compared; texts above 1,500 characters stay as they are.
  public static String plain(String answer) {
    if (answer.length() > LONGEST) return answer;
    String s = answer.substring(answer.lastIndexOf('=') + 1);
    for (Change change : CHANGES) s = s.replace(change.from, change.to);
    for (String word : WORDS) s = s.replace(word, "");
    s = FORMULA.matcher(s).replaceFirst("\\$$2\\$");
    s = BOXED.matcher(WRAPPED.matcher(s).replaceAll("$1")).replaceAll("$1");
    s = ROOT.matcher(FRACTION.matcher(s).replaceAll("frac{$1}{$2}")).replaceAll("sqrt{$1}").replace("$", "");
    return GROUPED.matcher(s).matches() ? s.replace(",", "") : s;
  }
}
