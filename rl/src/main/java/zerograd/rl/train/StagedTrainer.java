package zerograd.rl.train;

import java.io.IOException;
import java.util.List;
import zerograd.models.transformer.Pretrained;
import zerograd.rl.rollout.RolloutSink;

/// Trains in stages, one after the other, in one run: a warm-up by examples, say, then reinforcement learning on short puzzles,
/// then on long ones.
///
/// A run goes on at any step of any stage to the same bits as one without a break.
public final class StagedTrainer {

  private final TrainingState state;
  private final List<Stage> stages;
  private final int total;

  private RunFiles files = RunFiles.NONE;
  private RlListener listener = RlListener.NONE;

  /// @throws IllegalArgumentException if there is no stage, or the stages have different seeds
  public StagedTrainer(Pretrained policy, List<Stage> stages) {
    if (stages.isEmpty()) throw new IllegalArgumentException("stages: needs at least one, got none");
    if (stages.stream().map(stage -> stage.work().settings().seed()).distinct().count() > 1)
      throw new IllegalArgumentException("stages: a run has one seed");
    this.stages = List.copyOf(stages);
    state = new TrainingState(policy, stages.getFirst().work().settings().updates().adamW());
    total = stages.stream().mapToInt(Stage::steps).sum();
  }

  /// Keeps the run in a directory, and its rollouts in `sink`; goes on from its newest undamaged checkpoint, if it has one.
  public StagedTrainer keepIn(RunDirectory run, RolloutSink sink) {
    RlSettings first = stages.getFirst().work().settings();
    files = RunFiles.in(run, sink, state,
        new RunFiles.Frame(total, first.seed(), first.intervals().keep()));
    return this;
  }

  /// Tells `listener` what happens.
  public StagedTrainer tell(RlListener listener) {
    this.listener = listener;
    return this;
  }

  /// Makes all steps that are left.
  ///
  /// @throws IOException if a file of the run cannot be written or read
  /// @throws IllegalArgumentException if the run in the directory began with another model or seed
  public void train() throws IOException {
    int done = files.resume(listener, this::prepare), first = 0;
    for (Stage stage : stages) {
      int end = first + stage.steps();
      if (done < end || done == 0) {
        listener.onStage(stage, first, end);
        run(stage, first, Math.max(done, first));
      }
      first = end;
    }
  }

  private void run(Stage stage, int first, int from) throws IOException {
    Stage.Place place = new Stage.Place(first, total);
    switch (stage.work()) {
      case Stage.ByRewards work ->
        new RlTrainer(state, stage, work, place, isFirstWithCritic(first), files, listener)
            .trainFrom(from);
      case Stage.ByExamples work ->
        SupervisedTrainer.of(state, stage, work, place, files, listener).trainFrom(from);
    }
  }

  private boolean isFirstWithCritic(int first) {
    int before = 0;
    for (Stage stage : stages) {
      if (before == first) return true;
      if (stage.work() instanceof Stage.ByRewards work && work.algorithm().estimator().needsCritic())
        return false;
      before += stage.steps();
    }
    return true;
  }

  /// Makes what a checkpoint after `step` steps is read into. The policy is still the one that the run begins with.
  private void prepare(int step) {
    int first = 0;
    for (Stage stage : stages) {
      if (first < step && stage.work() instanceof Stage.ByRewards work) {
        if (work.algorithm().kl().needsReference()) state.takeReference(0);
        if (work.algorithm().estimator().needsCritic()) state.critic(work.critic(), work.settings());
      }
      first += stage.steps();
    }
  }
}
