package zerograd.rl.task;

import java.util.List;
import java.util.stream.IntStream;
import zerograd.models.text.Tokenizer;
import zerograd.rl.puzzle.FormattedPuzzle;
import zerograd.rl.puzzle.PromptTemplate;
import zerograd.rl.puzzle.PuzzleCourse;
import zerograd.rl.puzzle.PuzzleSchool;
import zerograd.rl.reward.KnightsAndKnavesReward;
import zerograd.rl.reward.RewardRunner;
import zerograd.rl.rollout.Prompt;
import zerograd.rl.train.RlTask;

/// Knights & Knaves with Logic-RL's reward.
///
/// @param puzzles what is learned and what is examined
/// @param template how a puzzle is put to the model
/// @param school how examples are solved
/// @param firstExample number of the first example of the course that is used
/// @param examples how many are used
public record KnightsAndKnavesTask(PuzzleCourse.Puzzles puzzles, PromptTemplate template, PuzzleSchool school,
    int firstExample, int examples) implements LearningTask {

  /// What a right answer in the right format scores.
  public static final double FULL_REWARD = 3;
  /// What a response that cannot be scored gets: that of a bad format.
  private static final double FALLBACK = -3;

  @Override public RlTask rl(Tokenizer tokenizer, int threads) {
    RewardRunner rewards = RewardRunner.of(KnightsAndKnavesReward.paper(), FALLBACK).withThreads(threads);
    return new RlTask(prompts(puzzles.examples(firstExample, firstExample + examples), tokenizer),
        prompts(puzzles.examination(), tokenizer), rewards, tokenizer::decode, FULL_REWARD);
  }

  private List<Prompt> prompts(List<FormattedPuzzle> all, Tokenizer tokenizer) {
    return all.stream().map(puzzle -> prompt(puzzle, tokenizer)).toList();
  }

  private Prompt prompt(FormattedPuzzle puzzle, Tokenizer tokenizer) {
    String text = template.prompt(puzzle.quiz());
    return new Prompt(text, tokenizer.encode(text), puzzle.answer(), "kk_logic");
  }

  @Override public List<Example> lessons() {
    return IntStream.range(firstExample, firstExample + examples).mapToObj(number -> {
      FormattedPuzzle puzzle = puzzles.example(number);
      return new Example(template.prompt(puzzle.quiz()), school.response(number, puzzle));
    }).toList();
  }

  @Override public double guesser() { return puzzles.course().guesser(); }
}
