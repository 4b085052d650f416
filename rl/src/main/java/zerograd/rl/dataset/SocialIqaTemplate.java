package zerograd.rl.dataset;

import java.util.Map;

/// How a [SocialIqa] question is put to a model; the first three are word for word those of DeepEnlighten's
/// files. All end with the opening `<think>`, which the model therefore cannot skip.
///
/// The Llama one differs from Llama's own format: one line feed after a header, and no `<|eot_id|>` between
/// turns.
public enum SocialIqaTemplate {

  /// For models that only continue text.
  BASE(task("\".") + "\nUser: " + options() + "\nAssistant: <think>"),

  /// For chat models of the Qwen family.
  QWEN_INSTRUCT("<|im_start|>system\nYou are a helpful assistant. " + task(".\"")
      + "\n<|im_end|>\n<|im_start|>user\n" + options() + "\n<|im_end|>\n<|im_start|>assistant\n<think>"),

  /// For chat models of the Llama family.
  LLAMA_INSTRUCT("<|begin_of_text|><|start_header_id|>system<|end_header_id|>\nYou are a helpful assistant. "
      + task(".\"") + "\n<|start_header_id|>user<|end_header_id|>\n" + options()
      + "\n<|start_header_id|>assistant<|end_header_id|>\n<think>"),

  /// Nothing but story, question, answers and the opening tag: for models of a million parameters, which no
  /// instruction helps.
  PLAIN("User: {context} {question} (A) {a} (B) {b} (C) {c}\nAssistant: <think>");

  private final String text;

  SocialIqaTemplate(String text) { this.text = text; }

  /// @param end how the example in it ends, which differs between the files
  private static String task(String end) {
    return """
        The user asks a context-dependent, multiple-choice question. The assistant first reasons through the \
        question and then selects the final answer. The reasoning process is enclosed within <think>...</think> \
        tags, and the answer is enclosed within <answer>...</answer> tags. For example: "<think> reasoning process \
        here </think> <answer> (D) </answer>""" + end
        + " The user now asks the assistant to reason through and answer the following problem:";
  }

  private static String options() {
    return """
        Based on the context: "{context}", answer the question: "{question}". Choose one of the following options: \
        (A) {a}, (B) {b}, (C) {c}. Express your reasoning process and provide the final answer.""";
  }

  /// The whole prompt for a question.
  public String prompt(SocialIqa question) { return fill(text, question); }

  /// What stands around a question in [words][#words], which all templates but the plain one have in common.
  public String around(String words) { return text.replace(options(), words); }

  /// A question with its options, in the words of DeepEnlighten's files.
  public static String words(SocialIqa question) { return fill(options(), question); }

  private static String fill(String text, SocialIqa question) {
    return Blanks.fill(text, Map.of("context", question.context(), "question", question.question(), "a",
        question.answerA(), "b", question.answerB(), "c", question.answerC()));
  }
}
