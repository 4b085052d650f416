package zerograd.rl.reward;

import java.util.Map;
import zerograd.models.checkpoint.OneLine;

/// What a reward sees of one rollout.
///
/// @param prompt as text, special tokens kept
/// @param response of the model, likewise
/// @param groundTruth of the prompt's data row: a string, or a struct read as a `Map`
/// @param source which data set the prompt is from (`data_source` in verl's schema); empty if none is known
/// @param place the file and the row that the prompt is from, for messages; empty if it is from none
public record Sample(String prompt, String response, Object groundTruth, String source, String place) {

  /// From no file.
  public Sample(String prompt, String response, Object groundTruth) {
    this(prompt, response, groundTruth, "", "");
  }

  /// Prompt and response as one text, which is what the published rule rewards look at.
  public String text() { return prompt + response; }

  /// How messages call it, being number `number` of its batch.
  String named(int number) { return "sample " + number + (place.isEmpty() ? "" : ", to " + place + ","); }

  /// A text of the ground truth: its field `key` if it is a struct, itself if it is a string.
  ///
  /// @throws IllegalArgumentException if it is neither, or has no such field
  public String groundTruth(String key) {
    if (groundTruth instanceof String text) return text;
    if (groundTruth instanceof Map<?, ?> fields && fields.get(key) instanceof String text) return text;
    throw new IllegalArgumentException(
        "reward: the ground truth needs to be a text or to have a text \"" + key
            + "\", got " + OneLine.of(String.valueOf(groundTruth)));
  }
}
