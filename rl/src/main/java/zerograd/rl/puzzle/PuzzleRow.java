package zerograd.rl.puzzle;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One row of a Knights & Knaves data set: a puzzle in words with its number in the sampler's order.
public record PuzzleRow(int index, FormattedPuzzle formatted) {

  /// The published rows for so many people: puzzles from `seed`, puzzle i put in words with the seed `seed +
  /// i`.
  public static List<PuzzleRow> rows(long seed, int people, int count) {
    return Perturbation.NONE.rows(seed, people, count);
  }

  /// What the reward needs to know: the answer, and the statements for whoever wants to check it.
  public Map<String, Object> groundTruth() {
    return ordered("solution_text_format", formatted.answer(), "statements", formatted.puzzle().text());
  }

  /// The columns of Logic-RL's Parquet files, of which `data_source`, `prompt`, `ability`, `reward_model` and
  /// `extra_info` are what verl reads. `position` is the row's number within its `split` ("train" or "test").
  public Map<String, Object> columns(PromptTemplate template, String split, int position) {
    return columns(template, split, position, taught(Flaw.NONE, 0, formatted));
  }

  /// The same columns with a flaw in what they teach, drawn by `seed` + the number of the puzzle; `other` is the
  /// puzzle from which a step is taken. What the reward judges by stays true.
  public Map<String, Object> columns(PromptTemplate template, String split, int position, Flaw flaw,
      long seed,
      FormattedPuzzle other) {
    return columns(template, split, position, taught(flaw, seed, other));
  }

  /// A worked solution with the same flaw, as a response that closes the thinking which the prompt opened: the chain of
  /// thought, then everybody's role.
  public String response(Flaw flaw, long seed, FormattedPuzzle other) {
    Taught taught = taught(flaw, seed, other);
    return " %s </think><answer> %s </answer>".formatted(taught.thought.text(),
        formatted.answer(taught.solution));
  }

  /// What a learner is told, right or wrong.
  private record Taught(List<Boolean> solution, ChainOfThought thought) {}

  private Taught taught(Flaw flaw, long seed, FormattedPuzzle other) {
    ChainOfThought thought = ChainOfThought.of(formatted);
    List<Boolean> solution = formatted.puzzle().solution();
    return switch (flaw) {
      case NONE -> new Taught(solution, thought);
      case WRONG_ANSWER -> new Taught(Flaw.wrongAnswer(seed + index, solution), thought);
      case SHUFFLED_STEPS -> new Taught(solution, Flaw.shuffled(seed + index, thought));
      case REPLACED_STEP -> new Taught(solution, Flaw.replaced(seed + index, formatted, other));
    };
  }

  private Map<String, Object> columns(PromptTemplate template, String split, int position, Taught taught) {
    Roles roles = formatted.roles();
    ChainOfThought thought = taught.thought;
    return ordered("quiz", formatted.quiz(), "names", formatted.names(), "knight_knave",
        ordered("Knave", roles.capitalised(false), "Knight", roles.capitalised(true), "a_knave",
            roles.lying(), "a_knight",
            roles.truthful(), "knave", roles.noun(false), "knight", roles.noun(true)),
        "solution", formatted.puzzle().solution(), "solution_text", formatted.solutionText(taught.solution),
        "solution_text_format",
        formatted.answer(taught.solution), "cot_head", thought.head(), "cot_repeat_steps", thought.steps(),
        "cot_foot", thought.foot(),
        "statements", formatted.puzzle().text(), "index", (long) index, "data_source", "kk_logic", "prompt",
        List.of(ordered("content", template.prompt(formatted.quiz()), "role", "user")), "ability", "logic",
        "reward_model", ordered("ground_truth", groundTruth(), "style", "rule"), "extra_info",
        ordered("index", (long) position, "split", split));
  }

  private static Map<String, Object> ordered(Object... keysAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2)
      map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    return map;
  }
}
