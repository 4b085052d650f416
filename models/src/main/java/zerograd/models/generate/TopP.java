package zerograd.models.generate;

/// Keeps the likeliest tokens, as few as together reach the probability `p`; ties go to the lowest id.
///
/// Holtzman et al. 2019, *The Curious Case of Neural Text Degeneration*, arXiv:1904.09751, section 3.1.
public record TopP(double p) implements LogitsProcessor {

  /// @throws IllegalArgumentException if `p` is not in (0, 1]
  public TopP {
    if (!(p > 0 && p <= 1)) throw new IllegalArgumentException("top-p must be in (0, 1], got " + p);
  }

  @Override public void apply(Scores scores, int[] tokens, int length) { if (p < 1) scores.keepMass(p); }
}
