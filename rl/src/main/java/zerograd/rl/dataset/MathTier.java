package zerograd.rl.dataset;

/// The levels of difficulty that SimpleRL-Zoo trains on; a model learns best where it is right now and then.
///
/// Zeng et al. 2025, *SimpleRL-Zoo*, arXiv:2503.18892, §2.1.
public enum MathTier {
  /// GSM8K and level 1 of MATH.
  EASY("gsm8k_level1", 1, 1),
  /// Levels 1 to 4 of MATH.
  MEDIUM("level1to4", 1, 4),
  /// Levels 3 to 5 of MATH, which SimpleRL trains on too.
  HARD("level3to5", 3, 5);

  private final String folder;
  private final int from, to;

  MathTier(String folder, int from, int to) {
    this.folder = folder;
    this.from = from;
    this.to = to;
  }

  /// The name of the tier in SimpleRL-Zoo's folders.
  public String folder() { return folder; }

  public boolean contains(MathProblem problem) {
    return problem.level() >= from && problem.level() <= to || this == EASY && problem.isGsm8k();
  }
}
