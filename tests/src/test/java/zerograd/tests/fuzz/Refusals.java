package zerograd.tests.fuzz;

/// What a refusal has to be: one sentence that a terminal shows as it is.
final class Refusals {

  private static final int LONGEST = 2_000;

  private Refusals() {}

  /// Returns false, for a target to return.
  ///
  /// @throws AssertionError if the message is no such sentence
  static boolean refused(Exception refusal) {
    String message = refusal.getMessage();
    if (message == null || message.isBlank()) throw new AssertionError("refused without a word", refusal);
    if (message.length() > LONGEST)
      throw new AssertionError("refused in " + message.length() + " characters", refusal);
    if (message.chars().anyMatch(Character::isISOControl))
      throw new AssertionError("refused with control characters", refusal);
    return false;
  }
}
