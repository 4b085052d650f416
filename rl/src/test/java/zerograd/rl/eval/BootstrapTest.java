package zerograd.rl.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BootstrapTest {

  private static double[] zerosAndOnes(int n, int ones) {
    double[] numbers = new double[n];
    Arrays.fill(numbers, 0, ones, 1);
    return numbers;
  }

  /// For many questions the interval is the normal one, mean ± 1.96 √(p(1−p)/n); with a thousand draws a quantile is known to about
  /// a tenth of the deviation.
  @Test void forManyQuestionsItIsTheNormalInterval() {
    Bootstrap interval = Bootstrap.of(zerosAndOnes(1000, 300), 1);
    double deviation = Math.sqrt(0.3 * 0.7 / 1000);
    assertEquals(0.3, interval.mean());
    assertEquals(0.3 - 1.96 * deviation, interval.low(), 0.25 * deviation);
    assertEquals(0.3 + 1.96 * deviation, interval.high(), 0.25 * deviation);
  }

  @Test void theSameNumbersGiveTheSameInterval() {
    assertEquals(Bootstrap.of(zerosAndOnes(50, 20), 7), Bootstrap.of(zerosAndOnes(50, 20), 7));
    assertNotEquals(Bootstrap.of(zerosAndOnes(50, 20), 7), Bootstrap.of(zerosAndOnes(50, 20), 8));
  }

  @Test void equalNumbersGiveAPoint() {
    assertEquals(new Bootstrap(1, 1, 1), Bootstrap.of(zerosAndOnes(9, 9), 0));
  }

  /// Of two hundred small exams about 95 % of the intervals hold the truth; a percentile interval of thirty questions holds a little
  /// less, and 85 % is far below both.
  @Test void mostIntervalsHoldTheTruth() {
    Random random = new Random(3);
    int holds = 0;
    for (int exam = 0; exam < 200; exam++) {
      double[] numbers = random.doubles(30).map(draw -> draw < 0.4 ? 1 : 0).toArray();
      Bootstrap interval = Bootstrap.of(numbers, exam);
      if (interval.low() <= 0.4 && 0.4 <= interval.high()) holds++;
    }
    assertTrue(holds >= 170, holds + " of 200");
  }

  @Test void nothingHasNoMean() {
    assertThrows(IllegalArgumentException.class, () -> Bootstrap.of(new double[0], 0));
  }
}
