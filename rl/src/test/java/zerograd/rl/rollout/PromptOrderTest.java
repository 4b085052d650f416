package zerograd.rl.rollout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PromptOrderTest {

  private final PromptOrder order = new PromptOrder(13, 42);

  @Test void everyEpochVisitsEveryPromptOnce() {
    int[] all = IntStream.range(0, 13).toArray();
    for (int epoch = 0; epoch < 5; epoch++) {
      int[] visited = order.prompts(13L * epoch, 13);
      Arrays.sort(visited);
      assertArrayEquals(all, visited);
    }
  }

  @Test void epochsHaveOrdersOfTheirOwn() {
    assertFalse(Arrays.equals(order.prompts(0, 13), order.prompts(13, 13)));
    assertFalse(Arrays.equals(order.prompts(0, 13), new PromptOrder(13, 43).prompts(0, 13)));
  }

  /// A step may end one epoch and begin the next; what was taken before does not matter.
  @Test void stepsOfAnySizeSeeTheSameOrder() {
    int[] whole = order.prompts(0, 40);
    for (int size : new int[]{1, 3, 8, 20}) {
      for (int from = 0; from + size <= 40; from += size) {
        assertArrayEquals(Arrays.copyOfRange(whole, from, from + size), order.prompts(from, size));
      }
    }
  }
}
