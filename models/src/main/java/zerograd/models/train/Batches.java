package zerograd.models.train;

import java.util.Arrays;
import java.util.List;
import zerograd.core.Philox;

/// Which examples each step takes: a function of the seed and the step, so that a resumed run needs no cursor.
///
/// Each epoch visits the examples in a new random order (Fisher & Yates 1938, by the contract's numbers of stream SHUFFLING at
/// step = epoch, sequence = place). A step takes the next of them for which its budget has room: so many examples, or so
/// many tokens. Sequences are laid end to end without padding, so a budget of tokens is the work of a step.
public final class Batches {

  private final int[] sizes;
  private final int budget;
  private final boolean onlyFull;
  private final long seed;
  private Epoch latest;

  /// One way through all examples.
  ///
  /// @param starts where each step's examples begin in `order`, and where the last one's end
  private record Epoch(int number, long firstStep, int[] order, int[] starts) {
    long end() { return firstStep + starts.length - 1; }
  }

  private Batches(int[] sizes, int budget, boolean onlyFull, long seed) {
    this.sizes = sizes;
    this.budget = budget;
    this.onlyFull = onlyFull;
    this.seed = seed;
    latest = epoch(0, 0);
  }

  /// A step takes `size` of `examples` examples; the last of an epoch are left out if they do not fill a batch.
  ///
  /// @throws IllegalArgumentException if there are fewer examples than one batch takes
  public static Batches ofExamples(int examples, int size, long seed) {
    if (size < 1 || examples < size) {
      throw new IllegalArgumentException(
          "batches of %d cannot be taken from %d examples".formatted(size, examples));
    }
    int[] ones = new int[examples];
    Arrays.fill(ones, 1);
    return new Batches(ones, size, true, seed);
  }

  /// A step takes as many examples as have `tokens` tokens together, or fewer; none is left out.
  ///
  /// @throws IllegalArgumentException if there is no example, or one has more tokens than a step takes
  public static Batches ofTokens(List<Example> examples, int tokens, long seed) {
    if (examples.isEmpty()) throw new IllegalArgumentException("batches cannot be taken from 0 examples");
    int[] sizes = examples.stream().mapToInt(example -> example.ids().length).toArray();
    int longest = Arrays.stream(sizes).max().getAsInt();
    if (longest > tokens) {
      throw new IllegalArgumentException(
          "batches of %,d tokens have no room for an example of %,d; take larger ones or cut the example"
              .formatted(tokens, longest));
    }
    return new Batches(sizes, tokens, false, seed);
  }

  /// The numbers of the examples of a step, counted from 0.
  public int[] batch(long step) {
    Epoch epoch = at(step);
    int i = (int) (step - epoch.firstStep);
    return Arrays.copyOfRange(epoch.order, epoch.starts[i], epoch.starts[i + 1]);
  }

  /// How many steps visit the examples `epochs` times.
  public long steps(int epochs) {
    long steps = 0;
    for (int number = 0; number < epochs; number++) steps = epoch(number, steps).end();
    return steps;
  }

  /// How often the examples are visited when `steps` steps are made: 1.5 is in the middle of the second time.
  public double epochs(long steps) {
    if (steps == 0) return 0;
    Epoch epoch = at(steps - 1);
    return epoch.number + (double) (steps - epoch.firstStep) / (epoch.starts.length - 1);
  }

  private Epoch at(long step) {
    Epoch epoch = latest;
    if (step < epoch.firstStep) epoch = epoch(0, 0);
    while (step >= epoch.end())
      epoch = epoch(epoch.number + 1, epoch.end());
    latest = epoch;
    return epoch;
  }

  private Epoch epoch(int number, long firstStep) {
    int[] order = order(number), starts = new int[sizes.length + 1];
    int steps = 0;
    long taken = 0;
    for (int i = 0; i < order.length; i++) {
      if (taken + sizes[order[i]] > budget) {
        starts[++steps] = i;
        taken = 0;
      }
      taken += sizes[order[i]];
    }
    if (taken == budget || !onlyFull) starts[++steps] = order.length;
    return new Epoch(number, firstStep, order, Arrays.copyOf(starts, steps + 1));
  }

  private int[] order(int epoch) {
    int[] order = new int[sizes.length];
    for (int i = 0; i < order.length; i++) order[i] = i;
    for (int i = order.length - 1; i > 0; i--) {
      int j = Philox.below(i + 1, seed, Philox.Stream.SHUFFLING, epoch, i, 0, 0);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }
}
