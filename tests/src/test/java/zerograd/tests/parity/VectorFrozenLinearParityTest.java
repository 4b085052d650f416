package zerograd.tests.parity;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The vector kernel for frozen weights has the reference's bits, in every format.
class VectorFrozenLinearParityTest {

  private static final int[] SIZES = {64, 100, 255, 256};

  @Test void allCombinationsOfSmallSizesAgree() {
    try (FrozenLinearParity parity = new FrozenLinearParity(1, true)) {
      parity.allCombinations(new int[]{1, 2, 7, 16, 31, 32, 33});
    }
  }

  @Test void theFirstProductsOfAProcessAgree() {
    try (FrozenLinearParity parity = new FrozenLinearParity(2, false)) {
      parity.allCombinations(new int[]{1, 3, 33, 70});
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3}) void largerSizesAgreeOnAnyNumberOfThreads(int threads) {
    Random random = new Random(threads);
    try (FrozenLinearParity parity = new FrozenLinearParity(threads, true)) {
      for (int i = 0; i < 6; i++) {
        parity.check(SIZES[random.nextInt(4)], SIZES[random.nextInt(4)], SIZES[random.nextInt(4)], i % 2 == 0,
            random.nextInt(4));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 8, 9, 10, 12, 15, 23}) void anyNumberOfRowsAgrees(int rows) {
    try (FrozenLinearParity parity = new FrozenLinearParity(2, true)) {
      parity.check(rows, 450, 100, rows % 2 == 0, 0);
      parity.check(rows, 100, 160, rows % 2 == 0, 0);
    }
  }

  @Test void rowsThatMeetInTheCacheAgree() {
    try (FrozenLinearParity parity = new FrozenLinearParity(2, true)) {
      parity.check(90, 70, 1024, false, 0);
    }
  }

  @Test void chainsLongerThanABlockAgree() {
    try (FrozenLinearParity parity = new FrozenLinearParity(2, true)) {
      parity.check(45, 40, 5000, true, 0);
      parity.check(2, 40, 5000, true, 0);
      parity.check(13, 5000, 40, true, 0);
    }
  }

  @Test void zerosOfBothSignsSubnormalNumbersAndInfinitiesAgree() {
    try (FrozenLinearParity parity = new FrozenLinearParity(2, true)) {
      parity.specialValues();
    }
  }

  @Test void numbersInBfloat16AreStoredAsTheyAre() {
    try (FrozenLinearParity parity = new FrozenLinearParity(1, false)) {
      parity.halves();
    }
  }

  @Test void registersOfEightLanesAgree() {
    String printed = ChildJvm.run(FrozenLinearParity.class, "-XX:UseAVX=2");
    assertTrue(printed.endsWith("8 lanes\n") || printed.endsWith("4 lanes\n"), printed);
  }

  @Test void registersOfFourLanesAgree() {
    String printed = ChildJvm.run(FrozenLinearParity.class, "-XX:MaxVectorSize=16");
    assertTrue(printed.endsWith("4 lanes\n"), printed);
  }
}
