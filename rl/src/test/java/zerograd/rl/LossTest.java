package zerograd.rl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import zerograd.autograd.Param;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.rl.rollout.RolloutBatch;
import zerograd.rl.train.UpdateStatistics;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;

class LossTest {

  private final Device device = Device.cpu(1, "reference", 1 << 24);

  @AfterEach void close() { device.close(); }

  /// The loss of one-token responses whose ratio to log π_old = −1 is given, and its gradient by log π.
  private float[] lossAndGradient(Algorithm algorithm, float[] advantages, double... ratios) {
    int[] ones = new int[ratios.length];
    Arrays.fill(ones, 1);
    RolloutBatch batch = Batches.outcome(1, ones, new float[ratios.length]);
    float[] logProbs = new float[ratios.length];
    for (int t = 0; t < ratios.length; t++)
      logProbs[t] = (float) (Math.log(ratios[t]) - 1);
    return device.call("loss", () -> {
      Param lp = new Param(Tensor.of(logProbs));
      Variable entropies = Variable.constant(Tensor.zeros(lp.shape()));
      float[] weights = algorithm.averaging().weights(batch);
      float loss = Tape
          .backward(() -> algorithm.loss(lp, entropies, Responses.of(batch, advantages, weights)));
      UpdateStatistics met = new UpdateStatistics(algorithm);
      met.add(batch, advantages, weights, logProbs, entropies.value().toArray());
      assertEquals(met.loss(), loss, 1e-6, "the report's formula and the loss");
      float[] all = Arrays.copyOf(new float[]{loss}, 1 + ratios.length);
      System.arraycopy(lp.gradient().toArray(), 0, all, 1, ratios.length);
      return all;
    });
  }

  private static final Algorithm CLIPPED = Grpo.trl().with(new Clip(0.2, 0.3, 3));

  /// On policy the loss is −mean A and the gradient −A/N: plain policy gradient.
  @Test void onPolicyItIsThePolicyGradient() {
    assertArrayEquals(new float[]{-0.5f, -1, 0.5f}, lossAndGradient(CLIPPED, new float[]{2, -1}, 1, 1));
  }

  /// A good token at ratio 2 counts as 1.3 and is not pushed further; at 0.5 it is pushed.
  @Test void aGoodTokenIsHeldAboveTheBand() {
    assertArrayEquals(new float[]{-1.3f, 0}, lossAndGradient(CLIPPED, new float[]{1}, 2), 1e-6f);
    assertArrayEquals(new float[]{-0.5f, -0.5f}, lossAndGradient(CLIPPED, new float[]{1}, 0.5), 1e-6f);
  }

  /// A bad token at ratio 0.5 counts as 0.8 and is not pushed further down; at 2 it is pushed.
  @Test void aBadTokenIsHeldBelowTheBand() {
    assertArrayEquals(new float[]{0.8f, 0}, lossAndGradient(CLIPPED, new float[]{-1}, 0.5), 1e-6f);
    assertArrayEquals(new float[]{2, 2}, lossAndGradient(CLIPPED, new float[]{-1}, 2), 1e-6f);
  }

  /// A bad token that became five times as likely costs 3, not 5, and pushes nothing.
  @Test void theDualClipBoundsABadToken() {
    assertArrayEquals(new float[]{3, 0}, lossAndGradient(CLIPPED, new float[]{-1}, 5), 1e-6f);
    assertArrayEquals(new float[]{5, 5},
        lossAndGradient(CLIPPED.with(Clip.symmetric(0.2)), new float[]{-1}, 5), 4e-6f);
  }

  @Test void noAdvantageMovesNothing() {
    for (float number : lossAndGradient(CLIPPED, new float[2], 1, 2))
      assertEquals(0, Math.abs(number));
  }

  @Test void theRatioOfAnEqualLogProbIsExactlyOne() {
    float[] lossAndGradient = lossAndGradient(CLIPPED.with(new Averaging.TokenSum(1)), new float[]{1}, 1);
    assertArrayEquals(new float[]{-1, -1}, lossAndGradient);
  }

  @Test void aNeededReferenceThatIsMissingIsAnError() {
    assertThrows(IllegalArgumentException.class,
        () -> lossAndGradient(Grpo.paper(), new float[]{1, 1}, 1, 1));
  }

  // averaging: responses of 1 and 3 tokens

  private static final RolloutBatch UNEVEN = Batches.outcome(2, new int[]{1, 3}, 0, 0);

  @Test void averagesAreThreeWaysToFillAVector() {
    float s = 1f / 6;
    assertArrayEquals(new float[]{.25f, .25f, .25f, .25f}, new Averaging.TokenMean().weights(UNEVEN));
    assertArrayEquals(new float[]{.5f, s, s, s}, new Averaging.SequenceMeanTokenMean().weights(UNEVEN));
    assertArrayEquals(new float[]{.05f, .05f, .05f, .05f},
        new Averaging.SequenceMeanTokenSum(10).weights(UNEVEN));
    assertArrayEquals(new float[]{.1f, .1f, .1f, .1f}, new Averaging.TokenSum(10).weights(UNEVEN));
  }

  @Test void aResponseWithoutLearnedTokensIsNotCounted() {
    RolloutBatch batch = UNEVEN.slice(0, 2);
    batch.learned()[0] = false;
    float third = 1f / 3;
    assertArrayEquals(new float[]{0, third, third, third},
        new Averaging.SequenceMeanTokenMean().weights(batch));
  }

  // divergence

  /// The slope is the derivative of the estimate, here by central differences in double.
  @Test void everySlopeIsTheDerivative() {
    for (Kl kl : new Kl[]{Kl.K1, Kl.ABS, Kl.K2, Kl.K3}) {
      for (double d : new double[]{-25, -2.5, -1, -1e-3, 1e-3, 0.5, 3, 12, 25}) {
        double h = 1e-6, slope = (kl.estimate(d + h) - kl.estimate(d - h)) / (2 * h);
        assertEquals(slope, kl.slope(d), 2e-9 * Math.max(1, Math.abs(slope)) + 1e-9, kl + " at " + d);
      }
    }
  }

  /// Near the reference k3 is d²/2: eight digits where float32 arithmetic would have none.
  @Test void k3KeepsItsDigitsNearTheReference() {
    device.run("kl", () -> {
      Variable d = Variable.constant(Tensor.of(1e-4f)), reference = Variable.constant(Tensor.of(0f));
      double expected = 1e-8 / 2 - 1e-12 / 6;
      assertEquals(expected, Kl.K3.of(d, reference).value().get(0), expected * 2e-7);
    });
  }

  @Test void thePlusNamesPushWithTheSlopeOfK2() {
    assertEquals(Kl.K3.estimate(0.7), Kl.named("k3+").estimate(0.7));
    assertEquals(0.7, Kl.named("k3+").slope(0.7));
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> Kl.named("k4")).getMessage().contains("k4"));
  }
}
