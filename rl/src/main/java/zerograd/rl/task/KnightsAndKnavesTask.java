package zerograd.rl.task;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
/// @param courses what is learned and what is examined, say one for each number of people; examples come from them in turn
/// @param template how a puzzle is put to the model
/// @param school how examples are solved
/// @param firstExample number of the first example that is used
/// @param examples how many are used
public record KnightsAndKnavesTask(List<PuzzleCourse.Puzzles> courses, PromptTemplate template,
    PuzzleSchool school, int firstExample, int examples) implements LearningTask {

  /// What a right answer in the right format scores.
  public static final double FULL_REWARD = 3;
  /// What a response that cannot be scored gets: that of a bad format.
  private static final double FALLBACK = -3;

  /// @throws IllegalArgumentException if there is no course
  public KnightsAndKnavesTask {
    courses = List.copyOf(courses);
    if (courses.isEmpty()) throw new IllegalArgumentException("knights and knaves: needs a course, got none");
  }

  @Override public RlTask rl(Tokenizer tokenizer, int threads) {
    RewardRunner rewards = RewardRunner.of(KnightsAndKnavesReward.paper(), FALLBACK).withThreads(threads);
    return new RlTask(prompts(numbers().mapToObj(this::example), tokenizer),
        prompts(courses.stream().flatMap(puzzles -> puzzles.examination().stream()), tokenizer), rewards,
        tokenizer::decode, FULL_REWARD);
  }

  private IntStream numbers() { return IntStream.range(firstExample, firstExample + examples); }

  private FormattedPuzzle example(int number) { return courses.get(number % courses.size()).example(number); }

  private List<Prompt> prompts(Stream<FormattedPuzzle> all, Tokenizer tokenizer) {
    return all.map(puzzle -> prompt(puzzle, tokenizer)).toList();
  }

  private Prompt prompt(FormattedPuzzle puzzle, Tokenizer tokenizer) {
    String text = template.prompt(puzzle.quiz());
    return new Prompt(text, tokenizer.encode(text), puzzle.answer(), "kk_logic");
  }

  @Override public List<Example> lessons() {
    return numbers().mapToObj(number -> {
      FormattedPuzzle puzzle = example(number);
      return new Example(template.prompt(puzzle.quiz()), school.response(number, puzzle));
    }).toList();
  }

  @Override public double guesser() {
    return courses.stream().mapToDouble(puzzles -> puzzles.course().guesser()).average().orElseThrow();
  }
}
