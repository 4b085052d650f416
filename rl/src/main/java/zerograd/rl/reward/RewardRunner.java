package zerograd.rl.reward;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Scores a batch of samples on `threads` threads, each sample within a limit.
///
/// A sample may take `stepLimit` [steps][Steps], which is the limit that decides; `timeLimit` is a net below
/// it, for rewards that do not count. Where either is reached the sample scores `fallback`, and its [Scored]
/// says so. Time is no input of a reproducible run: give the stored scores of a batch to [#score(List, List)]
/// and what the clock decided once is not decided again.
///
/// A reward that throws stops the batch, or costs only that sample ([OnError]).
///
/// A reward that runs past the clock is interrupted and left behind on its (daemon) thread; another thread
/// takes over its place. One that neither counts steps nor reacts to interruption keeps a core busy until it
/// returns.
///
/// @param onError what happens when the reward throws, or returns no finite number
public record RewardRunner(Reward reward, int threads, long stepLimit, Duration timeLimit, double fallback,
    OnError onError) {

  /// What an error in a reward does to the batch.
  public enum OnError {
    /// The batch ends with a [RewardException].
    STOP,
    /// The sample scores the fallback; a warning tells of the first one of a batch.
    GO_ON
  }

  private static final System.Logger LOG = System.getLogger(RewardRunner.class.getName());

  public RewardRunner {
    if (threads < 1 || stepLimit < 1 || timeLimit.isNegative() || timeLimit.isZero()
        || !Double.isFinite(fallback)) {
      throw new IllegalArgumentException(
          "reward runner: needs threads >= 1, positive limits and a finite fallback, got threads = "
              + threads + ", step limit = " + stepLimit + ", time limit = " + timeLimit + ", fallback = "
              + fallback);
    }
  }

  /// A runner that stops at errors.
  public RewardRunner(Reward reward, int threads, long stepLimit, Duration timeLimit, double fallback) {
    this(reward, threads, stepLimit, timeLimit, fallback, OnError.STOP);
  }

  /// As many threads as the machine has cores, ten million steps and half a minute a sample.
  public static RewardRunner of(Reward reward, double fallback) {
    return new RewardRunner(reward, Runtime.getRuntime().availableProcessors(), 10_000_000,
        Duration.ofSeconds(30), fallback);
  }

  public RewardRunner withThreads(int threads) {
    return new RewardRunner(reward, threads, stepLimit, timeLimit, fallback, onError);
  }

  /// With another reward.
  public RewardRunner with(Reward reward) {
    return new RewardRunner(reward, threads, stepLimit, timeLimit, fallback, onError);
  }

  public RewardRunner withLimits(long steps, Duration time) {
    return new RewardRunner(reward, threads, steps, time, fallback, onError);
  }

  /// The scores of the samples, in their order.
  ///
  /// @throws RewardException if the reward throws for a sample or returns no finite number, and the runner stops at errors:
  ///     that is an error in the reward or its data, not in the response
  public Scores score(List<Sample> samples) { return score(samples, List.of()); }

  /// As [#score(List)], but a sample that the clock stopped when it was `recorded` keeps that score.
  /// `recorded` is empty, or has one entry a sample.
  public Scores score(List<Sample> samples, List<Scored> recorded) {
    if (!recorded.isEmpty() && recorded.size() != samples.size()) {
      throw new IllegalArgumentException(
          "rewards: " + samples.size() + " samples cannot have " + recorded.size()
              + " recorded scores");
    }
    Batch batch = new Batch(samples);
    for (int i = 0; i < recorded.size(); i++) {
      if (recorded.get(i).ending() == Scored.Ending.TIME_LIMIT) batch.settle(i, recorded.get(i));
    }
    return batch.run();
  }

  private Scored score(Sample sample) {
    try {
      double score = ScopedValue.where(Steps.CURRENT, new Steps(stepLimit)).call(() -> reward.score(sample));
      if (!Double.isFinite(score)) throw new ArithmeticException("the reward returned " + score);
      return new Scored(score, Scored.Ending.FINISHED);
    } catch (Steps.LimitReached _) {
      return new Scored(fallback, Scored.Ending.STEP_LIMIT);
    }
  }

  /// One call of [#score(List)]: its methods are the only place where threads meet.
  private final class Batch {
    private final List<Sample> samples;
    private final Scored[] scores;
    private final List<Worker> workers = new ArrayList<>();
    private int next, open, warnings, late;
    private int failed = -1;
    private Throwable failure;

    Batch(List<Sample> samples) {
      this.samples = List.copyOf(samples);
      scores = new Scored[samples.size()];
      open = samples.size();
    }

    synchronized void settle(int i, Scored scored) {
      scores[i] = scored;
      if (--open == 0) notifyAll();
    }

    synchronized Scores run() {
      for (int i = 0; i < Math.min(threads, open); i++) hire();
      try {
        while (open > 0 && failure == null)
          wait(Math.max(1, stopTheLate() / 1_000_000));
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(
            "rewards: interrupted with " + open + " of " + scores.length + " samples open");
      } finally {
        workers.stream().filter(worker -> worker.sample >= 0).forEach(Worker::dismiss);
        workers.clear();
      }
      if (failure != null) throw new RewardException(failed, samples.get(failed), failure);
      return new Scores(Arrays.asList(scores));
    }

    private void hire() {
      Worker worker = new Worker(this);
      workers.add(worker);
      worker.start();
    }

    /// Ends every sample that is past its time; returns the nanoseconds until the next could be.
    private long stopTheLate() {
      long now = System.nanoTime(), earliest = timeLimit.toNanos();
      for (Worker worker : List.copyOf(workers)) {
        if (worker.sample < 0) continue;
        long left = worker.started + timeLimit.toNanos() - now;
        if (left > 0) {
          earliest = Math.min(earliest, left);
          continue;
        }
        if (late++ == 0) LOG.log(System.Logger.Level.WARNING,
            "reward: {0} was stopped by the clock after {1} s; it scores {2}",
            samples.get(worker.sample).named(worker.sample), timeLimit.toMillis() / 1e3, fallback);
        settle(worker.sample, new Scored(fallback, Scored.Ending.TIME_LIMIT));
        workers.remove(worker);
        worker.dismiss();
        if (open > 0) hire();
      }
      return earliest;
    }

    /// The next open sample for `worker`, or null when there is none or it is dismissed.
    synchronized Sample take(Worker worker) {
      while (next < scores.length && scores[next] != null)
        next++;
      if (worker.isDismissed || failure != null || next == scores.length) return null;
      worker.sample = next;
      worker.started = System.nanoTime();
      return samples.get(next++);
    }

    synchronized void give(Worker worker, Scored scored) {
      if (worker.isDismissed) return;
      settle(worker.sample, scored);
      worker.sample = -1;
    }

    synchronized void fail(Worker worker, Throwable thrown) {
      if (worker.isDismissed || failure != null) return;
      if (onError == OnError.GO_ON && !(thrown instanceof VirtualMachineError fatal && !(fatal instanceof StackOverflowError))) {
        if (warnings++ == 0) LOG.log(System.Logger.Level.WARNING, "{0}; it scores {1}",
            RewardException.sentence(worker.sample, samples.get(worker.sample), thrown), fallback);
        give(worker, new Scored(fallback, Scored.Ending.FAILED));
        return;
      }
      failed = worker.sample;
      failure = thrown;
      worker.sample = -1;
      notifyAll();
    }
  }

  /// A thread of a batch, with the sample it is at (−1 between samples).
  private final class Worker extends Thread {
    private final Batch batch;
    private int sample = -1;
    private long started;
    private boolean isDismissed;

    Worker(Batch batch) {
      super("reward");
      this.batch = batch;
      setDaemon(true);
    }

    void dismiss() {
      isDismissed = true;
      interrupt();
    }

    @Override public void run() {
      for (Sample s = batch.take(this); s != null; s = batch.take(this)) {
        try {
          batch.give(this, score(s));
        } catch (Throwable thrown) {   // whatever a reward may throw is dealt with by the batch, on the caller's thread
          batch.fail(this, thrown);
        }
      }
    }
  }
}
