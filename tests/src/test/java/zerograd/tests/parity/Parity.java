package zerograd.tests.parity;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.LongFunction;
import zerograd.core.Workers;
import zerograd.tensor.kernels.Kernels;

/// Runs the same call on the reference and on the vector kernels and compares every bit of every operand.
final class Parity {

  /// Whether this JVM should do with fewer sizes.
  static final boolean REDUCED = Boolean.getBoolean("zerograd.parity.reduced");

  /// Sizes around register widths, the sixteen virtual lanes, and blocks.
  static final int[] SIZES = REDUCED
      ? new int[]{1, 7, 16, 33, 100}
      : new int[]{1, 2, 7, 15, 16, 17, 31, 33, 64, 100, 255, 896};
  static final int[] THREADS = REDUCED ? new int[]{2} : new int[]{1, 2, 3};

  private static final Map<Integer, Kernels> VECTOR = new ConcurrentHashMap<>();

  private Parity() {}

  static Kernels vector(int threads) {
    return VECTOR.computeIfAbsent(threads, n -> Kernels.named("vector", new Workers(n)));
  }

  /// Calls `call` with both backends on operands of equal content, with every number of threads.
  static void check(String what, long seed, BiConsumer<Kernels, Operands> call) {
    for (int threads : THREADS) {
      check("%s, %d threads, seed %d".formatted(what, threads, seed), vector(threads), call,
          start -> new Operands(seed, start));
    }
  }

  private static void check(String what, Kernels vector, BiConsumer<Kernels, Operands> call,
      LongFunction<Operands> operands) {
    try (Operands expected = operands.apply(0); Operands actual = operands.apply(1)) {
      call.accept(Kernels.reference(), expected);
      call.accept(vector, actual);
      String difference = actual.differenceFrom(expected);
      if (difference != null) fail(what + ": " + difference);
    }
  }
}
