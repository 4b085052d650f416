package zerograd.rl;

/// What each token was worth: `advantages` (N) drive the loss, `returns` (N) are what they were made from.
///
/// Both are 0 at tokens that are not learned from.
public record Advantages(float[] advantages, float[] returns) {

  /// Whether there is nothing to learn: every advantage is exactly 0.
  public boolean areAllZero() {
    for (float advantage : advantages) if (advantage != 0) return false;
    return true;
  }
}
