package zerograd.models.generate;

/// Keeps the `k` likeliest tokens; ties go to the lowest id.
///
/// Fan, Lewis & Dauphin 2018, *Hierarchical Neural Story Generation*, arXiv:1805.04833, section 5.4. Differs from
/// transformers, which keeps more than `k` tokens when the last of them are equally likely.
public record TopK(int k) implements LogitsProcessor {

  /// @throws IllegalArgumentException if `k` is less than 1
  public TopK {
    if (k < 1) throw new IllegalArgumentException("top-k must keep at least 1 token, got " + k);
  }

  @Override public void apply(Scores scores, int[] tokens, int length) { scores.keepLargest(k); }
}
