package zerograd.rl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import zerograd.rl.rollout.RolloutBatch;

class GrpoTest {

  private static final int[] ONES = {1, 1, 1, 1};

  /// Rewards 1 0 0 1: mean 1/2, variance 4 · 1/4 / 3 = 1/3, so A = ±(1/2) / √(1/3) = ±√3/2.
  @Test void anAdvantageIsTheDistanceToTheGroupInDeviations() {
    float[] A = Grpo.paper().advantages(Batches.outcome(4, ONES, 1, 0, 0, 1)).advantages();
    float expected = (float) (Math.sqrt(3) / 2);
    assertArrayEquals(new float[]{expected, -expected, -expected, expected}, A, 2e-6f);
  }

  @Test void everyTokenOfAResponseHasItsAdvantage() {
    float[] A = Grpo.drGrpo(8).advantages(Batches.outcome(2, new int[]{2, 3}, 1, 0)).advantages();
    assertArrayEquals(new float[]{0.5f, 0.5f, -0.5f, -0.5f, -0.5f}, A);
  }

  /// 0.1 is not a binary fraction, so a mean of three of them that is rounded on the way would not equal it.
  @Test void equalRewardsAreWorthExactlyNothing() {
    for (Grpo.Scale scale : Grpo.Scale.values()) {
      var batch = Batches.outcome(3, new int[]{1, 2, 1, 3, 1, 1}, 0.1f, 0.1f, 0.1f, -1e9f, -1e9f, -1e9f);
      assertTrue(Grpo.paper().with(new Grpo(scale, 1e-6)).advantages(batch).areAllZero(), scale.name());
    }
  }

  @Test void groupsDoNotMeet() {
    float[] alone = Grpo.paper().advantages(Batches.outcome(2, new int[]{1, 1}, 1, 0)).advantages();
    float[] beside = Grpo.paper().advantages(Batches.outcome(2, ONES, 1, 0, 100, 50)).advantages();
    assertArrayEquals(alone, new float[]{beside[0], beside[1]});
  }

  /// With the scale of the batch, a prompt whose responses barely differ stays small.
  @Test void theBatchScaleKeepsSmallDifferencesSmall() {
    RolloutBatch batch = Batches.outcome(2, ONES, 1, 0, 0.51f, 0.5f);
    float[] byGroup = Grpo.trl().advantages(batch).advantages();
    float[] byBatch = Grpo.trl().with(new Grpo(Grpo.Scale.BATCH, 1e-4)).advantages(batch).advantages();
    assertEquals(byGroup[0], byGroup[2], 0.02f);
    assertEquals(0.01f * byBatch[0], byBatch[2], 1e-6f);
  }

  @Test void aTokenThatIsNotLearnedFromIsWorthNothing() {
    RolloutBatch batch = Batches.outcome(2, new int[]{2, 1}, 1, 0);
    batch.learned()[0] = false;
    assertArrayEquals(new float[]{0, 0.5f, -0.5f}, Grpo.drGrpo(4).advantages(batch).advantages());
  }

  @Test void refusesSettingsOutsideTheirRange() {
    var noEpsilon = assertThrows(IllegalArgumentException.class, () -> new Grpo(Grpo.Scale.GROUP, 0));
    assertEquals("grpo: needs epsilon > 0, got 0.0", noEpsilon.getMessage());
    var noBonus = assertThrows(IllegalArgumentException.class, () -> Grpo.paper().withEntropyWeight(-1));
    assertEquals("algorithm: the entropy weight must not be negative, got -1.0", noBonus.getMessage());
    var wide = assertThrows(IllegalArgumentException.class, () -> Clip.symmetric(1.5));
    assertEquals(
        "clip: needs low in (0, 1], high > 0 and dual > 1, got low = 1.5, high = 1.5, dual = Infinity",
        wide.getMessage());
  }

  @Test void aBatchWhoseGroupsAreMixedUpIsRefused() {
    RolloutBatch batch = Batches.outcome(2, ONES, 1, 0, 1, 0);
    batch.groups()[3] = 0;
    var mixed = assertThrows(IllegalArgumentException.class, () -> batch.slice(0, 4));
    assertEquals("rollout batch: group 0 follows group 1; order responses by prompt", mixed.getMessage());
    assertFalse(batch.tokens() == 0);
  }
}
