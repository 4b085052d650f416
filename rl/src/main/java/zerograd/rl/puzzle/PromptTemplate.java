package zerograd.rl.puzzle;

/// How a quiz is put to a model, so that its answer can be found again. All end with the opening `<think>`,
/// which the model therefore cannot skip; the wording of the first two, slips included, is the published one.
///
/// Xie et al. 2025, *Logic-RL*, arXiv:2502.14768, §2.1.
public enum PromptTemplate {

  /// For chat models of the Qwen family.
  QWEN_INSTRUCT(
      """
          <|im_start|>system
          You are a helpful assistant. The assistant first thinks about the reasoning process in the mind and then provides \
          the user with the answer. The reasoning process and answer are enclosed within <think> </think> and<answer> \
          </answer> tags, respectively, i.e., <think> reasoning process here </think><answer> answer here </answer>.  Now the \
          user asks you to solve a logical reasoning problem. After thinking, when you finally reach a conclusion, clearly \
          state the identity of each character within <answer> </answer> tags. i.e., <answer> (1) Zoey is a knight
          (2) ... </answer>.
          <|im_end|>
          <|im_start|>user
          {quiz}
          <|im_end|>
          <|im_start|>assistant
          <think>"""),

  /// For models that only continue text.
  BASE(
      """
          The user asks a question, and the Assistant solves it.The assistant first thinks about the reasoning process in the \
          mind and then provides the user with the final answer. The reasoning process and answer are enclosed within \
          <think> </think> and <answer> </answer> tags, respectively, i.e., <think> reasoning process here </think><answer> \
          answer here </answer>. Now the user asks you to solve a logical reasoning problem. After thinking, when you finally \
          reach a conclusion, clearly state the identity of each character within <answer> </answer> tags. List the identity \
          of each person one by one, for example, <answer> (1) Zoey is a knight
          (2) Oliver is a knight
          (3)... </answer>.

          User:{quiz}
          Assistant: <think>"""),

  /// Nothing but the question and the opening tag: for models of a million parameters, which no instruction
  /// helps.
  PLAIN("User: {quiz}\nAssistant: <think>");

  private final String text;

  PromptTemplate(String text) { this.text = text; }

  /// The whole prompt for a quiz.
  public String prompt(String quiz) { return text.replace("{quiz}", quiz); }
}
