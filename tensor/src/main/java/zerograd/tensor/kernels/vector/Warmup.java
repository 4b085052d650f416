package zerograd.tensor.kernels.vector;

import java.lang.ref.Reference;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import zerograd.core.Floats;
import zerograd.core.Workers;

/// Runs vector code on a thread of its own until the compiler has compiled it.
///
/// Interpreted Vector API code is about a thousand times slower than compiled code. Until [#done], kernels do
/// the same arithmetic one number at a time: the same bits, as the contract has it, and sooner. On a JVM that
/// never compiles the code to registers, that is the end of it.
///
/// Compiling keeps a core busy for a second or more, which a program that ends sooner should have for itself. So it starts
/// when [#begin] says that it will pay, or when the program has lived for a while and does nothing that should not be disturbed,
/// such as reading weights.
final class Warmup {

  /*
   * A trial is a few hundred fma of registers: well under a microsecond compiled, more than fifty interpreted
   * or boxed. Trials are short and many because the compiler counts calls.
   */
  static final long COMPILED_NANOS = 5_000;
  private static final long GIVE_UP_NANOS = 60_000_000_000L;
  private static final int TRIALS = 16;
  private static final long BEGIN_MILLIS = 500;

  /// The length of the block of memory trials have.
  static final int FLOATS = 1 << 16;

  private final Thread thread;
  private final CountDownLatch worthwhile = new CountDownLatch(1);
  private volatile boolean done;

  /// Will run `trials`, in their order, on a block of zeros of [#FLOATS] floats whose address they are given.
  Warmup(String name, Workers workers, LongFunction<List<Runnable>> trials) {
    thread = Thread.ofPlatform().name("zerograd-warmup-" + name).daemon().start(() -> {
      if (!isWorthwhile(workers)) return;
      Floats memory = workers.scratch(-1, FLOATS);   // a block of its own, not a worker's
      done = trials.apply(memory.address()).stream().allMatch(Warmup::compiles);
      Reference.reachabilityFence(memory);   // only its address was in use
    });
  }

  /// Runs `trial` until it is fast, and returns whether that happened.
  static boolean compiles(Runnable trial) { return compiles(trial, COMPILED_NANOS); }

  /// Runs `trial` until it takes less than `nanos` nanoseconds, and returns whether that happened.
  static boolean compiles(Runnable trial, long nanos) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < GIVE_UP_NANOS) {
      int fast = 0;
      for (int i = 0; i < TRIALS; i++) {
        long before = System.nanoTime();
        trial.run();
        if (System.nanoTime() - before < nanos) fast++;
      }
      if (fast > TRIALS / 2) return true;
    }
    return false;
  }

  private boolean isWorthwhile(Workers workers) {
    try {
      if (!worthwhile.await(BEGIN_MILLIS, TimeUnit.MILLISECONDS)) workers.awaitUndisturbed();
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  /// Starts now, if it has not started yet.
  void begin() { worthwhile.countDown(); }

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
