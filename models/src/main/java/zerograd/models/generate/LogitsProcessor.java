package zerograd.models.generate;

/// Changes the scores of the next token before one is drawn. Processors work one after the other, in the order of their list.
///
/// The formulas, and so the results, are those of the processors of the same name in the transformers library.
public sealed interface LogitsProcessor
    permits Temperature, TopK, TopP, MinP, Typical, Epsilon, RepetitionPenalty, NoRepeatNgram {

  /// Changes `scores`, given the first `length` of `tokens`: the prompt and what was generated so far.
  void apply(Scores scores, int[] tokens, int length);

  /// True if it only takes tokens away or divides all logits by a temperature. The log-probabilities that are reported, over
  /// the whole vocabulary at that temperature, are then those of the model.
  default boolean keepsTheModel() { return true; }
}
