package zerograd.models.generate;

/// Keeps tokens that are at least `p` times as likely as the likeliest.
///
/// Nguyen et al. 2024, *Turning Up the Heat: Min-p Sampling for Creative and Coherent LLM Outputs*, arXiv:2407.01082,
/// section 3.
public record MinP(double p) implements LogitsProcessor {

  /// @throws IllegalArgumentException if `p` is not in [0, 1]
  public MinP {
    if (!(p >= 0 && p <= 1)) throw new IllegalArgumentException("min-p must be in [0, 1], got " + p);
  }

  @Override public void apply(Scores scores, int[] tokens, int length) {
    float max = scores.max();
    for (int id = 0; id < scores.size(); id++) if (scores.weight(id, max) < p) scores.forbid(id);
  }
}
