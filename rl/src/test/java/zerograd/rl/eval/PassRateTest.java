package zerograd.rl.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class PassRateTest {

  /// The definition: the share of all choices of k samples that have a right one. Twenty roundings and no more: 1e-14.
  @Test void itIsTheShareOfChoicesWithARightOne() {
    for (int n = 1; n <= 10; n++)
      for (int right = 0; right <= n; right++)
        for (int k = 1; k <= n; k++)
          assertEquals(counted(n, right, k), PassRate.of(n, right, k), 1e-14, n + " " + right + " " + k);
  }

  private static double counted(int n, int right, int k) {
    int all = 0, lucky = 0;
    for (int choice = 0; choice < 1 << n; choice++) {
      if (Integer.bitCount(choice) != k) continue;
      all++;
      if ((choice & (1 << right) - 1) != 0) lucky++;
    }
    return lucky / (double) all;
  }

  @Test void largeNumbersDoNotOverflow() {
    assertEquals(1 - Math.pow(0.99, 100), PassRate.of(1_000_000, 10_000, 100), 1e-4);   // with replacement or not
  }

  @Test void refusesWhatCannotBeEstimated() {
    assertThrows(IllegalArgumentException.class, () -> PassRate.of(4, 1, 5));
    assertThrows(IllegalArgumentException.class, () -> PassRate.of(4, 5, 1));
    assertThrows(IllegalArgumentException.class, () -> PassRate.of(4, 1, 0));
  }
}
