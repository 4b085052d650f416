package zerograd.rl.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerograd.autograd.optim.Schedule;
import zerograd.models.checkpoint.Fingerprint;
import zerograd.models.transformer.Pretrained;
import zerograd.rl.Algorithm;
import zerograd.rl.Averaging;
import zerograd.rl.Dapo;
import zerograd.rl.Grpo;
import zerograd.rl.ImportanceCorrection;
import zerograd.rl.ImportanceCorrection.Level;
import zerograd.rl.Kl;
import zerograd.rl.KlControl;
import zerograd.rl.KlPenalty;
import zerograd.rl.rollout.Rollout;
import zerograd.rl.rollout.RolloutBatch;
import zerograd.rl.rollout.RolloutRow;
import zerograd.rl.rollout.RolloutSink;
import zerograd.tensor.Device;
import zerograd.tensor.kernels.FrozenFormat;

/// What the options of a step do, each alone.
class StepOptionsTest {

  /// The fingerprint of the weights, and what was reported and sampled.
  private record Outcome(String fingerprint, List<StepReport> reports, List<List<Rollout>> rollouts) {

    StepReport last() { return reports.getLast(); }
  }

  private static final Algorithm KL = Grpo.verl().with(new KlPenalty.InLoss(Kl.K3, 0.05));

  private static Outcome run(Algorithm algorithm, StepOptions options) throws IOException {
    return run(algorithm, options, StagedRun.settings(3, 1, 4, it -> it.withOptions(options)));
  }

  private static Outcome run(Algorithm algorithm, StepOptions options, RlSettings settings)
      throws IOException {
    Outcome outcome = new Outcome("", new ArrayList<>(), new ArrayList<>());
    try (Device device = Device.cpu(1, "vector", 1 << 30)) {
      return device.call("model", () -> {
        Pretrained policy = TinyTask.model(7);
        try {
          RlTrainer trainer = new RlTrainer(policy, algorithm, settings, TinyTask.task(TinyTask.ANSWER),
              TinyTask.CRITIC).tell(new RlListener() {
                @Override public void onStep(StepReport report) { outcome.reports.add(report); }

                @Override public void onRollouts(int step, List<Rollout> rollouts) {
                  outcome.rollouts.add(rollouts);
                }
              });
          trainer.train();
        } catch (IOException impossible) {
          throw new AssertionError(impossible);
        }
        return new Outcome(Fingerprint.of(policy.model().parameters()), outcome.reports, outcome.rollouts);
      });
    }
  }

  // importance

  @Test void onThePolicysOwnResponsesACorrectionIsNothing() throws IOException {
    String plain = run(KL, StepOptions.none()).fingerprint();
    for (Level level : Level.values()) {
      for (ImportanceCorrection correction : List.of(new ImportanceCorrection.Truncated(level, 2),
          new ImportanceCorrection.Masked(level, 0.999999, 1.000001))) {
        Outcome corrected = run(KL, StepOptions.none().with(new RolloutOrigin.Policy(), correction));
        assertEquals(plain, corrected.fingerprint(), correction.toString());
        assertEquals(1, corrected.last().metric("rollout_corr/rollout_is/min"));
        assertEquals(1, corrected.last().metric("rollout_corr/rollout_is/max"));
        assertEquals(0, corrected.last().metric("rollout_corr/kl"));
      }
    }
  }

  @Test void aRoundedSamplerIsCorrectedFor() throws IOException {
    StepOptions rounded = StepOptions.none().with(new RolloutOrigin.Rounded(FrozenFormat.INT8),
        new ImportanceCorrection.Truncated(Level.TOKEN, 2));
    StepReport report = run(Grpo.trl(), rounded).last();
    assertEquals(0, report.metric("rollout/logprob_diff_max"), "log π_old is the trainer's");
    assertEquals(1, report.metric("actor/ratio_max"));
    assertTrue(report.metric("rollout_corr/rollout_is/max") > report.metric("rollout_corr/rollout_is/min"),
        "the factors are not all 1");
    assertTrue(report.metric("rollout_corr/k3_kl") > 0);
    assertTrue(
        report.notes().contains("another than the policy sampled these responses; this is not on-policy"));
    StepOptions exact = StepOptions.none().with(new RolloutOrigin.Rounded(FrozenFormat.F32),
        new ImportanceCorrection.Truncated(Level.TOKEN, 2));
    assertEquals(run(Grpo.trl(), StepOptions.none()).fingerprint(), run(Grpo.trl(), exact).fingerprint(),
        "a copy that is not rounded is the policy");
  }

  @Test void withoutACorrectionAnotherSamplerIsRefused() {
    StepOptions none = StepOptions.none();
    var refused = assertThrows(IllegalArgumentException.class,
        () -> none.with(new RolloutOrigin.Rounded(FrozenFormat.BF16), new ImportanceCorrection.None()));
    assertTrue(refused.getMessage().endsWith("need an importance correction"), refused.getMessage());
  }

  /// A run on the recorded responses of another with the same seed comes to the same bits.
  @Test void recordedResponsesTeachWhatTheyTaught(@TempDir java.nio.file.Path folder) throws IOException {
    Map<Integer, List<RolloutRow>> rows = new HashMap<>();
    RolloutSink sink = rows::put;
    RlSettings settings = StagedRun.settings(3, 1, 4, it -> it);
    String expected;
    try (RunDirectory run = RunDirectory.create(folder, Map.of());
        Device device = Device.cpu(1, "vector", 1 << 30)) {
      expected = device.call("model", () -> {
        Pretrained policy = TinyTask.model(7);
        try {
          new RlTrainer(policy, Grpo.trl(), settings, TinyTask.task(TinyTask.ANSWER)).keepIn(run, sink)
              .train();
        } catch (IOException impossible) {
          throw new AssertionError(impossible);
        }
        return Fingerprint.of(policy.model().parameters());
      });
    }
    StepOptions recorded = StepOptions.none().with(
        new RolloutOrigin.Recorded(step -> rows.getOrDefault(step, List.of())),
        new ImportanceCorrection.Masked(Level.SEQUENCE, 0.5, 5));
    assertEquals(expected, run(Grpo.trl(), recorded).fingerprint());
    RlSettings longer = StagedRun.settings(4, 1, 4, it -> it.withOptions(recorded));
    var refused = assertThrows(IllegalArgumentException.class, () -> run(Grpo.trl(), recorded, longer));
    assertEquals("recorded responses: there are none of step 4; ask for fewer steps", refused.getMessage());
  }

  // selection and shaping

  @Test void groupsThatAgreeAreReplaced() throws IOException {
    StepOptions options = StepOptions.none().with(StepOptions.Selection.mixed(8));
    Outcome outcome = run(Grpo.trl(), options, StagedRun.settings(4, 1, 8, it -> it.withOptions(options)));
    RlTask task = TinyTask.task(TinyTask.ANSWER);
    boolean several = false;
    for (int step = 1; step <= 4; step++) {
      StepReport report = outcome.reports().get(step);
      List<Rollout> all = outcome.rollouts().get(step - 1);
      List<List<Rollout>> mixed = StepRollouts.groups(all).stream()
          .filter(
              group -> group.stream().map(rollout -> task.isRight(rollout.score())).distinct().count() == 2)
          .toList();
      assertEquals(mixed.size(), report.metric("rollout/found_groups"));
      assertEquals(all.size() / 8.0, report.metric("rollout/sampled_groups"));
      assertTrue(mixed.size() >= 4 || report.metric("rollout/rounds") == 8, "samples until there are enough");
      several |= report.metric("rollout/rounds") > 1;
      for (int i = 1; i < all.size(); i++) assertTrue(all.get(i).group() >= all.get(i - 1).group());
    }
    assertTrue(several, "one round sufficed everywhere; the test tests nothing");
  }

  @Test void whereNoGroupIsInTheBandTheFirstAreTaken() throws IOException {
    StepOptions options = StepOptions.none().with(new StepOptions.Selection(2, 3, 0.4999, 0.5));
    Outcome outcome = run(Grpo.trl(), options);
    assertEquals(2, outcome.last().metric("rollout/rounds"));
    assertEquals(6, outcome.last().metric("rollout/sampled_groups"));
    assertEquals(0, outcome.last().metric("rollout/found_groups"));
    assertTrue(outcome.last().notes().contains(
        "none of 6 groups has right and wrong responses in the band; the first 4 are learned from"),
        outcome.last().notes().toString());
  }

  @Test void longResponsesPayAndTruncatedOnesAreLeftOut() throws IOException {
    StepOptions shaped = StepOptions.none()
        .with(new StepOptions.Shaping(Optional.of(new Dapo.OverlongPenalty(4, 2, 1)), true, 1));
    Outcome outcome = run(Grpo.trl(), shaped);
    List<Rollout> rollouts = outcome.rollouts().getFirst();
    RolloutBatch plain = RolloutBatch.of(rollouts), batch = new Shaper(shaped.shaping()).batch(rollouts);
    int truncated = 0;
    for (int i = 0; i < rollouts.size(); i++) {
      int length = rollouts.get(i).ids().length;
      boolean cut = rollouts.get(i).finishReason().equals("length");
      double expected = Math.min(rollouts.get(i).score(), 1) - Math.max(0, length - 2) / 2.0;
      assertEquals(expected, batch.rewards()[batch.starts()[i + 1] - 1], 1e-6);
      assertEquals(cut ? 0 : length, batch.learnedTokens(i));
      if (cut) truncated++;
    }
    assertTrue(truncated > 0 && truncated < rollouts.size(), truncated + " truncated");
    assertEquals((double) truncated, outcome.reports().get(1).metric("rollout/left_out"));
    assertArrayEquals(plain.rewards(), new Shaper(StepOptions.Shaping.NONE).batch(rollouts).rewards());
    assertNotEquals(run(Grpo.trl(), StepOptions.none()).fingerprint(), outcome.fingerprint());
  }

  // divergence

  /// Ziegler et al.: e = clamp(KL / target − 1, ±0.2), β ← β (1 + e n / horizon).
  @Test void anAdaptiveWeightFollowsItsFormula() {
    KlControl.Adaptive control = new KlControl.Adaptive(0.1, 100);
    assertEquals(0.5 * (1 + 0.2 * 16 / 100), control.next(0.5, 10, 16), 1e-15);
    assertEquals(0.5 * (1 - 0.2 * 16 / 100), control.next(0.5, 0, 16), 1e-15);
    assertEquals(0.5 * (1 + 0.1 * 16 / 100), control.next(0.5, 0.11, 16), 1e-12);
    assertEquals(0.5, new KlControl.Fixed().next(0.5, 10, 16));
  }

  @Test void theWeightOfADivergenceMoves() throws IOException {
    for (Algorithm algorithm : List.of(KL, KL.with(new KlPenalty.InReward(Kl.K1, 0.05)))) {
      String name = algorithm == KL ? "actor/kl_coef" : "critic/kl_coeff";
      List<StepReport> reports = run(algorithm, StepOptions.none().with(new KlControl.Adaptive(100, 16)))
          .reports();
      assertEquals(0.05, reports.get(1).metric(name));
      assertEquals(0.05 * 0.8, reports.get(2).metric(name), 1e-12, "far below its target");
      assertEquals(0.05 * 0.8 * 0.8, reports.get(3).metric(name), 1e-12);
    }
  }

  @Test void aRefreshedReferenceIsThePolicyOfThen() throws IOException {
    List<StepReport> stays = run(KL, StepOptions.none()).reports(),
        moves = run(KL, StepOptions.none().withRefreshEvery(1)).reports();
    assertEquals(0, stays.get(1).metric("actor/kl_loss"));
    assertTrue(stays.get(3).metric("actor/kl_loss") > 0, "the policy has left the reference");
    for (StepReport report : moves.subList(1, 4))
      assertEquals(0, report.metric("actor/kl_loss"),
          "at each step's only update the policy is its reference");
  }

  // bugs of originals

  @Test void aReversedPenaltyPaysForLeaving() throws IOException {
    RlSettings settings = StagedRun.settings(6, 1, 4,
        it -> it.withUpdates(it.updates().withBatches(16, 1, 8, false)
            .withLearningRate(5e-3, new Schedule.Constant())));
    Algorithm strong = Grpo.trl().with(new KlPenalty.InLoss(Kl.K3, 2));
    Algorithm reversed = Grpo.trl().with(new KlPenalty.InLoss(Kl.K3, 2, true));
    double kept = run(strong, StepOptions.none(), settings).last().metric("actor/kl_loss");
    double left = run(reversed, StepOptions.none(), settings).last().metric("actor/kl_loss");
    assertTrue(left > 2 * kept, "the divergence is " + kept + ", and " + left + " with the wrong sign");
    assertEquals(-2, run(reversed, StepOptions.none(), settings).last().metric("actor/kl_coef"));
  }

  @Test void aDividedLossHasASmallerGradient() throws IOException {
    Algorithm plain = Grpo.trl(), divided = plain.with(new Averaging.Divided(plain.averaging(), 4));
    StepReport one = run(plain, StepOptions.none()).reports().get(1), other = run(divided, StepOptions.none())
        .reports().get(1);
    assertEquals(one.metric("actor/grad_norm") / 4, other.metric("actor/grad_norm"),
        1e-6 * one.metric("actor/grad_norm"), "a division by 4 is exact, the sums after it nearly so");
    assertFalse(one.metric("actor/grad_norm") == 0);
  }
}
