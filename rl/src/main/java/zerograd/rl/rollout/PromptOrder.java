package zerograd.rl.rollout;

import zerograd.core.Philox;

/// The order in which training visits `count` prompts: each epoch in an order of its own, which depends on the seed and the
/// number of the epoch alone.
///
/// So the number of visits made is all that a resumed run needs to know.
public record PromptOrder(int count, long seed) {

  /// @throws IllegalArgumentException if there are no prompts
  public PromptOrder {
    if (count < 1)
      throw new IllegalArgumentException("prompt order: needs at least one prompt, got " + count);
  }

  /// The prompts of the visits `from` (inclusive) to `from + visits` (exclusive), counted over the whole run.
  public int[] prompts(long from, int visits) {
    int[] prompts = new int[visits];
    int[] order = null;
    for (int i = 0; i < visits; i++) {
      int position = (int) ((from + i) % count);
      if (order == null || position == 0) order = epoch(Math.toIntExact((from + i) / count));
      prompts[i] = order[position];
    }
    return prompts;
  }

  /// A permutation of all prompts. Fisher & Yates 1938, in the form of Durstenfeld 1964.
  private int[] epoch(int epoch) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) order[i] = i;
    for (int i = count - 1; i > 0; i--) {
      int j = Philox.below(i + 1, seed, Philox.Stream.SHUFFLING, epoch, 0, i, 0);
      int moved = order[i];
      order[i] = order[j];
      order[j] = moved;
    }
    return order;
  }
}
