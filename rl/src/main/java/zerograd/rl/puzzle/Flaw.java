package zerograd.rl.puzzle;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// What can be wrong with a worked solution, for experiments on what a model learns from wrong ones.
///
/// A flawed row has the flaw in what is taught (`solution_text`, `solution_text_format`, the chain of thought)
/// and the truth in what is judged by (`solution`, `reward_model`).
///
/// Xie et al. 2024, *On Memorization of Large Language Models in Logical Reasoning*, arXiv:2410.23123
/// (fine-tuning on wrong answers and wrong chains of thought).
public enum Flaw {
  NONE,
  /// The roles of some people, but not of all, are turned round.
  WRONG_ANSWER,
  /// The steps of the chain of thought stand in another order.
  SHUFFLED_STEPS,
  /// One step of the chain of thought is that of another puzzle, about these people.
  REPLACED_STEP;

  /// Its name in commands and recipes: `wrong-answer`.
  public String word() { return name().toLowerCase(Locale.ROOT).replace('_', '-'); }

  /// `solution` with the roles of 1 to n − 1 people turned round.
  public static List<Boolean> wrongAnswer(long seed, List<Boolean> solution) {
    NumpyPcg64 random = new NumpyPcg64(seed);
    int people = solution.size(), flips = random.integers(1, people);
    List<Boolean> wrong = new ArrayList<>(solution);
    for (int person : random.choice(people, flips)) wrong.set(person, !solution.get(person));
    return wrong;
  }

  /// `thought` with its steps in another order; as it is if it has only one, or only equal ones.
  public static ChainOfThought shuffled(long seed, ChainOfThought thought) {
    List<String> steps = thought.steps();
    if (steps.stream().distinct().count() < 2) return thought;
    NumpyPcg64 random = new NumpyPcg64(seed);
    List<String> shuffled;
    do
      shuffled = IntStream.of(random.choice(steps.size(), steps.size())).mapToObj(steps::get).toList();
    while (shuffled.equals(steps));
    return new ChainOfThought(thought.head(), shuffled, thought.foot());
  }

  /// `own`'s chain of thought with one step from that of `other`, whose people are called as `own`'s: the
  /// first by the first's name, and so on. As it is if `other` has no step that would be new.
  public static ChainOfThought replaced(long seed, FormattedPuzzle own, FormattedPuzzle other) {
    ChainOfThought thought = ChainOfThought.of(own);
    List<String> foreign = ChainOfThought.of(new FormattedPuzzle(other.puzzle(), other.quiz(), own.names(),
        own.roles())).steps().stream().filter(step -> !thought.steps().contains(step)).toList();
    if (foreign.isEmpty()) return thought;
    NumpyPcg64 random = new NumpyPcg64(seed);
    List<String> steps = new ArrayList<>(thought.steps());
    steps.set(random.integers(0, steps.size()), random.choice(foreign));
    return new ChainOfThought(thought.head(), steps, thought.foot());
  }
}
