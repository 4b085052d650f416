package zerograd.rl.eval;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import zerograd.rl.dataset.SocialIqa;
import zerograd.rl.dataset.SocialIqaTemplate;
import zerograd.rl.puzzle.KnightsAndKnaves;
import zerograd.rl.puzzle.PuzzleRow;
import zerograd.rl.reward.KnightsAndKnavesReward;
import zerograd.rl.reward.SocialIqaReward;

/// Questions with right answers, and how answers to them are judged.
///
/// @param name what it is called
/// @param questions with ids that differ
/// @param grader judges responses that end at the given texts, which depend on how questions are put
/// @param template how its questions are put to a model that continues text, unless something else is asked for
/// @param instruction what asks for an answer in a box, put behind a question to a chat model; empty if answers have another form
public record Benchmark(String name, List<Question> questions, Function<List<String>, Grader> grader,
    String template, String instruction) {

  private static final String BOXED = "\nPlease reason step by step, and put your final answer within \\boxed{}.";
  private static final String BOXED_CHINESE = "\n请通过逐步推理来解答问题，并把最终答案放置于\\boxed{}中。";

  /// @throws IllegalArgumentException if there is no question
  public Benchmark {
    questions = List.copyOf(questions);
    if (questions.isEmpty()) throw new IllegalArgumentException("benchmark " + name + " has no questions");
  }

  /// A mathematical benchmark from the rows of its file, see [MathQuestions].
  ///
  /// @param place what rows are called in messages, before their number
  public static Benchmark math(String name, String place, List<Map<String, Object>> rows,
      MathGrader.Judge judge) {
    return new Benchmark(name, MathQuestions.of(name, place, rows),
        stops -> new MathGrader(name, stops, judge), "abel", BOXED);
  }

  /// `gsm8k-cot-test` or `cmath-cot-test` of DeepSeek-Math's harness, from the rows of `gsm8k` or `cmath`: the last number counts.
  public static Benchmark lastNumber(String name, String rowsOf, String place,
      List<Map<String, Object>> rows) {
    boolean isChinese = rowsOf.equals("cmath");
    return new Benchmark(name, MathQuestions.of(rowsOf, place, rows),
        stops -> new LastNumberGrader(isChinese ? "答案是" : "", stops), name,
        isChinese ? BOXED_CHINESE : BOXED);
  }

  /// These questions, put by another template where nothing else is asked for.
  public Benchmark by(String name, String template) {
    return new Benchmark(name, questions, grader, template, instruction);
  }

  /// Knights & Knaves: the first hundred published puzzles of so many people (arXiv:2410.23123), judged by Logic-RL's reward.
  public static Benchmark knightsAndKnaves(int people) {
    List<Question> questions = new ArrayList<>();
    for (PuzzleRow row : PuzzleRow.rows(KnightsAndKnaves.PUBLISHED_SEED, people, 100)) {
      questions.add(new Question(String.valueOf(row.index()), row.formatted().quiz(), row.groundTruth(),
          Map.of("people", people)));
    }
    KnightsAndKnavesReward reward = KnightsAndKnavesReward.paper();
    return new Benchmark("kk" + people, questions, _ -> new RewardGrader(reward, reward.best()), "kk-base",
        "");
  }

  /// Social IQa, from its published rows, judged by DeepEnlighten's reward.
  ///
  /// @throws IllegalArgumentException if a row lacks a field, with a sentence that names it
  public static Benchmark socialIqa(String place, List<Map<String, Object>> rows) {
    List<Question> questions = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      questions.add(socialIqa(i, place, rows.get(i)));
    }
    SocialIqaReward reward = SocialIqaReward.published();
    return new Benchmark("social_iqa", questions, _ -> new RewardGrader(reward, reward.best()), "siqa-base",
        "");
  }

  private static Question socialIqa(int number, String place, Map<String, Object> row) {
    try {
      SocialIqa question = SocialIqa.of(row);
      Map<String, Object> gold = new LinkedHashMap<>();
      gold.put("answerA", question.answerA());
      gold.put("answerB", question.answerB());
      gold.put("answerC", question.answerC());
      gold.put("label", question.label());
      return new Question(String.valueOf(number), SocialIqaTemplate.words(question), gold, Map.of());
    } catch (IllegalArgumentException refused) {
      throw new IllegalArgumentException("%s row %d %s".formatted(place, number, refused.getMessage()),
          refused);
    }
  }

  /// The first so many questions; all if there are no more.
  public Benchmark first(int count) {
    return new Benchmark(name, questions.subList(0, Math.min(count, questions.size())), grader, template,
        instruction);
  }
}
