package zerograd.rl.dataset;

import java.util.ArrayList;
import java.util.List;
import zerograd.core.Philox;

/// The random numbers of one row: draw k of row n is a function of the seed, n and k.
final class Draws {

  private final long seed;
  private final int row;
  private int next;

  Draws(long seed, int row) {
    this.seed = seed;
    this.row = row;
  }

  /// A whole number in [`from`, `to`].
  int between(int from, int to) {
    return from + Philox.below(to - from + 1, seed, Philox.Stream.DATA, 0, row, next++, 0);
  }

  <T> T one(List<T> of) { return of.get(between(0, of.size() - 1)); }

  /// Different elements in random order.
  <T> List<T> some(int count, List<T> of) {
    List<T> left = new ArrayList<>(of), drawn = new ArrayList<>();
    for (int i = 0; i < count; i++) drawn.add(left.remove(between(0, left.size() - 1)));
    return drawn;
  }
}
