package zerograd.cli.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;
import zerograd.cli.bench.Workload.Measured;
import zerograd.rl.Grpo;
import zerograd.rl.reward.RewardRunner;
import zerograd.rl.rollout.Prompt;
import zerograd.rl.train.RlSettings;
import zerograd.rl.train.RlTask;
import zerograd.rl.train.RlTrainer;
import zerograd.rl.train.StepReport;

/// Learning by reward: whole steps of the trainer, and where their time goes.
final class Reinforcing {

  private Reinforcing() {}

  /// One update, no reference policy, no end token.
  static List<Measured> step(Cell cell) {
    List<Prompt> prompts = cell.model().texts(cell.prompts(), cell.seq()).stream()
        .map(ids -> new Prompt("", ids, "", "bench")).toList();
    RewardRunner rewards = RewardRunner
        .of(sample -> sample.response().codePoints().filter(id -> id % 2 == 0).count(), 0)
        .withThreads(cell.threads());
    RlTask task = new RlTask(prompts, List.of(), rewards, ids -> new String(ids, 0, ids.length), 1);
    RlTrainer trainer = new RlTrainer(cell.model().trainable(), Grpo.trl(), settings(cell), task);

    List<StepReport> reports = new ArrayList<>();
    DoubleSupplier sample = () -> {
      reports.add(step(trainer));
      return whole(reports.getLast());
    };
    Timing.warmUp(cell.warmUp(), sample);
    reports.clear();
    cell.pace().samples(cell.repeats(), sample);

    ModelCost cost = cell.model().cost();
    double rollout = cost.rollout(cell.prompts(), cell.batch(), cell.seq(), cell.newTokens());
    double training = cost.training(cell.batch(), cell.seq() + cell.newTokens(),
        (long) cell.batch() * cell.newTokens());
    double tokens = (double) cell.batch() * cell.newTokens();
    return List.of(
        new Measured("grpo", timing(reports, Reinforcing::whole), tokens, rollout + training, null),
        new Measured("grpo_rollout", timing(reports, Reinforcing::rollout), tokens, rollout, null),
        new Measured("grpo_score", timing(reports, Reinforcing::score), null, null, null),
        new Measured("grpo_train", timing(reports, Reinforcing::training), tokens, training, null),
        new Measured("grpo_other", timing(reports, Reinforcing::other), null, null, null));
  }

  private static RlSettings settings(Cell cell) {
    int group = cell.batch() / cell.prompts();
    RlSettings usual = RlSettings.small(Integer.MAX_VALUE,
        new RlSettings.Sampling(cell.prompts(), group, Generating.sampling(cell)), 1);
    int micro = cell.microBatch() == 0 ? usual.updates().microBatch() : cell.microBatch();
    return usual.withUpdates(usual.updates().withBatches(cell.batch(), 1, micro, cell.recompute()));
  }

  private static StepReport step(RlTrainer trainer) {
    try {
      return trainer.trainStep();
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  private static Timing timing(List<StepReport> reports, ToDoubleFunction<StepReport> part) {
    return Timing.of(reports.stream().mapToDouble(part).toArray());
  }

  private static double whole(StepReport report) { return report.metric("timing_s/step"); }

  private static double rollout(StepReport report) { return report.metric("timing_s/gen"); }

  private static double score(StepReport report) { return report.metric("timing_s/reward"); }

  private static double training(StepReport report) { return report.metric("timing_s/update_actor"); }

  private static double other(StepReport report) {
    return whole(report) - rollout(report) - score(report) - training(report);
  }
}
