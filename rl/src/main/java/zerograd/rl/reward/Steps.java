package zerograd.rl.reward;

import java.util.Optional;
import java.util.function.Supplier;

/// The steps that a reward may still take for the sample it is scoring.
///
/// A reward that parses, searches or simplifies calls [#spend] in its loops. When the
/// [runner][RewardRunner]'s limit is reached the call throws, so scoring ends at the same step on every
/// machine; a wall clock would end it anywhere. Outside a runner there is no limit.
public final class Steps {

  static final ScopedValue<Steps> CURRENT = ScopedValue.newInstance();

  private long left;

  Steps(long limit) { left = limit; }

  /// Counts `steps` steps of the current sample.
  ///
  /// @throws LimitReached if the sample has none left, or its runner has given it up
  public static void spend(long steps) {
    if (!CURRENT.isBound()) return;
    Steps current = CURRENT.get();
    current.left -= steps;
    if (current.left < 0 || Thread.currentThread().isInterrupted()) throw new LimitReached();
  }

  /// What `work` gives, if it takes at most `limit` steps; they count for the sample, too.
  ///
  /// @throws LimitReached if the sample has no steps left, or its runner has given it up
  public static <T> Optional<T> within(long limit, Supplier<T> work) {
    Steps outer = CURRENT.isBound() ? CURRENT.get() : new Steps(Long.MAX_VALUE);
    Steps inner = new Steps(Math.min(limit, outer.left));
    try {
      return Optional.of(ScopedValue.where(CURRENT, inner).call(work::get));
    } catch (LimitReached reached) {
      if (outer.left < limit || Thread.currentThread().isInterrupted()) throw reached;
      return Optional.empty();
    } finally {
      outer.left -= Math.min(limit, outer.left) - Math.max(0, inner.left);
    }
  }

  /// Scoring must end here; rewards let it pass through.
  public static final class LimitReached extends RuntimeException {
    private static final long serialVersionUID = 1;

    LimitReached() { super("reward: the sample's limit is reached", null, false, false); }
  }
}
