package zerograd.tests.parity;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The vector kernel for matrix products has the reference's bits.
class VectorLinearParityTest {

  private static final int[] SMALL = {1, 2, 7, 15, 16, 17, 31, 32, 33};
  private static final int[] LARGER = {64, 100, 255, 256};

  @Test void allCombinationsOfSmallSizesAgree() {
    try (LinearParity parity = new LinearParity(1)) {
      parity.smallSizes(SMALL);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3}) void largerSizesAgreeOnAnyNumberOfThreads(int threads) {
    Random random = new Random(threads);
    try (LinearParity parity = new LinearParity(threads)) {
      for (int i = 0; i < 12; i++) {
        parity.check(LARGER[random.nextInt(4)], LARGER[random.nextInt(4)], LARGER[random.nextInt(4)],
            i % 2 == 0, random.nextInt(4));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 8, 12, 13, 16, 20, 23, 64}) void anyNumberOfRowsAgrees(int rows) {
    try (LinearParity parity = new LinearParity(2)) {
      parity.check(rows, 896, 100, rows % 2 == 0, 0);
      parity.check(100, 160, rows, rows % 2 == 0, 0);
      parity.check(160, rows, 896, rows % 2 == 0, 0);
    }
  }

  @Test void rowsThatMeetInTheCacheAgree() {
    try (LinearParity parity = new LinearParity(2)) {
      parity.check(90, 1024, 70, true, 0);
      parity.check(90, 70, 1024, false, 0);
    }
  }

  @Test void chainsLongerThanABlockAgree() {
    try (LinearParity parity = new LinearParity(2)) {
      parity.check(13, 40, 5000, true, 0);
      parity.check(13, 5000, 40, false, 0);
      parity.check(5000, 13, 40, true, 0);
    }
  }

  @Test void zerosOfBothSignsSubnormalNumbersAndInfinitiesAgree() {
    try (LinearParity parity = new LinearParity(2)) {
      parity.specialValues();
    }
  }

  @Test void registersOfEightLanesAgree() {
    String printed = ChildJvm.run(LinearParity.class, "-XX:UseAVX=2");
    assertTrue(printed.endsWith("8 lanes\n") || printed.endsWith("4 lanes\n"), printed);
  }

  @Test void registersOfFourLanesAgree() {
    String printed = ChildJvm.run(LinearParity.class, "-XX:MaxVectorSize=16");
    assertTrue(printed.endsWith("4 lanes\n"), printed);
  }
}
