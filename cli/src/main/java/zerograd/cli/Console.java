package zerograd.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import zerograd.cli.recipe.Recipe;
import zerograd.models.lora.Adapter;
import zerograd.models.train.MemoryPlan;
import zerograd.models.transformer.Pretrained;
import zerograd.rl.eval.ExamReport;
import zerograd.rl.rollout.Rollout;
import zerograd.rl.train.RlListener;
import zerograd.rl.train.RlTask;
import zerograd.rl.train.Stage;
import zerograd.rl.train.StepReport;
import zerograd.rl.train.SupervisedTrainer;
import zerograd.tensor.Device;

/// Tells how a run goes, a line a step.
public final class Console implements RlListener {

  private static final String HELD_OUT = "val/loss";

  private final PrintWriter out;
  private final long began = System.nanoTime();
  private RlTask task;
  private double guesser = Double.NaN;
  private double[] guessers = {};
  private List<Stage> stages = List.of();
  private List<Rollout> before = List.of(), after = List.of();
  private double firstAccuracy = Double.NaN, lastAccuracy = Double.NaN, lastLoss = Double.NaN;
  private int stepsDone;
  private long firstStepEnded;

  public Console(PrintWriter out) { this.out = out; }

  /// The model was examined in a benchmark after `step` steps.
  public void examined(int step, ExamReport report) {
    say("%s, after %d steps: %s right (%s to %s)".formatted(report.name(), step, percent(report.avg().mean()),
        percent(report.avg().low()), percent(report.avg().high())));
    out.flush();
  }

  /// The run is about to start.
  ///
  /// @param guessers what a guesser with perfect format gets in the task of each stage; NaN where that makes no sense
  public void begin(Recipe recipe, Pretrained model, List<Stage> stages, double[] guessers, Path folder) {
    this.guessers = guessers;
    this.stages = stages;
    say("%s: %s, %d steps%s, in %s".formatted(recipe.name(), method(recipe), recipe.totalSteps(),
        stages.size() == 1 ? "" : " in %d stages".formatted(stages.size()), folder));
    describe(model);
    out.flush();
  }

  private static String method(Recipe recipe) {
    return recipe.staged().stream()
        .map(stage -> Words.of(stage.method()))
        .distinct().collect(Collectors.joining(", "));
  }

  /// What is examined in a stage is compared within it.
  @Override public void onStage(Stage stage, int first, int last) {
    int number = stages.indexOf(stage);
    task = stage.work().task();
    guesser = guessers[number];
    before = List.of();
    if (stages.size() > 1)
      say("stage %d of %d, %s: steps %d to %d".formatted(number + 1, stages.size(), stage.name(), first + 1,
          last));
    String chance = Double.isNaN(guesser) ? "" : "; a guesser with perfect format gets " + percent(guesser);
    say("task: %,d prompts to learn from, %,d held out%s".formatted(task.prompts().size(),
        task.heldOut().size(), chance));
    out.flush();
  }

  /// A fine-tuning is about to start.
  ///
  /// @param what its name, its length and its folder
  /// @param data what it learns from
  public void begin(String what, Pretrained model, String data) {
    say(what);
    describe(model);
    say(data);
    out.flush();
  }

  private void describe(Pretrained model) {
    say("model: %s, %,d parameters; %s".formatted(model.config().family().name().toLowerCase(Locale.ROOT),
        model.model().parameterCount(), Device.current()));
    Adapter.of(model.model())
        .ifPresent(adapter -> say("lora: rank %d on %d matrices, %,d parameters are trained".formatted(
            adapter.config().rank(), adapter.modules().size(), adapter.parameterCount())));
  }

  /// What came of the run so far, for the card of its model.
  public Map<String, String> results() {
    Map<String, String> results = new LinkedHashMap<>();
    if (!Double.isNaN(firstAccuracy)) results.put("held-out accuracy before", percent(firstAccuracy));
    if (!Double.isNaN(lastAccuracy)) results.put("held-out accuracy after", percent(lastAccuracy));
    if (!Double.isNaN(lastLoss)) results.put("held-out loss", "%.4f".formatted(lastLoss));
    return results;
  }

  /// What the run will need of the memory.
  public void memory(MemoryPlan plan) {
    say(plan.toString());
    out.flush();
  }

  /// The model that is saved is the best one.
  public void best(SupervisedTrainer.Best best) {
    say("");
    say("lowest held-out loss:  %.4f, after step %d, whose model is saved".formatted(best.loss(),
        best.step()));
  }

  /// The run is over and its model saved.
  public void end(Path model, String fingerprint) {
    if (!before.isEmpty() && after != before) showOne(before, after);
    if (!Double.isNaN(firstAccuracy) && !Double.isNaN(lastAccuracy)) {
      say("");
      say("held-out accuracy:     before %s   after %s   change %+.1f points%s".formatted(
          percent(firstAccuracy),
          percent(lastAccuracy), 100 * (lastAccuracy - firstAccuracy),
          Double.isNaN(guesser) ? "" : "   guesser " + percent(guesser)));
    }
    say("final weights:         sha256 " + fingerprint);
    say("saved in:              " + model);
    out.flush();
  }

  /// One held-out prompt that was learned if there is one, else the first.
  private void showOne(List<Rollout> before, List<Rollout> after) {
    int shown = 0;
    for (int i = after.size() - 1; i >= 0; i--) {
      if (!task.isRight(before.get(i).score()) && task.isRight(after.get(i).score())) shown = i;
    }
    say("");
    say("one held-out prompt:   "
        + before.get(shown).prompt().text().replace("\n", "\n                       "));
    say("answered before:       " + shown(before.get(shown)));
    say("answered after:        " + shown(after.get(shown)));
  }

  private String shown(Rollout rollout) {
    return rollout.text().strip().replace("\n", "\n                       ")
        + (task.isRight(rollout.score())
            ? "\n                       (right)"
            : "\n                       (wrong)");
  }

  @Override public void onStep(StepReport report) {
    Double heldOut = report.metrics().get(HELD_OUT);
    if (heldOut != null) lastLoss = heldOut;
    if (report.step() == 0) {
      if (heldOut != null) say("held out, before the first step: loss %.4f".formatted(heldOut));
      return;
    }
    long now = System.nanoTime();
    if (stepsDone++ == 0) firstStepEnded = now;
    out.println(report.metrics().containsKey("critic/score/mean")
        ? reinforced(report, now)
        : supervised(report, now));
    report.notes().forEach(note -> out.println("    " + note));
    out.flush();
  }

  private String reinforced(StepReport report, long now) {
    return ("step %3d/%d  reward %6.3f  right %5.1f%%  length %5.1f  loss %8.5f  grad %6.3f  log-prob diff %s  "
        + "%,6.0f tok/s  %s  %s").formatted(report.step(), report.steps(), report.metric("critic/score/mean"),
            100 * report.metric("rollout/accuracy"), report.metric("response_length/mean"),
            report.metric("actor/pg_loss"), report.metric("actor/grad_norm"),
            brief(report.metric("rollout/logprob_diff_max")), report.metric("perf/throughput"),
            parts(report), left(report, now));
  }

  /// The shares of a step's time, validation left out. Scoring is the rewards, the reference policy, the critic's values and the
  /// advantages; training is that of policy and critic.
  private static String parts(StepReport report) {
    double all = report.metric("timing_s/step") - report.metric("timing_s/testing");
    double rollout = report.metric("timing_s/gen"), train = seconds(report, "update_actor", "update_critic");
    double score = seconds(report, "reward", "ref", "values", "adv");
    return String.format(Locale.ROOT, "rollout %.0f%% score %.0f%% train %.0f%% other %.0f%%",
        100 * rollout / all,
        100 * score / all, 100 * train / all, 100 * (all - rollout - score - train) / all);
  }

  private static double seconds(StepReport report, String... parts) {
    return Stream.of(parts).mapToDouble(part -> report.metrics().getOrDefault("timing_s/" + part, 0.0)).sum();
  }

  private String supervised(StepReport report, long now) {
    Double heldOut = report.metrics().get(HELD_OUT);
    return "step %4d/%d  loss %7.4f%s  grad %7.3f  lr %.2e  %,6.0f tok/s  %s".formatted(report.step(),
        report.steps(), report.metric("train/loss"),
        heldOut == null ? "" : "  held out %7.4f".formatted(heldOut), report.metric("train/grad_norm"),
        report.metric("train/lr"),
        report.metric("perf/throughput"), left(report, now));
  }

  private static String brief(double number) {
    return number == 0 ? "0" : String.format(Locale.ROOT, "%.1e", number);
  }

  /// The time that the remaining steps will take if they take as long as those since the first.
  private String left(StepReport report, long now) {
    int remaining = report.steps() - report.step();
    if (remaining == 0) return "took " + clock(now - began);
    double each = stepsDone > 1
        ? (double) (now - firstStepEnded) / (stepsDone - 1)
        : 1e9 * report.metric("timing_s/step");
    return "ETA " + clock((long) (each * remaining));
  }

  @Override public void onValidation(int step, List<Rollout> greedy) {
    long right = greedy.stream().filter(rollout -> task.isRight(rollout.score())).count();
    lastAccuracy = (double) right / greedy.size();
    after = greedy;
    if (before.isEmpty()) {
      firstAccuracy = lastAccuracy;
      before = greedy;
    }
    say("held out, after %d steps: %s right (%d of %d)".formatted(step, percent(lastAccuracy), right,
        greedy.size()));
    out.flush();
  }

  @Override public void onCheckpoint(int step, Path folder) {
    say("checkpoint: " + folder);
    out.flush();
  }

  @Override public void onResume(int step, Path folder, List<String> passedOver) {
    passedOver.forEach(this::say);
    say(step == 0
        ? "no usable checkpoint; beginning again"
        : "going on after step " + step + " from " + folder);
    out.flush();
  }

  /// Rows of the data were left out; all are named in `file`.
  public void leftOut(List<String> notes, Path file) {
    say("left out of the data: %,d rows, named in %s; the first: %s".formatted(notes.size(), file,
        notes.getFirst()));
    out.flush();
  }

  /// A run was to be resumed of which nothing is there yet.
  public void nothingToResume(Path folder) { say("nothing to resume in " + folder + "; beginning"); }

  private void say(String line) { out.println(line); }

  private static String percent(double share) { return "%.1f%%".formatted(100 * share); }

  /// A time as `2:05`, or `1:02:05` from an hour on.
  public static String clock(long nanos) {
    long seconds = Math.round(nanos / 1e9);
    return seconds < 3600
        ? "%d:%02d".formatted(seconds / 60, seconds % 60)
        : "%d:%02d:%02d".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60);
  }
}
