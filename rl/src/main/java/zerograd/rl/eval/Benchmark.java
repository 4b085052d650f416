package zerograd.rl.eval;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
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
/// @param isMathematical whether a chat model is asked to put its answer in a box
public record Benchmark(String name, List<Question> questions, Function<List<String>, Grader> grader,
    String template,
    boolean isMathematical) {

  /// @throws IllegalArgumentException if there is no question
  public Benchmark {
    questions = List.copyOf(questions);
    if (questions.isEmpty()) throw new IllegalArgumentException("benchmark " + name + " has no questions");
  }

  /// A mathematical benchmark, judged as the evaluation of Qwen2.5-Math does.
  public static Benchmark math(MathDataset dataset, String place, List<Map<String, Object>> rows) {
    return new Benchmark(dataset.name(), dataset.questions(place, rows),
        stops -> new QwenMathGrader(dataset.name(), stops), "abel", true);
  }

  /// `gsm8k-cot-test` or `cmath-cot-test` of DeepSeek-Math's harness: the last number counts.
  public static Benchmark lastNumber(String name, MathDataset dataset, String place,
      List<Map<String, Object>> rows) {
    String begin = dataset.name().equals("cmath") ? "答案是" : "";
    return new Benchmark(name, dataset.questions(place, rows), stops -> new LastNumberGrader(begin, stops),
        name, true);
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
        false);
  }

  /// Social IQa, from its published rows, judged by DeepEnlighten's reward.
  ///
  /// @throws IllegalArgumentException if a row lacks a field, with a sentence that names it
  public static Benchmark socialIqa(String place, List<Map<String, Object>> rows) {
    List<Question> questions = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      MathDataset.Row row = new MathDataset.Row(place + " row " + i, rows.get(i));
      Map<String, Object> gold = new LinkedHashMap<>();
      for (String key : List.of("answerA", "answerB", "answerC", "label")) gold.put(key, row.text(key));
      String text = "Based on the context: \"%s\", answer the question: \"%s\". Choose one of the following options: (A) %s, (B) %s, "
          .formatted(row.text("context"), row.text("question"), gold.get("answerA"), gold.get("answerB"))
          + "(C) %s. Express your reasoning process and provide the final answer."
              .formatted(gold.get("answerC"));
      questions.add(new Question(String.valueOf(i), text, gold, Map.of()));
    }
    SocialIqaReward reward = SocialIqaReward.published();
    return new Benchmark("social_iqa", questions, _ -> new RewardGrader(reward, reward.best()), "siqa-base",
        false);
  }

  /// The first so many questions; all if there are no more.
  public Benchmark first(int count) {
    return new Benchmark(name, questions.subList(0, Math.min(count, questions.size())), grader, template,
        isMathematical);
  }
}
