package zerograd.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import zerograd.rl.rollout.Rollout;
import zerograd.rl.train.RlListener;
import zerograd.rl.train.StepReport;

/// Tells how a run goes, a line a step.
public final class Console implements RlListener {

  private final PrintWriter out;
  private final long began = System.nanoTime();
  private int firstStep = -1;
  private long firstStepEnded;

  public Console(PrintWriter out) {
    this.out = out;
  }

  @Override public void onStep(StepReport report) {
    if (report.step() == 0) return;
    long now = System.nanoTime();
    if (firstStep < 0) {
      firstStep = report.step();
      firstStepEnded = now;
    }
    out.println(line(report, now));
    report.notes().forEach(note -> out.println("         " + note));
    out.flush();
  }

  private String line(StepReport report, long now) {
    return "step %3d/%d  reward %6.3f  right %5.1f%%  length %5.1f  loss %8.5f  grad %6.3f  log-prob diff %s  %6.0f tok/s  %s"
        .formatted(report.step(), report.steps(), report.metric("critic/score/mean"),
            100 * report.metrics().getOrDefault("reward/all_correct_ratio", Double.NaN),
            report.metric("response_length/mean"), report.metric("actor/pg_loss"), report.metric("actor/grad_norm"),
            short_(report.metric("rollout/logprob_diff_max")), report.metric("perf/throughput"), left(report, now));
  }

  private static String short_(double number) {
    return number == 0 ? "0" : String.format(Locale.ROOT, "%.1e", number);
  }

  /// The time that the remaining steps will take if they take as long as those since the first.
  private String left(StepReport report, long now) {
    int remaining = report.steps() - report.step(), done = report.step() - firstStep;
    if (remaining == 0) return "took " + clock(now - began);
    double each = done > 0 ? (double) (now - firstStepEnded) / done : now - began;
    return "ETA " + clock((long) (each * remaining));
  }

  @Override public void onValidation(int step, List<Rollout> greedy) {
    out.println("validation after %d steps: %d held-out prompts".formatted(step, greedy.size()));
    out.flush();
  }

  @Override public void onResume(int step, java.nio.file.Path folder, List<String> passedOver) {
    passedOver.forEach(out::println);
    out.println("resuming after step " + step + " from " + folder);
  }

  /// `2:05`, or `1:02:05` from an hour on.
  static String clock(long nanos) {
    long seconds = Math.round(nanos / 1e9);
    return seconds < 3600
        ? "%d:%02d".formatted(seconds / 60, seconds % 60)
        : "%d:%02d:%02d".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60);
  }
}
