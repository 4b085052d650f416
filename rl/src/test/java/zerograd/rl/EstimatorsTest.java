package zerograd.rl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import zerograd.rl.rollout.RolloutBatch;

/// The estimators other than GRPO's and REINFORCE++'s, on batches small enough to work out by hand.
class EstimatorsTest {

  private static final KlPenalty NO_KL = new KlPenalty.None();
  private static final int[] ONES = {1, 1, 1};

  private static float[] advantages(AdvantageEstimator estimator, RolloutBatch batch) {
    return estimator.advantages(batch, NO_KL).advantages();
  }

  /// Scores 3, 0, 0: the others' means are 0, 1.5, 1.5.
  @Test void leaveOneOutComparesWithTheOthers() {
    RolloutBatch batch = Batches.outcome(3, ONES, 3, 0, 0);
    assertArrayEquals(new float[]{3, -1.5f, -1.5f}, advantages(new Rloo(false), batch), 1e-6f);
    assertEquals(2, advantages(new Rloo(false), Batches.outcome(1, new int[]{1}, 2))[0]);
  }

  @Test void remaxComparesWithTheGreedyResponse() {
    RolloutBatch batch = Batches.outcome(1, new int[]{2, 1}, 1, 0);
    assertArrayEquals(new float[]{0.5f, 0.5f, -0.5f},
        advantages(new ReMax(), batch.withGreedyScores(new float[]{0.5f, 0.5f})));
    assertEquals("remax: 2 responses need as many scores of greedy responses, got 0",
        assertThrows(IllegalArgumentException.class, () -> advantages(new ReMax(), batch)).getMessage());
  }

  private static Ppo gae(double gamma, double lambda) { return new Ppo(gamma, lambda, Whitening.NONE, true); }

  private static final RolloutBatch VALUED = Batches.outcome(1, new int[]{3}, 1)
      .withValues(new float[]{0.5f, 0.25f, 0.75f});

  /// λ = 1, γ = 1: the return 1 minus the value. λ = 0: rₜ + Vₜ₊₁ − Vₜ.
  @Test void gaeGoesFromTheOneStepErrorToTheReturn() {
    assertArrayEquals(new float[]{0.5f, 0.75f, 0.25f}, advantages(gae(1, 1), VALUED));
    assertArrayEquals(new float[]{-0.25f, 0.5f, 0.25f}, advantages(gae(1, 0), VALUED));
    assertArrayEquals(new float[]{1, 1, 1}, gae(1, 1).advantages(VALUED, NO_KL).returns());
  }

  /// A = δ + γλ A: 0.25, then 0.5·0.75 − 0.25 + 0.25·0.25, then 0.5·0.25 − 0.5 + 0.25 · that.
  @Test void gaeDiscounts() {
    float last = 0.25f, middle = 0.125f + 0.25f * last, first = -0.375f + 0.25f * middle;
    assertArrayEquals(new float[]{first, middle, last}, advantages(gae(0.5, 0.5), VALUED));
  }

  /// The token before the gap sees the value after it.
  @Test void gaeSkipsWhatThePolicyDidNotChoose() {
    RolloutBatch batch = Batches.dense(new boolean[]{true, false, true}, 0, 9, 1)
        .withValues(new float[]{0.5f, 9, 0.75f});
    assertArrayEquals(new float[]{0.25f, 0, 0.25f}, advantages(gae(1, 0), batch));
  }

  @Test void aCriticIsAskedFor() {
    assertTrue(Ppo.verl().estimator().needsCritic());
    assertFalse(Grpo.verl().estimator().needsCritic());
    assertEquals("ppo: 3 tokens need as many values, got 0", assertThrows(IllegalArgumentException.class,
        () -> advantages(gae(1, 1), Batches.outcome(1, new int[]{3}, 1))).getMessage());
  }

  /// Scores 1 and 0, lengths 1 and 3: the baseline is 1/4.
  @Test void theOptimalBaselineWeighsByLength() {
    assertArrayEquals(new float[]{0.75f, -0.25f, -0.25f, -0.25f},
        advantages(new Opo(), Batches.outcome(2, new int[]{1, 3}, 1, 0)));
  }

  /// One of three earns anything: α = 3.
  @Test void fewSuccessesCountMore() {
    assertArrayEquals(new float[]{2, -1, -1}, advantages(new Gpg(), Batches.outcome(3, ONES, 1, 0, 0)),
        1e-6f);
  }

  @Test void onlyTheBestOfAGroupLearns() {
    assertArrayEquals(new float[]{0, 2, 0},
        advantages(new PassAtK(false), Batches.outcome(3, ONES, 1, 3, 0)));
    assertTrue(new PassAtK(true).advantages(Batches.outcome(3, ONES, 2, 2, 0), NO_KL).areAllZero());
  }

  @Test void equalScoresAreWorthExactlyNothing() {
    RolloutBatch batch = Batches.outcome(3, ONES, 0.1f, 0.1f, 0.1f);
    for (AdvantageEstimator estimator : List.of(new Rloo(false), new Rloo(true), new Gpg(),
        new PassAtK(true)))
      assertTrue(estimator.advantages(batch, NO_KL).areAllZero(), estimator.toString());
  }

  // what a step learns from

  @Test void aGroupTeachesIfItsOutcomesDiffer() {
    assertTrue(Dapo.teaches(List.of(1.0, 0.0, 1.0)));
    assertFalse(Dapo.teaches(List.of(1.0, 1.0)));
    assertTrue(Dapo.teaches(List.of(0.0)));
  }

  /// Limit 10, buffer 4: free up to 6, then a quarter a token.
  @Test void theOverlongPenaltyGrowsTowardsTheLimit() {
    var penalty = new Dapo.OverlongPenalty(10, 4, 1);
    assertEquals(0, penalty.of(6));
    assertEquals(-0.25, penalty.of(7));
    assertEquals(-1, penalty.of(10));
    assertThrows(IllegalArgumentException.class, () -> new Dapo.OverlongPenalty(4, 5, 1));
  }

  // importance

  private static final RolloutBatch TWO = Batches.outcome(1, new int[]{1, 2}, 0, 0); // log π_old = −1

  @Test void onOurOwnRolloutsTheCorrectionIsExactlyNothing() {
    float[] same = TWO.logProbs();
    for (var level : ImportanceCorrection.Level.values()) {
      assertArrayEquals(new double[]{1, 1, 1},
          new ImportanceCorrection.Truncated(level, 2).factors(TWO, same));
      assertArrayEquals(new double[]{1, 1, 1},
          new ImportanceCorrection.Masked(level, 0.5, 2).factors(TWO, same));
    }
    assertArrayEquals(new double[]{1, 1, 1}, new ImportanceCorrection.None().factors(TWO, new float[3]));
  }

  /// Ratios 4, 4, 1/4 of tokens; 4 and 1 of responses.
  @Test void ratiosAreHeldOrLeftOut() {
    float log4 = (float) Math.log(4);
    float[] sampler = {-1 - log4, -1 - log4, -1 + log4};
    var token = ImportanceCorrection.Level.TOKEN;
    var sequence = ImportanceCorrection.Level.SEQUENCE;
    assertArrayEquals(new double[]{2, 2, 0.25},
        new ImportanceCorrection.Truncated(token, 2).factors(TWO, sampler), 1e-6);
    assertArrayEquals(new double[]{2, 1, 1},
        new ImportanceCorrection.Truncated(sequence, 2).factors(TWO, sampler), 1e-6);
    assertArrayEquals(new double[]{0, 0, 0},
        new ImportanceCorrection.Masked(token, 0.5, 2).factors(TWO, sampler));
    assertArrayEquals(new double[]{0, 1, 1},
        new ImportanceCorrection.Masked(sequence, 0.5, 2).factors(TWO, sampler), 1e-6);
  }

  // the critic's loss

  @Test void aValueGainsNothingBeyondTheBand() {
    var loss = new ValueLoss(0.5);
    assertTrue(loss.clips(1, 0, 1)); // moved by 1 towards the return: counts as 0.5 away
    assertFalse(loss.clips(0.25, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> new ValueLoss(0));
  }
}
