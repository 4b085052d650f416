package zerograd.rl.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import zerograd.rl.dataset.MathTemplate;
import zerograd.rl.dataset.SocialIqaTemplate;
import zerograd.rl.puzzle.PromptTemplate;

/// How a question is put to a model, with or without worked examples before it. Published wordings are kept to the letter.
///
/// @param name how it is called on the command line
/// @param question the text for a question, with `{q}` in its place
/// @param answer the text for the answer of an example, with `{a}` in its place
/// @param between what stands between examples, and before the question
/// @param stops texts that end a response, beside end tokens
public record QuestionTemplate(String name, String question, String answer, String between,
    List<String> stops) {

  public QuestionTemplate {
    stops = List.copyOf(stops);
  }

  /// An example to learn from: a question and how it is answered.
  public record Shot(String question, String answer) {}

  /// All templates.
  ///
  /// | name | from |
  /// | --- | --- |
  /// | `question` | nothing but the question |
  /// | `qwen25-math-cot` | SimpleRL (v0), Qwen2.5-Math |
  /// | `qwen-boxed` | SimpleRL-Zoo's complex prompt |
  /// | `abel` | SimpleRL-Zoo's simple prompt |
  /// | `cot`, `numina`, `deepseek-math` | few-shot prompts of Qwen2.5-Math's harness |
  /// | `r1` | arXiv:2503.20783 |
  /// | `kk-plain`, `kk-base`, `kk-qwen-instruct` | [PromptTemplate], for Knights & Knaves |
  /// | `siqa-base`, `siqa-qwen-instruct`, `siqa-llama-instruct` | DeepEnlighten, for Social IQa |
  /// | `gsm8k-cot-test`, `math-cot-test`, `cmath-cot-test` | DeepSeek-Math's harness, for examples before the question |
  public static List<QuestionTemplate> all() {
    return List.of(zeroShot("question", "{q}"),
        zeroShot("qwen25-math-cot", MathTemplate.SIMPLERL.prompt("{q}") + "\n"),
        zeroShot("qwen-boxed", MathTemplate.QWEN.prompt("{q}")),
        new QuestionTemplate("abel", MathTemplate.ABEL.prompt("{q}"), "{a}", "\n\n",
            List.of("Question:", "Answer:")),
        new QuestionTemplate("cot", "Question: {q}\nAnswer: ", "{a}", "\n\n\n", List.of("\n\nQuestion:")),
        new QuestionTemplate("numina", "### Problem: {q}\n### Solution:", " {a}", "\n\n",
            List.of("\n### Problem")),
        new QuestionTemplate("deepseek-math",
            "User: {q}\nPlease reason step by step, and put your final answer within \\boxed{}.\n\nAssistant:",
            "{a}", "\n\n\n", List.of("\nProblem", "User:", "Assistant:", "</answer>", "</s>")),
        zeroShot("r1",
            "A conversation between User and Assistant. The User asks a question, and the Assistant solves it. The "
                + "Assistant first thinks about the reasoning process in the mind and then provides the User with the answer. "
                + "The reasoning process is enclosed within <think> </think> and answer is enclosed within <answer> </answer> "
                + "tags, respectively, i.e., <think> reasoning process here </think> <answer> answer here </answer>.\n"
                + "User: {q}\nAssistant: <think>"),
        zeroShot("kk-plain", PromptTemplate.PLAIN.prompt("{q}")),
        zeroShot("kk-base", PromptTemplate.BASE.prompt("{q}")),
        zeroShot("kk-qwen-instruct", PromptTemplate.QWEN_INSTRUCT.prompt("{q}")),
        zeroShot("siqa-base", SocialIqaTemplate.BASE.around("{q}")),
        zeroShot("siqa-qwen-instruct", SocialIqaTemplate.QWEN_INSTRUCT.around("{q}")),
        zeroShot("siqa-llama-instruct", SocialIqaTemplate.LLAMA_INSTRUCT.around("{q}")),
        new QuestionTemplate("gsm8k-cot-test", "Q: {q}\nA:", " {a}", "\n\n\n", List.of("\nQ:")),
        new QuestionTemplate("math-cot-test", "Problem:\n{q}\n\nSolution:\n", "{a}", "\n\n",
            List.of("\nProblem:")),
        new QuestionTemplate("cmath-cot-test", "问题：{q}\n答案：", "{a}", "\n\n\n", List.of("\n问题：")));
  }

  /// A template without a way to put examples.
  public static QuestionTemplate zeroShot(String name, String question) {
    return new QuestionTemplate(name, question, "", "", List.of());
  }

  /// The template of that name.
  ///
  /// @throws IllegalArgumentException if there is none
  public static QuestionTemplate named(String name) {
    return all().stream().filter(template -> template.name.equals(name)).findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("there is no template %s; known are %s".formatted(name,
                all().stream().map(QuestionTemplate::name).collect(Collectors.joining(", ")))));
  }

  /// The prompt for `text` after the examples `shots`. Spaces at its ends go, line feeds stay.
  ///
  /// @throws IllegalArgumentException if there are examples and the template has no place for them
  public String prompt(String text, List<Shot> shots) {
    if (!shots.isEmpty() && answer.isEmpty()) {
      throw new IllegalArgumentException(
          "template %s has no place for examples; ask without --shots or use another".formatted(name));
    }
    List<String> parts = new ArrayList<>();
    for (Shot shot : shots)
      parts.add(question.replace("{q}", shot.question) + answer.replace("{a}", shot.answer));
    parts.add(question.replace("{q}", text));
    return trimSpaces(String.join(between, parts));
  }

  private static String trimSpaces(String text) {
    int from = 0, to = text.length();
    while (from < to && text.charAt(from) == ' ')
      from++;
    while (to > from && text.charAt(to - 1) == ' ')
      to--;
    return text.substring(from, to);
  }
}
