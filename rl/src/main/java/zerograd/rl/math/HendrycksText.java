package zerograd.rl.math;

import java.util.Optional;
import java.util.regex.Pattern;

/// Finds the last box of a solution and brings what it holds to the form in which the MATH benchmark compares answers.
///
/// Without it `\dfrac12`, `\frac{1}{2}`, `0.5` and `1/2` would be four answers; with it they are one. Formulas are not
/// understood: `x+1` and `1+x` stay two.
///
/// As the benchmark's own code; Hendrycks et al. 2021, *Measuring Mathematical Problem Solving With the MATH Dataset*,
/// arXiv:2103.03874.
public final class HendrycksText {

  private static final Pattern BARE_ROOT = Pattern.compile("\\\\sqrt(?!\\{)(.)");
  private static final int LONGEST = 1_500;

  private HendrycksText() {}

  /// What the last `\boxed{…}` or `\fbox{…}` holds, or what follows the last `\boxed ` up to a dollar sign; nothing if there
  /// is none or its braces do not match.
  public static Optional<String> lastBox(String text) {
    int spaced = text.lastIndexOf("\\boxed ");
    if (spaced >= 0) {
      String rest = text.substring(spaced + "\\boxed ".length());
      return Optional.of(rest.substring(0, rest.indexOf('$') < 0 ? rest.length() : rest.indexOf('$')));
    }
    int box = Math.max(text.lastIndexOf("\\boxed{"),
        text.contains("\\boxed") ? -1 : text.lastIndexOf("\\fbox{"));
    if (box < 0) return Optional.empty();
    int open = text.indexOf('{', box), depth = 0;
    for (int at = open; at < text.length(); at++) {
      if (text.charAt(at) == '{') depth++;
      if (text.charAt(at) == '}' && --depth == 0) return Optional.of(text.substring(open + 1, at));
    }
    return Optional.empty();
  }

  /// The answer in the form that is compared; texts above 1,500 characters stay as they are.
  public static String plain(String answer) {
    if (answer.length() > LONGEST) return answer;
    String s = answer.replace("\n", "").replace("\\!", "").replace("\\\\", "\\").replace("tfrac", "frac")
        .replace("dfrac", "frac").replace("\\left", "").replace("\\right", "").replace("^{\\circ}", "")
        .replace("^\\circ", "").replace("\\$", "");
    int unit = s.indexOf("\\text{ ");
    if (unit >= 0 && unit == s.lastIndexOf("\\text{ ")) s = s.substring(0, unit);
    s = s.replace("\\%", "").replace(" .", " 0.").replace("{.", "{0.");
    if (s.startsWith(".")) s = "0" + s;
    String[] sides = s.split("=", -1);
    if (sides.length == 2 && sides[0].length() <= 2) s = sides[1];
    s = AnswerText.bracedFractions(BARE_ROOT.matcher(s).replaceAll("\\\\sqrt{$1}").replace(" ", ""));
    return s.equals("0.5") ? "\\frac{1}{2}" : AnswerText.quotient(s);
  }
}
