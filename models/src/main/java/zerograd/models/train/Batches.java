package zerograd.models.train;

import java.util.Arrays;
import zerograd.core.Philox;

/// Which examples each step takes: a function of the seed and the step, so that a resumed run needs no cursor.
///
/// Each epoch visits the examples in a new random order (Fisher & Yates 1938, by the contract's numbers of stream SHUFFLING at
/// step = epoch, sequence = place) and leaves out the last ones if they do not fill a batch.
///
/// @param examples how many there are
/// @param batchSize how many a step takes
public record Batches(int examples, int batchSize, long seed) {

  /// @throws IllegalArgumentException if there are fewer examples than one batch takes
  public Batches {
    if (batchSize < 1 || examples < batchSize) {
      throw new IllegalArgumentException(
          "batches of %d cannot be taken from %d examples".formatted(batchSize, examples));
    }
  }

  /// How many steps visit every example once.
  public int stepsPerEpoch() { return examples / batchSize; }

  /// The numbers of the examples of a step, counted from 0.
  public int[] batch(long step) {
    int[] order = epoch(Math.toIntExact(step / stepsPerEpoch()));
    int from = (int) (step % stepsPerEpoch()) * batchSize;
    return Arrays.copyOfRange(order, from, from + batchSize);
  }

  private int[] epoch(int epoch) {
    int[] order = new int[examples];
    for (int i = 0; i < examples; i++) order[i] = i;
    for (int i = examples - 1; i > 0; i--) {
      int j = Philox.below(i + 1, seed, Philox.Stream.SHUFFLING, epoch, i, 0, 0);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }
}
