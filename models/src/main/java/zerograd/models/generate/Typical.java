package zerograd.models.generate;

/// Keeps the tokens whose surprise is closest to the expected one, as few as together reach the probability `mass`.
///
///     rank by |−log p − H|        H = −Σ p log p
///
/// Meister et al. 2022, *Locally Typical Sampling*, arXiv:2202.00666, section 4.
public record Typical(double mass) implements LogitsProcessor {

  /// @throws IllegalArgumentException if `mass` is not in (0, 1)
  public Typical {
    if (!(mass > 0 && mass < 1)) {
      throw new IllegalArgumentException("typical mass must be in (0, 1), got " + mass);
    }
  }

  @Override public void apply(Scores scores, int[] tokens, int length) {
    float max = scores.max();
    double sum = scores.sumOfWeights(max), logSum = StrictMath.log(sum), entropy = 0;
    for (int i = 0, n = scores.candidates(); i < n; i++) {
      int id = scores.candidate(i);
      if (scores.isPossible(id)) {
        double logProb = (double) scores.get(id) - max - logSum;
        entropy -= scores.weight(id, max) / sum * logProb;
      }
    }
    double expected = entropy;
    scores.rank(id -> (float) -Math.abs(expected + ((double) scores.get(id) - max - logSum)));
    double kept = 0;
    while (scores.hasRanked() && kept < mass)
      kept += scores.weight(scores.nextRanked(), max) / sum;
    scores.forbidTheRest();
  }
}
