package zerograd.models.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BatchesTest {

  /// Examples of 2 to 12 tokens.
  private static final List<Example> RAGGED = IntStream.range(0, 40)
      .mapToObj(i -> Example.of(new int[2 + i * 7 % 11])).toList();

  private static int[] steps(Batches batches, long from, long to) {
    return LongStream.range(from, to).mapToObj(batches::batch).flatMapToInt(Arrays::stream).toArray();
  }

  @Test void anEpochVisitsEveryExampleOnceInANewOrder() {
    Batches batches = Batches.ofExamples(21, 5, 4);
    assertEquals(4, batches.steps(1));
    List<int[]> epochs = new ArrayList<>();
    for (int epoch = 0; epoch < 2; epoch++) {
      int[] seen = steps(batches, 4 * epoch, 4 * epoch + 4);
      assertEquals(20, Arrays.stream(seen).distinct().count());
      assertTrue(Arrays.stream(seen).allMatch(example -> example >= 0 && example < 21));
      epochs.add(seen);
    }
    assertTrue(!Arrays.equals(epochs.get(0), epochs.get(1)));
    assertArrayEquals(batches.batch(6), Batches.ofExamples(21, 5, 4).batch(6));
  }

  @Test void aBudgetOfTokensIsFilledAndNeverExceededAndLeavesNoneOut() {
    Batches batches = Batches.ofTokens(RAGGED, 30, 4);
    long first = 0;
    for (int epoch = 1; epoch <= 3; epoch++) {
      long end = batches.steps(epoch);
      int[] seen = steps(batches, first, end);
      assertArrayEquals(IntStream.range(0, 40).toArray(), Arrays.stream(seen).sorted().toArray());
      int previous = 30;
      for (long step = first; step < end; step++) {
        int tokens = Arrays.stream(batches.batch(step)).map(i -> RAGGED.get(i).ids().length).sum();
        int next = RAGGED.get(batches.batch(step)[0]).ids().length;
        assertTrue(tokens <= 30 && previous + next > 30, "the step before had room for its first example");
        previous = tokens;
      }
      assertEquals(epoch, batches.epochs(end));
      first = end;
    }
  }

  @Test void aStepIsTheSameFromWhereverItIsAskedFor() {
    Batches asked = Batches.ofTokens(RAGGED, 50, 9);
    for (long step : new long[]{40, 3, 41, 0, 17}) {
      assertArrayEquals(Batches.ofTokens(RAGGED, 50, 9).batch(step), asked.batch(step));
    }
  }

  @Test void whatCannotBeCutIsRefused() {
    assertEquals("batches of 5 cannot be taken from 4 examples",
        assertThrows(IllegalArgumentException.class, () -> Batches.ofExamples(4, 5, 1)).getMessage());
    assertEquals(
        "batches of 11 tokens have no room for an example of 12; take larger ones or cut the example",
        assertThrows(IllegalArgumentException.class, () -> Batches.ofTokens(RAGGED, 11, 1)).getMessage());
  }
}
