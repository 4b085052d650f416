package zerograd.models.generate;

/// Forbids tokens that would complete a run of `n` tokens which the text already has.
///
/// Paulus, Xiong & Socher 2017, *A Deep Reinforced Model for Abstractive Summarization*, arXiv:1705.04304, section 2.5.
public record NoRepeatNgram(int n) implements LogitsProcessor {

  /// @throws IllegalArgumentException if `n` is less than 1
  public NoRepeatNgram {
    if (n < 1) throw new IllegalArgumentException("no-repeat n-gram: n must be at least 1, got " + n);
  }

  @Override public void apply(Scores scores, int[] tokens, int length) {
    int prefix = length - (n - 1);                    // the next token would end the run that begins here
    for (int start = 0; start + n <= length; start++) {
      boolean same = true;
      for (int i = 0; same && i < n - 1; i++) same = tokens[start + i] == tokens[prefix + i];
      if (same) scores.forbid(tokens[start + n - 1]);
    }
  }

  @Override public boolean keepsTheModel() { return false; }
}
