package zerograd.rl.rollout;

/// A question to the policy.
///
/// @param text what the reward sees of it
/// @param ids its tokens, at least one
/// @param groundTruth what the reward judges by: a text, or a struct as a map
/// @param source which data set it is from, for the report
/// @param place the file and the row that it is from, for messages; empty if it is from none
public record Prompt(String text, int[] ids, Object groundTruth, String source, String place) {

  /// From no file.
  public Prompt(String text, int[] ids, Object groundTruth, String source) {
    this(text, ids, groundTruth, source, "");
  }

  /// @throws IllegalArgumentException if there is no token to continue from
  public Prompt {
    if (ids.length == 0)
      throw new IllegalArgumentException("prompt: needs at least one token, got \"" + text + "\"");
  }
}
