package zerograd.rl.reward;

import java.util.Map;
import zerograd.models.checkpoint.OneLine;

/// What a reward sees of one rollout: the prompt, the model's response (both as text, special tokens kept),
/// and the ground truth of the prompt's data row, which is a string or a struct read as a `Map`.
public record Sample(String prompt, String response, Object groundTruth) {

  /// Prompt and response as one text, which is what the published rule rewards look at.
  public String text() { return prompt + response; }

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
