package zerograd.core;

import java.lang.foreign.Arena;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/// Threads that share out independent pieces of a loop.
///
/// Which thread does which piece is decided while running, so a piece must write only its own results and
/// must not depend on its neighbours: then the outcome is the same for any number of threads. The calling
/// thread works too. A call made from inside a piece, or while another thread's call is under way, runs on
/// its own thread alone.
public final class Workers implements AutoCloseable {

  /*
   * Cores are shared with programs that nobody here knows of, so a thread may lose its core at any moment.
   *
   * - Each thread has a share of neighbouring pieces, since memory is read fastest from front to back, and claims them one by
   *   one; then it helps the others with theirs. The caller waits for pieces, not for threads: one that wakes late finds
   *   nothing left to claim, one that loses its core delays the piece it holds and not half of the loop.
   * - Whoever has nothing to do spins for a moment, since kernels follow one another within microseconds; then it offers its
   *   core to whoever wants it, again and again, since a core on which a thread spins is not given to the thread that all wait
   *   for; and then it sleeps. Waking costs more than the interrupt: the system may put the woken thread on the core of the one
   *   that woke it, and leave the other core empty for milliseconds.
   */

  /// Nanoseconds of waiting before a thread offers its core to others, and before it sleeps.
  private static final long SPIN = 50_000, LINGER = 2_000_000;

  /// One piece of a loop: `piece` in [0, pieces), done by worker `worker` in [0, threads), or −1 in a nested
  /// call.
  @FunctionalInterface
  public interface Piece {
    void run(int piece, int worker);
  }

  /// A range of rows [from, to), done by worker `worker` in [0, threads), or −1 in a nested call.
  @FunctionalInterface
  public interface Rows {
    void run(int from, int to, int worker);
  }

  /// A stretch of work that needs the cores for itself, until it is closed.
  public interface Undisturbed extends AutoCloseable {
    @Override void close();
  }

  private static final class Job {
    /// Numbers between two counters, so that they are in different cache lines, also in pairs of them.
    static final int APART = 32;

    final Piece body;
    final int pieces, shares;
    final Thread caller = Thread.currentThread();
    final AtomicIntegerArray next;                           // the next piece of each share
    final AtomicInteger completed = new AtomicInteger();
    final AtomicReference<Throwable> failure = new AtomicReference<>();
    volatile boolean callerSleeps;

    Job(Piece body, int pieces, int shares) {
      this.body = body;
      this.pieces = pieces;
      this.shares = shares;
      next = new AtomicIntegerArray((shares + 1) * APART);
      for (int share = 0; share < shares; share++) next.setPlain((share + 1) * APART, first(share));
    }

    private int first(int share) { return (int) ((long) pieces * share / shares); }

    boolean isDone() { return completed.get() == pieces; }

    /// Does pieces while there are any left, of the worker's own share and then of the others'.
    void work(int worker) {
      int done = 0;
      for (int i = 0; i < shares; i++) {
        int share = (worker + i) % shares, end = first(share + 1);
        for (int piece; (piece = next.getAndIncrement((share + 1) * APART)) < end; done++) run(piece, worker);
      }
      if (done > 0 && completed.addAndGet(done) == pieces && callerSleeps) LockSupport.unpark(caller);
    }

    private void run(int piece, int worker) {
      try {
        if (failure.get() == null) body.run(piece, worker);
      } catch (Throwable failed) {
        failure.compareAndSet(null, failed);
      }
    }
  }

  private final Thread[] threads;
  private final Floats[] scratch;
  private final Arena[] scratchArenas;
  private final ThreadLocal<Floats> visitors = new ThreadLocal<>();
  private final AtomicReference<Thread> owner = new AtomicReference<>();
  private final Object undisturbedLock = new Object();
  private int undisturbed;                                   // how many stretches are under way
  private volatile Job job;
  private volatile boolean closed;

  /// Workers that use `threads` threads in all, the caller's included.
  ///
  /// @throws IllegalArgumentException if `threads` is less than 1
  public Workers(int threads) {
    if (threads < 1)
      throw new IllegalArgumentException("workers: at least 1 thread is needed, got " + threads);
    this.threads = new Thread[threads - 1];
    scratch = new Floats[threads];
    scratchArenas = new Arena[threads];
    for (int i = 0; i < threads - 1; i++) {
      int worker = i + 1;
      this.threads[i] = Thread.ofPlatform().name("zerograd-worker-" + worker).daemon()
          .start(() -> serve(worker));
    }
  }

  /// The number of threads, the caller's included.
  public int threads() { return threads.length + 1; }

  /// Runs `body` for every piece in [0, pieces), in no particular order, and returns when all are done.
  public void pieces(int pieces, Piece body) {
    if (pieces <= 0) return;
    if (!owner.compareAndSet(null, Thread.currentThread())) {
      alone(pieces, body, -1);
      return;
    }
    try {
      if (pieces == 1 || threads.length == 0 || closed) alone(pieces, body, 0);
      else
        together(new Job(body, pieces, threads()));
    } finally {
      owner.set(null);
    }
  }

  /// Runs `body` over [0, N) in ranges of about `grain` rows or more.
  public void rows(int N, int grain, Rows body) {
    int pieces = Math.max(1, Math.min(N / Math.max(1, grain), 4 * threads()));
    pieces(N == 0 ? 0 : pieces, (piece, worker) -> {
      int from = (int) ((long) N * piece / pieces), to = (int) ((long) N * (piece + 1) / pieces);
      body.run(from, to, worker);
    });
  }

  /// Runs all pieces here; a nested or concurrent call must not use the scratch of worker 0, so it has the
  /// number −1.
  private void alone(int pieces, Piece body, int worker) {
    for (int piece = 0; piece < pieces; piece++) body.run(piece, worker);
  }

  private void together(Job shared) {
    job = shared;
    for (Thread thread : threads) LockSupport.unpark(thread);
    shared.work(0);
    await(shared);
    job = null;
    switch (shared.failure.get()) {
      case null -> {
      }
      case RuntimeException failed -> throw failed;
      case Error failed -> throw failed;
      case Throwable failed -> throw new IllegalStateException(failed);
    }
  }

  /// Waits for the pieces that others hold.
  private void await(Job shared) {
    for (long began = System.nanoTime(); !shared.isDone();) {
      if (!lingered(began)) {
        shared.callerSleeps = true;
        if (!shared.isDone()) LockSupport.park(this);
      }
    }
  }

  /// Lets a moment pass for a thread that has waited since `began`; false, at once, if it should sleep.
  private static boolean lingered(long began) {
    long waited = System.nanoTime() - began;
    if (waited >= LINGER) return false;
    if (waited < SPIN) Thread.onSpinWait();
    else
      Thread.yield();
    return true;
  }

  private void serve(int worker) {
    Job last = null;
    long idle = System.nanoTime();
    while (!closed) {
      Job shared = job;
      if (shared != null && shared != last) {
        shared.work(worker);
        last = shared;
        idle = System.nanoTime();
      } else if (!lingered(idle)) {
        LockSupport.park(this);
        idle = System.nanoTime();
      }
    }
  }

  /// Begins a stretch of work during which nothing begins that can wait, such as having kernels compiled.
  public Undisturbed undisturbed() {
    synchronized (undisturbedLock) {
      undisturbed++;
    }
    return () -> {
      synchronized (undisturbedLock) {
        undisturbed--;
        undisturbedLock.notifyAll();
      }
    };
  }

  /// Waits until no such stretch is under way: for threads that only prepare for later.
  ///
  /// @throws InterruptedException if the waiting thread is interrupted
  public void awaitUndisturbed() throws InterruptedException {
    synchronized (undisturbedLock) {
      while (undisturbed > 0)
        undisturbedLock.wait();
    }
  }

  /// At least `length` floats for the sole use of `worker` until it asks again; content is arbitrary, aligned
  /// to 64 bytes.
  ///
  /// Kernels keep packed operands here. The block grows to the largest size anyone asked for and lives as
  /// long as the workers.
  public Floats scratch(int worker, long length) {
    if (worker < 0) return visitorScratch(length);
    Floats block = scratch[worker];
    if (block == null || block.length() < length) {
      if (scratchArenas[worker] != null) scratchArenas[worker].close();
      scratchArenas[worker] = Arena.ofShared();
      long rounded = Math.max(1 << 16, Long.highestOneBit(Math.max(1, length - 1)) * 2);
      block = new Floats(scratchArenas[worker].allocate(rounded * Float.BYTES, 4096), rounded);
      scratch[worker] = block;
    }
    return block;
  }

  /// Kept by its thread, since kernels that hold only an address do not keep it alive.
  private Floats visitorScratch(long length) {
    Floats block = visitors.get();
    if (block == null || block.length() < length) {
      block = new Floats(Arena.ofAuto().allocate(length * Float.BYTES, 64), length);
      visitors.set(block);
    }
    return block;
  }

  /// Stops the threads and frees the scratch memory.
  @Override public void close() {
    if (closed) return;
    closed = true;
    for (Thread thread : threads) LockSupport.unpark(thread);
    for (Thread thread : threads) {
      try {
        thread.join(1000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    for (Arena arena : scratchArenas) if (arena != null) arena.close();
  }
}
