package zerograd.rl.reward;

/// One sample's score, and how it came about.
public record Scored(double score, Ending ending) {

  /// How scoring ended.
  public enum Ending {
    /// The reward returned.
    FINISHED,
    /// It was stopped after its count of steps: the same on every machine.
    STEP_LIMIT,
    /// It was stopped by the clock: another run may end otherwise, so this must be stored and used again.
    TIME_LIMIT,
    /// The reward threw, or returned no finite number.
    FAILED
  }
}
