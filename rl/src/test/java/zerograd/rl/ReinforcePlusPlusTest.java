package zerograd.rl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import zerograd.rl.rollout.RolloutBatch;

class ReinforcePlusPlusTest {

  private static final Algorithm PLAIN = ReinforcePlusPlus.verl().with(new KlPenalty.None());
  private static final Algorithm BASELINE = ReinforcePlusPlus.verlBaseline().with(new KlPenalty.None());

  /// R₂ = 4, R₁ = 2 + R₂/2 = 4, R₀ = 1 + R₁/2 = 3.
  @Test void aReturnIsTheRewardToCome() {
    RolloutBatch batch = Batches.dense(new boolean[]{true, true, true}, 1, 2, 4);
    assertArrayEquals(new float[]{3, 4, 4},
        PLAIN.with(new ReinforcePlusPlus(0.5, GroupBaseline.NONE, Whitening.SAMPLE, true)).advantages(batch)
            .returns());
  }

  @Test void aReturnEndsAtATokenThatIsNotLearnedFrom() {
    RolloutBatch batch = Batches.dense(new boolean[]{true, false, true}, 1, 0, 4);
    assertArrayEquals(new float[]{1, 0, 4}, PLAIN.advantages(batch).returns());
  }

  /// Returns 1, 1, 0: mean 2/3, variance (1/9 + 1/9 + 4/9) / 2 = 1/3.
  @Test void advantagesAreWhitenedOverTokens() {
    float[] A = PLAIN.advantages(Batches.outcome(1, new int[]{2, 1}, 1, 0)).advantages();
    float root = (float) Math.sqrt(3);
    assertArrayEquals(new float[]{root / 3, root / 3, -2 * root / 3}, A, 1e-6f);
  }

  @Test void equalReturnsAreWorthExactlyNothing() {
    RolloutBatch batch = Batches.outcome(1, new int[]{1, 3, 2}, 0.1f, 0.1f, 0.1f);
    assertTrue(PLAIN.advantages(batch).areAllZero());
    assertTrue(BASELINE.advantages(Batches.outcome(2, new int[]{1, 3}, 0.1f, 0.1f)).areAllZero());
  }

  /// The group mean is gone before whitening: both prompts look alike although one pays a hundred times more.
  @Test void theBaselineTakesTheGroupsMeanOff() {
    RolloutBatch batch = Batches.outcome(2, new int[]{1, 1, 1, 1}, 101, 99, 1, -1);
    float[] A = BASELINE.advantages(batch).advantages();
    assertEquals(A[0], A[2]);
    assertEquals(A[1], A[3]);
    assertEquals(Math.sqrt(3) / 2, A[0], 1e-6);
  }

  /// Rewards −β(log π_old − log π_ref) = −0.1 at each of two tokens and 1 at the last: returns 0.8 and 0.9.
  @Test void theDivergenceIsPaidOutOfTheReward() {
    RolloutBatch batch = Batches.outcome(1, new int[]{2}, 1).withReference(new float[]{-2, -2});
    var algorithm = PLAIN.with(new KlPenalty.InReward(Kl.K1, 0.1));
    assertArrayEquals(new float[]{0.8f, 0.9f}, algorithm.advantages(batch).returns(), 1e-7f);
  }
}
