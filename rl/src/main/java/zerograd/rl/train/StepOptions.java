package zerograd.rl.train;

import java.util.Optional;
import zerograd.rl.Dapo;
import zerograd.rl.ImportanceCorrection;
import zerograd.rl.KlControl;

/// What papers add to a plain step, each part off unless it is asked for.
///
/// @param selection which groups are learned from
/// @param shaping what becomes of scores before they are learned from
/// @param klControl how the weight of a divergence penalty changes
/// @param refreshEvery steps after which the reference becomes the policy of then; 0 for never
/// @param sampler who samples
/// @param correction for a sampler that is not the policy itself
public record StepOptions(Selection selection, Shaping shaping, KlControl klControl, int refreshEvery,
    RolloutOrigin sampler, ImportanceCorrection correction) {

  /// @throws IllegalArgumentException if another than the policy samples and nothing corrects for it
  public StepOptions {
    if (refreshEvery < 0)
      throw new IllegalArgumentException(
          "step options: refreshEvery must not be negative, got " + refreshEvery);
    if (sampler.isOffPolicy() && correction instanceof ImportanceCorrection.None) {
      throw new IllegalArgumentException(
          "step options: responses that another than the policy sampled need an importance correction");
    }
    if (sampler instanceof RolloutOrigin.Recorded && selection.rounds() > 1)
      throw new IllegalArgumentException("step options: recorded responses cannot be sampled again");
  }

  /// A plain step.
  public static StepOptions none() {
    return new StepOptions(Selection.ALL, Shaping.NONE, new KlControl.Fixed(), 0, new RolloutOrigin.Policy(),
        new ImportanceCorrection.None());
  }

  public StepOptions with(Selection selection) {
    return new StepOptions(selection, shaping, klControl, refreshEvery, sampler, correction);
  }

  public StepOptions with(Shaping shaping) {
    return new StepOptions(selection, shaping, klControl, refreshEvery, sampler, correction);
  }

  public StepOptions with(KlControl klControl) {
    return new StepOptions(selection, shaping, klControl, refreshEvery, sampler, correction);
  }

  public StepOptions with(RolloutOrigin sampler, ImportanceCorrection correction) {
    return new StepOptions(selection, shaping, klControl, refreshEvery, sampler, correction);
  }

  public StepOptions withRefreshEvery(int steps) {
    return new StepOptions(selection, shaping, klControl, steps, sampler, correction);
  }

  /// Which groups are learned from: all, or only those of which some responses are right and some wrong, others being sampled
  /// in their place.
  ///
  ///     low < right responses / responses of the group < high
  ///
  /// Right is what the task says of the score that the reward gave, before any shaping.
  ///
  /// Yu et al. 2025, *DAPO*, arXiv:2503.14476, eq. 11, with `low` = 0 and `high` = 1.
  ///
  /// @param rounds how often prompts are drawn until enough groups are found; 1 with an infinite band takes all as they come
  /// @param promptsPerRound prompts of a round; 0 for as many as a step has
  public record Selection(int rounds, int promptsPerRound, double low, double high) {

    /// Every group, as it comes.
    public static final Selection ALL = new Selection(1, 0, Double.NEGATIVE_INFINITY,
        Double.POSITIVE_INFINITY);

    /// @throws IllegalArgumentException if a number is out of range
    public Selection {
      if (!(rounds >= 1 && promptsPerRound >= 0 && low < high)) {
        throw new IllegalArgumentException(
            "selection: needs rounds >= 1, prompts >= 0 and low < high, got %d, %d, %s and %s".formatted(
                rounds,
                promptsPerRound, low, high));
      }
    }

    /// DAPO's dynamic sampling.
    public static Selection mixed(int rounds) { return new Selection(rounds, 0, 0, 1); }

    /// Whether a group with that share of right responses is learned from.
    boolean takes(double share) { return low < share && share < high; }

    boolean takesAll() { return low < 0 && high > 1; }
  }

  /// What becomes of a response before it is learned from.
  ///
  /// @param overlong taken off the scores of responses near the limit
  /// @param leavesOutTruncated whether responses that the limit cut off are not learned from, though they count in their group
  /// @param scoreLimit scores are held within ± this
  public record Shaping(Optional<Dapo.OverlongPenalty> overlong, boolean leavesOutTruncated,
      double scoreLimit) {

    /// Scores as they are.
    public static final Shaping NONE = new Shaping(Optional.empty(), false, Double.POSITIVE_INFINITY);

    /// @throws IllegalArgumentException if the limit is not positive
    public Shaping {
      if (!(scoreLimit > 0))
        throw new IllegalArgumentException("shaping: needs a score limit > 0, got " + scoreLimit);
    }
  }
}
