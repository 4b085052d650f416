package zerograd.rl.eval;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import zerograd.rl.math.QwenAnswer;

/// Where the question and the right answer stand in the rows of a mathematical benchmark.
///
/// Files are those of the evaluation of SimpleRL, which are those of Qwen2.5-Math's. Right answers are brought to their plain form,
/// as answers of a model are; where they are true or false, yes or no, the question asks for that.
///
/// @param name of the benchmark, and of its file
/// @param question the question of a row
/// @param gold the right answer of a row
/// @param isPlain whether the right answer is brought to its plain form
public record MathDataset(String name, Function<Row, String> question, Function<Row, String> gold,
    boolean isPlain) {

  /// Fields that are kept with the answers where a row has them.
  private static final Set<String> KEPT = Set.of("level", "type", "subject", "subfield", "grade", "unique_id",
      "url",
      "reasoning_step");

  /// A row that says which field it lacks.
  ///
  /// @param place of the row, for messages
  public record Row(String place, Map<String, Object> fields) {

    /// The text of the first of `names` that the row has.
    ///
    /// @throws IllegalArgumentException if it has none of them
    String text(String... names) {
      return Stream.of(names).map(fields::get).filter(value -> value != null).findFirst().map(Row::plain)
          .orElseThrow(() -> new IllegalArgumentException("%s has no %s; it has %s".formatted(place,
              String.join(" or ", names), String.join(", ", fields.keySet()))));
    }

    private static String plain(Object value) {
      return value instanceof List<?> list
          ? String.valueOf(list.isEmpty() ? "" : list.getFirst())
          : value.toString();
    }
  }

  /// All benchmarks that are known by name.
  public static List<MathDataset> all() {
    Function<Row, String> question = row -> row.text("question", "problem");
    Function<Row, String> answer = row -> row.text("answer"),
        bare = row -> row.text("answer").replace("$", "");
    List<MathDataset> all = new ArrayList<>();
    for (String name : List.of("aime24", "amc23", "cmath", "gaokao2024_I", "gaokao2024_II", "imo2024"))
      all.add(new MathDataset(name, question, answer, true));
    for (String name : List.of("gaokao2023en", "college_math", "gaokao_math_cloze"))
      all.add(new MathDataset(name, question, bare, true));
    for (String name : List.of("gaokao2024_mix", "cn_middle_school"))
      all.add(new MathDataset(name, question,
          row -> Optional.ofNullable((String) row.fields().get("choice_answer"))
              .filter(choice -> !choice.isEmpty()).orElseGet(() -> row.text("answer")),
          true));
    for (String name : List.of("math500", "math"))
      all.add(new MathDataset(name, question, row -> QwenAnswer.of(row.text("solution"), name), true));
    all.add(new MathDataset("minerva_math", question,
        row -> QwenAnswer.of(row.text("solution"), "minerva_math").replace("\\neq", "\\ne")
            .replace("\\leq", "\\le")
            .replace("\\geq", "\\ge"),
        false));
    all.add(
        new MathDataset("olympiadbench", question, row -> row.text("final_answer").replace("$", ""), true));
    all.add(new MathDataset("gsm8k", question, row -> afterLast(row.text("answer"), "####"), true));
    all.add(new MathDataset("math_cot_100", question, row -> row.text("gt"), true));
    all.add(new MathDataset("svamp", row -> sentence(row.text("Body")) + " " + row.text("Question").strip(),
        row -> row.text("Answer"), true));
    all.add(new MathDataset("asdiv", row -> row.text("body").strip() + " " + row.text("question").strip(),
        row -> row.text("answer").replaceAll("\\(.*?\\)", ""), true));
    all.add(new MathDataset("mawps", row -> row.text("input"), row -> row.text("target"), true));
    all.add(new MathDataset("carp_en", row -> row.text("content"), answer, false));
    all.add(new MathDataset("mmlu_stem",
        row -> row.text("question").strip() + lettered(row.fields().get("choices")),
        row -> String.valueOf("ABCD".charAt(Integer.parseInt(row.text("answer")))), true));
    return List.copyOf(all);
  }

  /// The dataset of that name.
  public static Optional<MathDataset> named(String name) {
    return all().stream().filter(dataset -> dataset.name.equals(name)).findFirst();
  }

  /// A user's own file: the question in `question` or `problem`, the answer in `answer`, `gold`, `gt`, `target` or `final_answer`,
  /// or after its last `####`, as in GSM8K, or in the box of `solution`.
  public static MathDataset own(String name) {
    return new MathDataset(name, row -> row.text("question", "problem"), row -> {
      String text = row.text("answer", "gold", "gt", "target", "final_answer", "solution");
      if (text.contains("####")) return afterLast(text, "####");
      return text.contains("\\boxed") ? QwenAnswer.of(text, "math") : text.replace("$", "");
    }, true);
  }

  /// The questions of a file's rows, in order, each with the number of its row.
  ///
  /// @param place what rows are called in messages, before their number
  /// @throws IllegalArgumentException if a row lacks a field, with a sentence that names it
  public List<Question> questions(String place, List<Map<String, Object>> rows) {
    List<Question> questions = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++)
      questions.add(question(i, new Row(place + " row " + i, rows.get(i))));
    return questions;
  }

  private Question question(int number, Row row) {
    String right = gold.apply(row).strip();
    if (isPlain) right = QwenAnswer.of("\\boxed{" + right + "}", "math");
    Map<String, Object> kept = new LinkedHashMap<>();
    row.fields().forEach((key, value) -> {
      if (KEPT.contains(key)) kept.put(key, value);
    });
    return new Question(String.valueOf(number), question.apply(row).strip() + hint(right), right, kept);
  }

  private static String hint(String right) {
    return switch (right.toLowerCase(Locale.ROOT)) {
      case "true", "false" -> " (True or False)";
      case "yes", "no" -> " (Yes or No)";
      default -> "";
    };
  }

  private static String lettered(Object choices) {
    StringBuilder text = new StringBuilder("\nAnswer Choices:");
    int letter = 'A';
    if (choices instanceof List<?> list)
      for (Object choice : list)
        text.append(" (").append((char) letter++).append(") ").append(choice.toString().strip());
    return text.toString();
  }

  private static String sentence(String text) {
    return text.strip().endsWith(".") ? text.strip() : text.strip() + ".";
  }

  private static String afterLast(String text, String mark) {
    return text.substring(text.lastIndexOf(mark) + (text.contains(mark) ? mark.length() : 1));
  }
}
