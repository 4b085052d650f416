package zerograd.rl.task;

import java.util.List;
import zerograd.models.text.Tokenizer;
import zerograd.rl.train.RlTask;

/// Something that a model can be taught, by rewards or by examples.
public interface LearningTask {

  /// A prompt and the response that is taught for it.
  record Example(String prompt, String response) {

    /// Both as one text.
    public String text() { return prompt + response; }
  }

  /// Prompts, held-out prompts and the reward, in the tokens of `tokenizer`. Rewards are computed on `threads` threads.
  RlTask rl(Tokenizer tokenizer, int threads);

  /// The task as far as it fits the tokens of `tokenizer`; what had to be left out is in its [#notes].
  ///
  /// @param room the longest prompt that leaves room for a response in what the model reads
  default LearningTask fitted(Tokenizer tokenizer, int room) { return this; }

  /// What was left out of the data, a sentence each.
  default List<String> notes() { return List.of(); }

  /// Examples to learn from, in order.
  ///
  /// @throws IllegalArgumentException if the task has none
  List<Example> lessons();

  /// The share of held-out prompts that a guesser with perfect format gets right; NaN where that makes no sense.
  double guesser();
}
