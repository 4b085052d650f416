package zerograd.rl.math;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Question and right answer of a row of a mathematical benchmark, as the evaluation of Qwen2.5-Math reads its files.
///
/// Each benchmark keeps its answer elsewhere: MATH in the last box of the solution, GSM8K after `####`, OlympiadBench as a list of
/// one. What is found is brought to the plain form in which [QwenAnswer] gives a model's answer.
///
/// Yang et al. 2024, *Qwen2.5-Math Technical Report*, arXiv:2409.12122.
///
/// @param question what is asked; " (True or False)" or " (Yes or No)" is added where that is the answer
/// @param answer the right answer in plain form
public record BenchmarkRow(String question, String answer) {

  /// Where a benchmark has the answer of a row.
  private interface Source extends Function<Map<String, ?>, String> {
  }

  private static final Set<String> WITH_UNITS = Set.of("carp_en", "minerva_math");
  private static final Source ANSWER = row -> text(row, "answer");
  private static final Source WITHOUT_DOLLARS = row -> text(row, "answer").replace("$", "");
  private static final Source CHOICE_OR_ANSWER = row -> text(row,
      row.get("choice_answer") instanceof String choice && !choice.isEmpty() ? "choice_answer" : "answer");

  private static final List<String> QUESTIONS = List.of("question", "problem", "Question", "input");
  /// Benchmarks that have their answer in another field than `answer`, or not alone.
  private static final Map<String, Source> SOURCES = Map.ofEntries(
      Map.entry("math", row -> QwenAnswer.of(text(row, "solution"), "math")),
      Map.entry("math500", row -> QwenAnswer.of(text(row, "solution"), "math500")),
      Map.entry("minerva_math", row -> QwenAnswer.of(text(row, "solution"), "minerva_math")),
      Map.entry("gsm8k", row -> after(text(row, "answer"), "####")),
      Map.entry("svamp", row -> text(row, "Answer")),
      Map.entry("asdiv", row -> withoutParentheses(text(row, "answer"))),
      Map.entry("mawps", row -> text(row, "target")),
      Map.entry("mmlu_stem", BenchmarkRow::letter),
      Map.entry("sat_math", row -> text(row, "Answer")),
      Map.entry("aqua", row -> text(row, "correct")),
      Map.entry("gaokao2023en", WITHOUT_DOLLARS), Map.entry("college_math", WITHOUT_DOLLARS),
      Map.entry("gaokao_math_cloze", WITHOUT_DOLLARS),
      Map.entry("gaokao_math_qa", row -> text(row, "label")),
      Map.entry("gaokao2024_mix", CHOICE_OR_ANSWER), Map.entry("cn_middle_school", CHOICE_OR_ANSWER),
      Map.entry("olympiadbench",
          row -> row.get("final_answer") instanceof List<?> all && !all.isEmpty()
              ? all.getFirst().toString().replaceAll("^\\$+|\\$+$", "")
              : text(row, "final_answer")));

  /// Reads a row.
  ///
  /// @param benchmark the file's name without its ending, as `math500`
  /// @param row its fields
  /// @throws IllegalArgumentException if a field is missing that the benchmark has
  public static BenchmarkRow of(String benchmark, Map<String, ?> row) {
    Source source = SOURCES.getOrDefault(benchmark, ANSWER);
    String found = source.apply(row).strip();
    String answer = WITH_UNITS.contains(benchmark)
        ? found.replace("\\neq", "\\ne").replace("\\leq", "\\le").replace("\\geq", "\\ge")
        : AnswerText.plain(found);
    String hint = switch (answer.toLowerCase(Locale.ROOT)) {
      case "true", "false" -> " (True or False)";
      case "yes", "no" -> " (Yes or No)";
      default -> "";
    };
    return new BenchmarkRow((question(benchmark, row) + hint).strip(), answer);
  }

  private static String question(String benchmark, Map<String, ?> row) {
    return switch (benchmark) {
      case "asdiv" -> text(row, "body").strip() + " " + text(row, "question").strip();
      case "svamp" -> {
        String body = text(row, "Body").strip();
        yield (body.endsWith(".") ? body : body + ".") + " " + text(row, "Question").strip();
      }
      case "carp_en" -> text(row, "content");
      case "mmlu_stem" -> text(row, "question").strip() + "\nAnswer Choices: " + lettered(row.get("choices"));
      default -> QUESTIONS.stream().filter(row::containsKey).findFirst().map(field -> text(row, field))
          .orElseThrow(() -> new IllegalArgumentException(
              "benchmark row: needs a question in one of " + QUESTIONS + ", has " + row.keySet()));
    };
  }

  /// `(A) first (B) second`
  private static String lettered(Object choices) {
    List<?> all = choices instanceof List<?> list ? list : List.of();
    return IntStream.range(0, all.size())
        .mapToObj(i -> "(" + (char) ('A' + i) + ") " + all.get(i).toString().strip())
        .collect(Collectors.joining(" "));
  }

  private static String text(Map<String, ?> row, String field) {
    if (row.get(field) != null) return row.get(field).toString();
    throw new IllegalArgumentException("benchmark row: needs a field \"" + field + "\", has " + row.keySet());
  }

  private static String letter(Map<String, ?> row) {
    if (row.get("answer") instanceof Number number && number.intValue() >= 0 && number.intValue() < 4)
      return "ABCD".substring(number.intValue(), number.intValue() + 1);
    throw new IllegalArgumentException(
        "benchmark row: the answer needs to be a number from 0 to 3, got " + row.get("answer"));
  }

  private static String withoutParentheses(String text) {
    StringBuilder rest = new StringBuilder();
    int at = 0;
    for (int open = text.indexOf('('); open >= 0; open = text.indexOf('(', at)) {
      int close = text.indexOf(')', open);
      if (close < 0) break;
      rest.append(text, at, open);
      at = close + 1;
    }
    return rest.append(text, at, text.length()).toString();
  }

  /// What follows the last `mark`, or the whole text where there is none.
  private static String after(String text, String mark) {
    int at = text.lastIndexOf(mark);
    return at < 0 ? text : text.substring(at + mark.length());
  }
}
