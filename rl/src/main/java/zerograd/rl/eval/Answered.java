package zerograd.rl.eval;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A question with all that a model answered to it.
///
/// @param id which question
/// @param question its text
/// @param prompt all that the model read
/// @param gold what it was judged by
/// @param fields what else is known of it
/// @param answers one a sample
public record Answered(String id, String question, String prompt, Object gold, Map<String, Object> fields,
    List<Answer> answers) {

  public Answered {
    answers = List.copyOf(answers);
  }

  /// A response.
  ///
  /// @param text all of it, special tokens kept
  /// @param found the answer that was found in it; empty if none was
  /// @param score what it is worth
  /// @param isRight whether that is full score
  /// @param tokens its length
  /// @param finishReason `stop_token`, `stop_text` or `length`
  public record Answer(String text, String found, double score, boolean isRight, int tokens,
      String finishReason) {

    /// Whether it ended at the limit of its length.
    public boolean isClipped() { return finishReason.equals("length"); }
  }

  /// How many answers are right.
  public int right() { return (int) answers.stream().filter(Answer::isRight).count(); }

  /// As a JSON object, with the names that SimpleRL's evaluation uses: `idx`, `question`, `gt`, further
  /// fields, and lists with one
  /// entry a sample: `code` (the response), `pred` (its answer), `score` (whether it is right), `finish_reason`; beside these
  /// `prompt`, `reward` and `tokens`.
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("idx", id);
    json.put("question", question);
    json.put("gt", gold);
    json.put("prompt", prompt);
    fields.forEach(json::putIfAbsent);
    json.put("code", answers.stream().map(Answer::text).toList());
    json.put("pred", answers.stream().map(Answer::found).toList());
    json.put("score", answers.stream().map(Answer::isRight).toList());
    json.put("finish_reason", answers.stream().map(Answer::finishReason).toList());
    json.put("reward", answers.stream().map(Answer::score).toList());
    json.put("tokens", answers.stream().map(Answer::tokens).toList());
    return json;
  }

  /// The record that [#json] is of.
  ///
  /// @throws IllegalArgumentException if something is missing or of another type
  public static Answered of(Map<String, Object> json) {
    try {
      List<?> texts = (List<?>) json.get("code"), found = (List<?>) json.get("pred"),
          right = (List<?>) json.get("score"),
          reasons = (List<?>) json.get("finish_reason"), scores = (List<?>) json.get("reward"),
          tokens = (List<?>) json.get("tokens");
      List<Answer> answers = new ArrayList<>();
      for (int i = 0; i < texts.size(); i++) {
        answers.add(
            new Answer((String) texts.get(i), (String) found.get(i), ((Number) scores.get(i)).doubleValue(),
                (Boolean) right.get(i), ((Number) tokens.get(i)).intValue(), (String) reasons.get(i)));
      }
      Map<String, Object> fields = new LinkedHashMap<>(json);
      fields.keySet().removeAll(
          List.of("idx", "question", "gt", "prompt", "code", "pred", "score", "finish_reason", "reward",
              "tokens"));
      return new Answered((String) json.get("idx"), (String) json.get("question"),
          (String) json.get("prompt"), json.get("gt"), fields,
          answers);
    } catch (ClassCastException | NullPointerException | IndexOutOfBoundsException other) {
      throw new IllegalArgumentException(
          "a row of answers needs idx, question, gt, and equally long lists code, pred, score, "
              + "finish_reason, reward and tokens, got " + json.keySet(),
          other);
    }
  }
}
