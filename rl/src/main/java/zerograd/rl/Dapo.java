package zerograd.rl;

import java.util.List;

/// Decoupled clip and dynamic sampling: GRPO for long chains of thought, by four changes.
///
/// 1. *Clip higher.* `low` 0.2, `high` 0.28: unlikely tokens may grow, which keeps the entropy up ([Clip], eq. 10).
/// 2. *Dynamic sampling.* Groups in which all or none are right teach nothing and are replaced by others ([#teaches],
///    eq. 11).
/// 3. *Token mean.* Every token counts the same, so that long responses are not let off ([Averaging.TokenMean], eq. 12).
/// 4. *Soft overlong punishment.* ([OverlongPenalty], eq. 13).
///
/// Yu et al. 2025, *DAPO: An Open-Source LLM Reinforcement Learning System at Scale*, arXiv:2503.14476, §3.
public final class Dapo {

  private Dapo() {}

  /// The published settings: clip 0.2 and 0.28, GRPO's advantage, no KL, no entropy bonus. The dual clip of 10 is that of its
  /// recipe in verl.
  public static Algorithm paper() {
    return new Algorithm(new Grpo(Grpo.Scale.GROUP, 1e-6), new Clip(0.2, 0.28, 10), new KlPenalty.None(),
        new Averaging.TokenMean(), 0);
  }

  /// Whether a group teaches anything: its `outcomes` differ, or there is only one.
  ///
  /// Ask this of what is to be learned (right or wrong), not of a score that length has changed.
  public static boolean teaches(List<Double> outcomes) {
    return outcomes.size() == 1 || outcomes.stream().distinct().count() > 1;
  }

  /// A penalty that grows as a response nears the limit, so that being cut off is no surprise.
  ///
  ///     0                                       up to  limit − buffer
  ///     −factor · (length − (limit − buffer)) / buffer    beyond
  ///
  /// @param limit the longest response allowed, in tokens
  /// @param buffer the last stretch of it, in which the penalty grows
  /// @param factor the penalty at the limit
  public record OverlongPenalty(int limit, int buffer, double factor) {

    /// @throws IllegalArgumentException unless 0 < `buffer` ≤ `limit` and `factor` ≥ 0
    public OverlongPenalty {
      if (!(0 < buffer && buffer <= limit && factor >= 0)) {
        throw new IllegalArgumentException(
            "overlong penalty: needs 0 < buffer <= limit and factor >= 0, got limit = %d, buffer = %d, factor = %s"
                .formatted(limit, buffer, factor));
      }
    }

    /// What is added to the score of a response of `length` tokens: 0 or less.
    public double of(int length) {
      int over = length - (limit - buffer);
      return over <= 0 ? 0 : -factor * over / buffer;
    }
  }
}
