package zerograd.rl.dataset;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A mathematical question with its short answer.
///
/// @param question in words and LaTeX
/// @param answer what a response has to come to
/// @param level of difficulty, 1 to 5 as in MATH; 0 where the data set has none
/// @param subject such as "Algebra"; may be empty
/// @param solution worked; may be empty
public record MathProblem(String question, String answer, int level, String subject, String solution) {

  private static final Pattern LEVEL = Pattern.compile("(?:Level )?([0-9])");

  /// @throws IllegalArgumentException if question or answer is empty
  public MathProblem {
    if (question.isBlank()) throw new IllegalArgumentException("has an empty question");
    if (answer.isBlank()) throw new IllegalArgumentException("has no answer");
  }

  /// The question of a raw row in one of the usual shapes:
  ///
  /// | data set | columns |
  /// | --- | --- |
  /// | MATH | `problem`, `solution` with `\boxed{…}`, `level` as "Level 3", `type` |
  /// | MATH-500 | `problem`, `solution`, `answer`, `subject`, `level` as 3 |
  /// | GSM8K | `question`, `answer` that ends in `#### 72` |
  /// | SimpleRL | `question`, `gt_answer`, `subject`, `level` as 3 |
  /// | others | `question` or `problem`, and `answer` |
  ///
  /// @throws IllegalArgumentException if a column is missing or no text, in words that go behind the row's name
  public static MathProblem of(Map<String, ?> row) {
    String question = DataRow.text(row, row.containsKey("problem") ? "problem" : "question");
    String solution = row.get("solution") instanceof String text ? text : "";
    String subject = row.get(row.containsKey("subject") ? "subject" : "type") instanceof String text
        ? text
        : "";
    Object answer = row.containsKey("gt_answer") ? row.get("gt_answer") : row.get("answer");
    if (answer instanceof String text && text.contains("####")) {
      String gold = text.substring(text.lastIndexOf("####") + 4).strip().replace(",", "");
      return new MathProblem(question, gold, level(row), subject, text);
    }
    if (answer != null) return new MathProblem(question, answer.toString(), level(row), subject, solution);
    if (solution.isEmpty()) throw new IllegalArgumentException("has neither a column answer nor solution");
    return new MathProblem(question, boxed(solution), level(row), subject, solution);
  }

  /// What stands in the last `\boxed{…}` or `\fbox{…}`, or behind a last `\boxed ` up to the end of the formula;
  /// empty if there is none.
  private static String boxed(String solution) {
    int at = Math.max(solution.lastIndexOf("\\boxed"), solution.lastIndexOf("\\fbox"));
    if (at < 0) return "";
    String rest = solution.substring(at).replaceFirst("^\\\\(boxed|fbox) *", "");
    if (!rest.startsWith("{")) return rest.split("\\$", 2)[0].strip();
    int depth = 0;
    for (int i = 0; i < rest.length(); i++) {
      if (rest.charAt(i) == '{') depth++;
      else if (rest.charAt(i) == '}' && --depth == 0) return rest.substring(1, i);
    }
    return "";
  }

  private static int level(Map<String, ?> row) {
    Object level = row.get("level");
    if (level == null) return 0;
    Matcher digit = LEVEL.matcher(level.toString());
    return digit.matches() ? Integer.parseInt(digit.group(1)) : 0;      // MATH has a few of "Level ?"
  }

  /// Whether the question is one of GSM8K: it has no level, and its solution ends as that data set's do.
  public boolean isGsm8k() { return level == 0 && solution.contains("####"); }

  /// The row of a data set, as SimpleRL-Zoo's files have it: the columns of verl, and those of the problem.
  ///
  /// @param name the end of the data source, such as [MathTier#folder]
  public DataRow row(MathTemplate template, String name) {
    String source = "simplelr_" + template.name().toLowerCase(Locale.ROOT) + "_" + name;
    DataRow row = DataRow.of(source, template.prompt(question), "math", answer).with("question", question)
        .with("answer", answer).with("level", (long) level).with("subject", subject);
    return solution.isEmpty() ? row : row.withResponse(solution);
  }
}
