package zerograd.rl.dataset;

import java.util.Map;

/// How a mathematical question is put to a model, word for word as the published files have it.
public enum MathTemplate {

  /// SimpleRL's `qwen25-math-cot`: stored without the line feed at its end.
  SIMPLERL("""
      <|im_start|>system
      Please reason step by step, and put your final answer within \\boxed{}.<|im_end|>
      <|im_start|>user
      {question}<|im_end|>
      <|im_start|>assistant"""),

  /// SimpleRL-Zoo's simple prompt, for models that hardly follow instructions.
  ABEL("""
      Question:
      {question}
      Answer:
      Let's think step by step.
      """),

  /// SimpleRL-Zoo's complex prompt.
  QWEN("""
      <|im_start|>system
      You are a helpful assistant.<|im_end|>
      <|im_start|>user
      {question}
      Please reason step by step, and put your final answer within \\boxed{}.<|im_end|>
      <|im_start|>assistant
      """);

  private final String text;

  MathTemplate(String text) { this.text = text; }

  /// The whole prompt for a question.
  public String prompt(String question) { return Blanks.fill(text, Map.of("question", question)); }
}
