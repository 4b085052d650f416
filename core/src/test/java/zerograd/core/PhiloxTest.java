package zerograd.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import zerograd.core.Philox.Stream;

class PhiloxTest {

  private static void assertBlock(long[] counterAndKey, long... expected) {
    long[] packed = Philox.block((int) counterAndKey[0], (int) counterAndKey[1], (int) counterAndKey[2],
        (int) counterAndKey[3], (int) counterAndKey[4], (int) counterAndKey[5]);
    long[] words = {packed[0] & 0xFFFFFFFFL, packed[0] >>> 32, packed[1] & 0xFFFFFFFFL, packed[1] >>> 32};
    for (int i = 0; i < 4; i++)
      assertEquals(Long.toHexString(expected[i]), Long.toHexString(words[i]), "word " + i);
  }

  /// The known-answer vectors of the Random123 library for philox4x32 with ten rounds.
  @Test void givesThePublishedAnswers() {
    long ones = 0xFFFFFFFFL;
    assertBlock(new long[]{0, 0, 0, 0, 0, 0}, 0x6627e8d5L, 0xe169c58dL, 0xbc57ac4cL, 0x9b00dbd8L);
    assertBlock(new long[]{ones, ones, ones, ones, ones, ones}, 0x408f276dL, 0x41c83b0eL, 0xa20bc7c6L,
        0x6d5451fdL);
    assertBlock(new long[]{0x243f6a88L, 0x85a308d3L, 0x13198a2eL, 0x03707344L, 0xa4093822L, 0x299f31d0L},
        0xd16cfe09L,
        0x94fdccebL, 0x5001e420L, 0x24126ea1L);
  }

  @Test void aNumberIsAFunctionOfWhatItIsFor() {
    double number = Philox.uniform(1, Stream.SAMPLING, 2, 3, 4, 5);
    assertEquals(number, Philox.uniform(1, Stream.SAMPLING, 2, 3, 4, 5));
    Set<Double> others = new HashSet<>(Set.of(number));
    assertTrue(others.add(Philox.uniform(2, Stream.SAMPLING, 2, 3, 4, 5)));
    assertTrue(others.add(Philox.uniform(1, Stream.SHUFFLING, 2, 3, 4, 5)));
    assertTrue(others.add(Philox.uniform(1, Stream.SAMPLING, 3, 3, 4, 5)));
    assertTrue(others.add(Philox.uniform(1, Stream.SAMPLING, 2, 4, 4, 5)));
    assertTrue(others.add(Philox.uniform(1, Stream.SAMPLING, 2, 3, 5, 5)));
    assertTrue(others.add(Philox.uniform(1, Stream.SAMPLING, 2, 3, 4, 6)));
  }

  @Test void uniformNumbersFillTheUnitInterval() {
    double sum = 0, squares = 0;
    int n = 100_000;
    for (int i = 0; i < n; i++) {
      double u = Philox.uniform(7, Stream.OTHER, 0, 0, 0, i);
      assertTrue(u >= 0 && u < 1);
      sum += u;
      squares += u * u;
    }
    assertEquals(0.5, sum / n, 4 * Math.sqrt(1.0 / 12 / n));          // four standard errors
    assertEquals(1.0 / 3, squares / n, 4 * Math.sqrt(4.0 / 45 / n));
  }

  @Test void normalNumbersHaveMeanZeroAndVarianceOne() {
    double sum = 0, squares = 0;
    int n = 100_000;
    for (int i = 0; i < n; i++) {
      double z = Philox.normal(7, Stream.OTHER, 0, 0, 0, i);
      sum += z;
      squares += z * z;
    }
    assertEquals(0, sum / n, 4 / Math.sqrt(n));
    assertEquals(1, squares / n, 4 * Math.sqrt(2.0 / n));
  }

  @Test void belowReachesEveryNumberAndNoOther() {
    int[] counts = new int[6];
    for (int i = 0; i < 60_000; i++) counts[Philox.below(6, 3, Stream.SHUFFLING, 0, 0, 0, i)]++;
    for (int count : counts) assertEquals(10_000, count, 4 * Math.sqrt(10_000));
  }

  @Test void refusesAStepThatDoesNotFitItsField() {
    var refused = assertThrows(IllegalArgumentException.class,
        () -> Philox.bits(0, Stream.OTHER, 1 << 24, 0, 0, 0));
    assertEquals("random numbers are keyed by a step in [0, 16777216), got 16777216", refused.getMessage());
    assertNotEquals(Philox.bits(0, Stream.OTHER, (1 << 24) - 1, 0, 0, 0),
        Philox.bits(0, Stream.OTHER, 0, 0, 0, 0));
  }
}
