package zerograd.models.generate;

/// Keeps tokens of at least the probability `epsilon`, or the likeliest one if there is none.
///
/// Hewitt, Manning & Liang 2022, *Truncation Sampling as Language Model Desmoothing*, arXiv:2210.15191, section 3.
public record Epsilon(double epsilon) implements LogitsProcessor {

  /// @throws IllegalArgumentException if it is not in (0, 1)
  public Epsilon {
    if (!(epsilon > 0 && epsilon < 1)) {
      throw new IllegalArgumentException("epsilon must be in (0, 1), got " + epsilon);
    }
  }

  @Override public void apply(Scores scores, int[] tokens, int length) {
    int best = scores.argMax();
    float max = scores.get(best);
    double sum = scores.sumOfWeights(max);
    for (int i = 0, n = scores.candidates(); i < n; i++) {
      int id = scores.candidate(i);
      if (id != best && scores.weight(id, max) / sum < epsilon) scores.forbid(id);
    }
  }
}
