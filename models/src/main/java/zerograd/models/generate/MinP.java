package zerograd.models.generate;

/// Keeps tokens that are at least `p` times as likely as the likeliest.
///
/// Nguyen et al. 2024, *Turning Up the Heat: Min-p Sampling for Creative and Coherent LLM Outputs*, arXiv:2407.01082,
/// section 3.
public record MinP(double p) implements LogitsProcessor {

  /// How close to the border a weight is computed: farther away no rounding decides.
  private static final double NEAR = 1;
  /// Below this, weights are 0.
  private static final double LOWEST = -104;

  /// @throws IllegalArgumentException if `p` is not in [0, 1]
  public MinP {
    if (!(p >= 0 && p <= 1)) throw new IllegalArgumentException("min-p must be in [0, 1], got " + p);
  }

  @Override public void apply(Scores scores, int[] tokens, int length) {
    float max = scores.max();
    double border = p == 0 ? Double.NEGATIVE_INFINITY : max + Math.max(StrictMath.log(p), LOWEST);
    for (int i = 0, n = scores.candidates(); i < n; i++) {
      int id = scores.candidate(i);
      double above = scores.get(id) - border;
      if (above < -NEAR || above < NEAR && scores.weight(id, max) < p) scores.forbid(id);
    }
  }
}
