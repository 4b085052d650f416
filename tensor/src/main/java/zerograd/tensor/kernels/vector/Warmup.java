package zerograd.tensor.kernels.vector;

import java.lang.ref.Reference;
import java.util.List;
import java.util.function.LongFunction;
import zerograd.core.Floats;
import zerograd.core.Workers;

/// Runs vector code on a thread of its own until the compiler has compiled it.
///
/// Interpreted Vector API code is about a thousand times slower than compiled code. Until [#done], kernels do
/// the same arithmetic one number at a time: the same bits, as the contract has it, and sooner. On a JVM that
/// never compiles the code to registers, that is the end of it.
final class Warmup {

  /*
   * A trial is a few hundred fma of registers: well under a microsecond compiled, more than fifty interpreted
   * or boxed. Trials are short and many because the compiler counts calls.
   */
  private static final long COMPILED_NANOS = 5_000;
  private static final long GIVE_UP_NANOS = 60_000_000_000L;
  private static final int TRIALS = 16;

  /// The length of the block of memory trials have.
  static final int FLOATS = 1 << 16;

  private final Thread thread;
  private volatile boolean done;

  /// Starts running `trials`, in their order, on a block of zeros of [#FLOATS] floats whose address they are
  /// given.
  Warmup(String name, Workers workers, LongFunction<List<Runnable>> trials) {
    thread = Thread.ofPlatform().name("zerograd-warmup-" + name).daemon().start(() -> {
      Floats memory = workers.scratch(-1, FLOATS);   // a block of its own, not a worker's
      done = trials.apply(memory.address()).stream().allMatch(Warmup::compiles);
      Reference.reachabilityFence(memory);   // only its address was in use
    });
  }

  /// Runs `trial` until it is fast, and returns whether that happened.
  static boolean compiles(Runnable trial) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < GIVE_UP_NANOS) {
      int fast = 0;
      for (int i = 0; i < TRIALS; i++) {
        long before = System.nanoTime();
        trial.run();
        if (System.nanoTime() - before < COMPILED_NANOS) fast++;
      }
      if (fast > TRIALS / 2) return true;
    }
    return false;
  }

  /// Whether all of it is compiled.
  boolean done() { return done; }

  /// Waits until it is compiled, or is given up.
  ///
  /// @throws IllegalStateException if the waiting thread is interrupted
  void await() {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while kernels were being compiled", e);
    }
  }
}
