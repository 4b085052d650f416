package zerograd.models.generate;

/// Makes tokens less likely that the prompt or the output already has: positive scores are divided by `penalty`, negative
/// ones multiplied.
///
/// Keskar et al. 2019, *CTRL*, arXiv:1909.05858, section 4.1.
public record RepetitionPenalty(float penalty) implements LogitsProcessor {

  /// @throws IllegalArgumentException if it is not positive
  public RepetitionPenalty {
    if (!(penalty > 0)) {
      throw new IllegalArgumentException("repetition penalty must be positive, got " + penalty);
    }
  }

  @Override public void apply(Scores scores, int[] tokens, int length) {
    for (int t = 0; t < length; t++) {
      int id = tokens[t];
      if (!scores.mark(id)) continue;
      float score = scores.get(id);
      scores.set(id, score < 0 ? score * penalty : score / penalty);
    }
    scores.clearMarks();
  }

  @Override public boolean keepsTheModel() { return penalty == 1; }
}
