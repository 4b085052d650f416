package zerograd.rl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zerograd.autograd.Param;
import zerograd.autograd.Tape;
import zerograd.rl.rollout.RolloutBatch;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;

class SurrogateTest {

  static List<Surrogate> all() {
    return List.of(Clip.symmetric(0.2), new Clip(0.2, 0.28, 3), new Gspo(0.2, 0.2, Gspo.Level.MEAN),
        new Gspo(0.2, 0.2, Gspo.Level.SUM), new Cispo(1, 4), new Gmpo(0.4, 0.4), new Sapo(1, 1.05),
        new PolicyGradient());
  }

  private static final double[] OLD = {-1, -2, -0.5};
  private static final double[] GOOD = {0.7, 0.7, 0.7};
  private static final double[] BAD = {-0.7, -0.7, -0.7};

  /// The derivative by log π of the sum of a response's gains, by central differences.
  private static double[] differences(Surrogate surrogate, double[] logProbs, double[] advantages) {
    double h = 1e-6;
    double[] slopes = new double[logProbs.length];
    for (int t = 0; t < slopes.length; t++) {
      double[] up = logProbs.clone(), down = logProbs.clone();
      up[t] += h;
      down[t] -= h;
      slopes[t] = (sum(surrogate, up, advantages) - sum(surrogate, down, advantages)) / (2 * h);
    }
    return slopes;
  }

  private static double sum(Surrogate surrogate, double[] logProbs, double[] advantages) {
    double sum = 0;
    for (var effect : surrogate.effects(logProbs, OLD, advantages))
      sum += effect.gain();
    return sum;
  }

  private static double[] slopes(Surrogate surrogate, double[] logProbs, double[] advantages) {
    var effects = surrogate.effects(logProbs, OLD, advantages);
    double[] slopes = new double[effects.length];
    for (int t = 0; t < slopes.length; t++)
      slopes[t] = effects[t].slope();
    return slopes;
  }

  @ParameterizedTest
  @MethodSource("all") void theSlopeIsTheDerivativeOfTheGain(Surrogate surrogate) {
    // CISPO holds its weight constant, so its gain is no function to be derived
    if (surrogate instanceof Cispo)
      return;
    for (double[] A : new double[][]{GOOD, BAD}) {
      for (double[] moved : new double[][]{{-1.05, -1.9, -0.52}, {-0.4, -1.2, -0.15},
          {-1.9, -2.9, -1.3}}) {
        assertArrayEquals(differences(surrogate, moved, A), slopes(surrogate, moved, A), 1e-8,
            surrogate.toString());
      }
    }
  }

  /// At ρ = 1 all of them push a token by its advantage; the sum over a response by as much for each of its tokens.
  @ParameterizedTest
  @MethodSource("all") void onPolicyItIsThePolicyGradient(Surrogate surrogate) {
    double share = surrogate instanceof Gspo(double _, double _, Gspo.Level level) && level == Gspo.Level.SUM
        ? 3
        : 1;
    for (double[] A : new double[][]{GOOD, BAD})
      for (double slope : slopes(surrogate, OLD, A))
        assertEquals(share * A[0], slope, 1e-12);
  }

  @ParameterizedTest
  @MethodSource("all") void whatEntersTheTapeIsWhatIsReported(Surrogate surrogate) {
    RolloutBatch batch = Batches.outcome(1, new int[]{2, 1}, 0, 0);
    float[] advantages = {0.5f, 0.5f, -1}, ones = {1, 1, 1}, now = {-0.8f, -1.5f, -0.6f};
    try (Device device = Device.cpu(1, "reference", 1 << 22)) {
      device.run("surrogate", () -> {
        Param logProbs = new Param(Tensor.of(now));
        float gain = Tape
            .backward(() -> surrogate.gain(logProbs, Responses.of(batch, advantages, ones)).sum());
        double expected = 0;
        float[] slopes = new float[3];
        for (int i = 0; i < 2; i++) {
          int from = batch.starts()[i], to = batch.starts()[i + 1];
          var effects = surrogate.effects(part(now, from, to), part(new float[]{-1, -1, -1}, from, to),
              part(advantages, from, to));
          for (int t = from; t < to; t++) {
            expected += effects[t - from].gain();
            slopes[t] = (float) effects[t - from].slope();
          }
        }
        assertEquals(expected, gain, 1e-6);
        assertArrayEquals(slopes, logProbs.gradient().toArray(), 1e-6f);
      });
    }
  }

  private static double[] part(float[] x, int from, int to) {
    double[] part = new double[to - from];
    for (int t = from; t < to; t++)
      part[t - from] = x[t];
    return part;
  }

  @Test void theRatioOfAResponseIsTheGeometricMeanOfItsTokens() {
    double[] moved = {-1 + Math.log(2), -2, -0.5}; // ratios 2, 1, 1
    var effects = new Gspo(0.9, 9, Gspo.Level.MEAN).effects(moved, OLD, GOOD);
    assertEquals(0.7 * Math.cbrt(2), effects[2].gain(), 1e-12);
    assertEquals(0.7 * 2, new Gspo(0.9, 9, Gspo.Level.SUM).effects(moved, OLD, GOOD)[1].gain(), 1e-12);
  }

  /// Where the clip gives nothing, CISPO pushes with the weight at the edge.
  @Test void aTokenThatCispoHoldsStillLearns() {
    double[] moved = {-1 + Math.log(9), -2, -0.5};
    assertEquals(0, new Clip(0.2, 4, 3).effects(moved, OLD, GOOD)[0].slope());
    assertEquals(0.7 * 5, new Cispo(1, 4).effects(moved, OLD, GOOD)[0].slope(), 1e-12);
  }

  @Test void aGateClosesAsTheRatioLeavesOne() {
    double[] moved = {-1 + Math.log(30), -2, -0.5};
    var effects = new Sapo(1, 1.05).effects(moved, OLD, GOOD);
    assertEquals(0, effects[0].slope(), 1e-9);
    assertEquals(0.7, effects[1].slope(), 1e-12);
  }

  @Test void refusesBandsThatAreNone() {
    assertEquals("gspo: needs low in (0, 1] and high > 0, got low = 0.0, high = 0.2",
        assertThrows(IllegalArgumentException.class, () -> new Gspo(0, 0.2, Gspo.Level.MEAN)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> new Cispo(0.2, 0));
    assertThrows(IllegalArgumentException.class, () -> new Gmpo(-1, 1));
    assertThrows(IllegalArgumentException.class, () -> new Sapo(0, 1));
  }
}
