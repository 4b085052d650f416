package zerograd.rl.reward;

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

  /// Scoring must end here; rewards let it pass through.
  public static final class LimitReached extends RuntimeException {
    private static final long serialVersionUID = 1;

    LimitReached() { super("reward: the sample's limit is reached", null, false, false); }
  }
}
