package zerograd.rl.task;

import java.util.List;
import zerograd.models.text.Tokenizer;
import zerograd.rl.puzzle.DigitCompletion;
import zerograd.rl.puzzle.DigitCompletionReward;
import zerograd.rl.puzzle.DigitTokenizer;
import zerograd.rl.reward.RewardRunner;
import zerograd.rl.rollout.Prompt;
import zerograd.rl.train.RlTask;

/// Digit completion with its reward at every token; the model's tokenizer must be [DigitTokenizer].
public record DigitCompletionTask(List<DigitCompletion> train,
    List<DigitCompletion> test) implements LearningTask {

  /// A perfect response earns 1, in L + 1 equal parts that are added in single precision.
  private static final double FULL_REWARD = 1 - 1e-5;

  public DigitCompletionTask {
    train = List.copyOf(train);
    test = List.copyOf(test);
  }

  @Override public RlTask rl(Tokenizer tokenizer, int threads) {
    RewardRunner rewards = RewardRunner.of(new DigitCompletionReward(), 0).withThreads(threads);
    return new RlTask(prompts(train), prompts(test), rewards, tokenizer::decode, FULL_REWARD);
  }

  private static List<Prompt> prompts(List<DigitCompletion> tasks) {
    DigitTokenizer digits = new DigitTokenizer();
    return tasks.stream()
        .map(task -> new Prompt(task.prompt(), digits.encodePrompt(task.prompt()), task.answer(), "digits"))
        .toList();
  }

  @Override public List<Example> lessons() {
    return train.stream()
        .map(task -> new Example(task.prompt() + DigitTokenizer.SEPARATOR, task.answer())).toList();
  }

  @Override public double guesser() { return Double.NaN; }
}
