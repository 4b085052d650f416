package zerograd.rl.reward;

/// A reward could not score a sample: the reward is wrong, or the row of the data set that it judges by.
public final class RewardException extends IllegalStateException {

  private static final long serialVersionUID = 1;
  private static final int SHOWN = 60;

  /// @param number the sample's number in its batch, from 0
  RewardException(int number, Sample sample, Throwable thrown) {
    super(sentence(number, sample, thrown), thrown);
  }

  /// What happened, in one sentence that names the sample and how its prompt begins.
  static String sentence(int number, Sample sample, Throwable thrown) {
    String reason = thrown.getMessage() == null ? thrown.getClass().getSimpleName() : thrown.getMessage();
    String prompt = sample.prompt().strip().replaceAll("\\s+", " ");
    String shown = prompt.length() <= SHOWN ? prompt : prompt.substring(0, SHOWN) + " …";
    return "reward: " + sample.named(number) + " failed: " + reason
        + (shown.isEmpty() ? "" : "; its prompt begins \"" + shown + "\"");
  }
}
