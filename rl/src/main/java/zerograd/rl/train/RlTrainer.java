package zerograd.rl.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import zerograd.models.generate.GenerationSettings;
import zerograd.models.generate.RandomKey;
import zerograd.models.generate.Sampler;
import zerograd.models.lora.Adapter;
import zerograd.models.transformer.CausalLm;
import zerograd.models.transformer.Pretrained;
import zerograd.rl.Advantages;
import zerograd.rl.Algorithm;
import zerograd.rl.ImportanceCorrection;
import zerograd.rl.KlControl;
import zerograd.rl.reward.Scored;
import zerograd.rl.rollout.Prompt;
import zerograd.rl.rollout.PromptOrder;
import zerograd.rl.rollout.Rollout;
import zerograd.rl.rollout.RolloutBatch;
import zerograd.rl.rollout.RolloutCollector;
import zerograd.rl.rollout.RolloutSink;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;

/// Trains a policy by reward: sample, score, compare, update, again and again.
///
///     var trainer = new RlTrainer(policy, Grpo.paper(), settings, task);
///     trainer.train();
///
/// It works in the device and the scope that it was made in, where the policy's weights are. Its log π_old are the sampler's:
/// the contract makes them the trainer's, bit for bit, so the ratio of a step's first update is exactly 1
/// (`rollout/logprob_diff_max` is 0 in every row) and nothing is computed twice.
public final class RlTrainer {

  private final TrainingState state;
  private final Stage.ByRewards work;
  private final Stage.Place place;
  private final boolean keepsMoments, keepsReference, criticWarmsUp;
  private final RlSettings settings;
  private final RlTask task;
  private final PromptOrder order;
  private final Examination examination;

  private RunFiles files = RunFiles.NONE;
  private RlListener listener = RlListener.NONE;
  private Map<String, Double> before = Map.of();
  private boolean begun;
  private int step;

  /// Without a critic, or with verl's if the algorithm needs one.
  public RlTrainer(Pretrained policy, Algorithm algorithm, RlSettings settings, RlTask task) {
    this(policy, algorithm, settings, task, Critic.Settings.verl());
  }

  /// @param critic how a critic learns, for an algorithm that needs one
  public RlTrainer(Pretrained policy, Algorithm algorithm, RlSettings settings, RlTask task,
      Critic.Settings critic) {
    this(new TrainingState(policy, settings.updates().adamW()),
        new Stage.ByRewards(algorithm, settings, task, critic), new Stage.Place(0, settings.steps()), true,
        true,
        true);
  }

  private RlTrainer(TrainingState state, Stage.ByRewards work, Stage.Place place, boolean keepsMoments,
      boolean keepsReference, boolean criticWarmsUp) {
    this.state = state;
    this.work = work;
    this.place = place;
    this.keepsMoments = keepsMoments;
    this.keepsReference = keepsReference;
    this.criticWarmsUp = criticWarmsUp;
    settings = work.settings();
    Adapter.of(state.policy.model()).ifPresent(adapter -> refuse(adapter, work));
    task = work.task();
    order = new PromptOrder(task.prompts().size(), settings.seed());
    examination = new Examination(state.policy.model(), task, settings.sampling().generation());
    step = place.first();
  }

  /// What is trained must be what samples, and a critic starts as a copy of float32 weights.
  private static void refuse(Adapter adapter, Stage.ByRewards work) {
    if (adapter.config().dropout() > 0) {
      throw new IllegalArgumentException(
          "lora: dropout %s would train another policy than the one that samples; set it to 0 for reinforcement learning"
              .formatted(adapter.config().dropout()));
    }
    if (work.algorithm().estimator().needsCritic()) {
      throw new IllegalArgumentException(
          "lora: a critic is a trained copy of the whole model; use an algorithm without one, such as grpo");
    }
    if (work.settings().options().sampler() instanceof RolloutOrigin.Rounded) {
      throw new IllegalArgumentException(
          "lora: a rounded copy samples for a model that is trained whole; load the base in that format instead");
    }
  }

  /// A stage of a run.
  ///
  /// @param criticWarmsUp whether a critic of this stage is new, so that it may learn before the policy does
  RlTrainer(TrainingState state, Stage stage, Stage.ByRewards work, Stage.Place place, boolean criticWarmsUp,
      RunFiles files, RlListener listener) {
    this(state, work, place, stage.keepsMoments(), stage.keepsReference(), criticWarmsUp);
    this.files = files;
    this.listener = listener;
  }

  /// Keeps the run in a directory, and its rollouts in `sink`. If the directory has a checkpoint, training goes on from the
  /// newest one that is undamaged, to the very bits that it would have come to without a break.
  public RlTrainer keepIn(RunDirectory run, RolloutSink sink) {
    files = RunFiles.in(run, sink, state,
        new RunFiles.Frame(place.total(), settings.seed(), settings.intervals().keep()));
    return this;
  }

  /// Tells `listener` what happens.
  public RlTrainer tell(RlListener listener) {
    this.listener = listener;
    return this;
  }

  /// The number of steps made.
  public int step() { return step; }

  /// Makes all steps that are left.
  ///
  /// @throws IOException if a file of the run cannot be written or read
  /// @throws IllegalArgumentException if the run in the directory began with another model or seed
  public void train() throws IOException { trainFrom(files.resume(listener, _ -> makeCompanions())); }

  /// Makes the steps of the stage that are left after `done` steps of the run.
  void trainFrom(int done) throws IOException {
    step = done;
    if (step == place.first()) validateFirst();
    while (step < last())
      trainStep();
  }

  /// The number of the last step.
  private int last() { return place.first() + settings.steps(); }

  /// Reference and critic of a run that is not divided into stages.
  private void makeCompanions() {
    if (work.algorithm().kl().needsReference()) state.takeReference(0);
    if (work.algorithm().estimator().needsCritic()) state.critic(work.critic(), settings);
  }

  /// What is done before the first step of the stage that is made here.
  private void begin() {
    state.optimizer.use(settings.updates().adamW());
    if (step == place.first()) {
      if (!keepsMoments) state.optimizer.restart();
      boolean needsReference = work.algorithm().kl().needsReference();
      if (needsReference && (state.reference().isEmpty() || !keepsReference)) state.takeReference(step);
      state.klWeight = work.algorithm().kl().weight();
    }
    if (work.algorithm().estimator().needsCritic()) state.critic(work.critic(), settings);
    begun = true;
  }

  /// The algorithm, its divergence weighted as it stands now.
  private Algorithm algorithm() {
    return settings.options().klControl() instanceof KlControl.Fixed
        ? work.algorithm()
        : work.algorithm().with(work.algorithm().kl().withWeight(state.klWeight));
  }

  private void validateFirst() throws IOException {
    Map<String, Double> metrics = new LinkedHashMap<>(examination.hold(step, listener));
    if (step > 0) {
      before = Examination.before(metrics);
      return;
    }
    metrics.putAll(listener.measured(0));
    if (!metrics.isEmpty()) finish(new StepReport(0, place.total(), metrics, List.of()));
  }

  /// Makes one step: collect, score, advantages, update, report.
  public StepReport trainStep() throws IOException {
    if (!begun) begin();
    Stopwatch watch = new Stopwatch();
    int number = step + 1;
    Algorithm algorithm = algorithm();
    StepOptions options = settings.options();

    StepRollouts sampled = new RolloutRounds(state, settings, task, order, generation(), watch)
        .collect(step, files.kept(number));
    List<Rollout> rollouts = sampled.learned();
    RolloutBatch reported = new Shaper(options.shaping()).batch(rollouts);
    RolloutBatch scored = watch.time("ref",
        () -> withReference(withOwnLogProbs(reported, rollouts), rollouts));
    Optional<Critic> critic = algorithm.estimator().needsCritic() ? state.critic() : Optional.empty();
    RolloutBatch batch = critic.isPresent() || algorithm.estimator().needsGreedy()
        ? watch.time("values", () -> withExpectations(scored, critic, rollouts, sampled.prompts()))
        : scored;
    Advantages advantages = watch.time("adv", () -> algorithm.advantages(batch));
    float[] corrected = options.correction().applied(advantages.advantages(), batch, reported.logProbs());
    files.keep(number, sampled.all(), sampled.meansOf(batch, corrected));
    listener.onRollouts(number, sampled.all());

    Map<String, Double> criticMetrics = critic.isEmpty()
        ? Map.of()
        : watch.time("update_critic",
            () -> critic.get().update(rollouts, batch, advantages.returns(), local()));
    boolean learns = critic.isEmpty() || !criticWarmsUp || critic.get().letsThePolicyLearn(local());
    double learningRate = !learns
        ? 0
        : settings.updates().learningRate() * settings.updates().schedule().factor(local());
    PolicyUpdate update = watch.time("update_actor", () -> {
      PolicyUpdate updates = new PolicyUpdate(state.policy.model(), state.optimizer, algorithm,
          settings.updates(),
          temperature());
      if (learns) updates.run(rollouts, scored, corrected, learningRate);
      return updates;
    });
    int maxNewTokens = settings.sampling().generation().maxNewTokens();
    step++;
    Map<String, Double> optional = optionalMetrics(sampled, reported, scored);
    settle(scored);
    Map<String, Double> tested = watch.time("testing", this::tested);

    Map<String, Double> metrics = new LinkedHashMap<>(update.metrics());
    metrics.put("actor/lr", learningRate);
    metrics.put("rollout/logprob_diff_max", update.largestDifference());
    metrics.putAll(RolloutMetrics.of(rollouts, batch, advantages, algorithm.kl(), task, maxNewTokens));
    metrics.putAll(optional);
    metrics.putAll(criticMetrics);
    metrics.putAll(before);
    before = Map.of();
    metrics.putAll(tested);
    metrics.putAll(RolloutMetrics.speed(watch.seconds(), sampled.all()));
    StepReport report = new StepReport(step, place.total(), metrics, notes(sampled, advantages, update));
    finish(report);
    return report;
  }

  /// What is measured of the policy as it is after the step.
  private Map<String, Double> tested() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    if (settings.intervals().validatesAfter(step, last())) metrics.putAll(examination.hold(step, listener));
    metrics.putAll(listener.measured(step));
    return metrics;
  }

  /// Puts a step on the record, and makes the checkpoint that is due.
  private void finish(StepReport report) throws IOException {
    files.append(report);
    listener.onStep(report);
    if (step > place.first() && settings.intervals().checkpointsAfter(step, last()))
      files.checkpoint(step, Map.of(), OptionalInt.empty(), listener);
  }

  /// How many steps of the stage were made.
  private int local() { return step - place.first(); }

  private GenerationSettings generation() {
    return settings.sampling().generation(local(), settings.steps());
  }

  private float temperature() { return generation().sampler().logProbTemperature(); }

  /// What changes after a step beside the weights: that of the divergence, and the reference.
  private void settle(RolloutBatch batch) {
    StepOptions options = settings.options();
    if (!(options.klControl() instanceof KlControl.Fixed))
      state.klWeight = options.klControl().next(state.klWeight,
          work.algorithm().kl().meanDivergence(batch), batch.responses());
    boolean refreshes = options.refreshEvery() > 0 && step % options.refreshEvery() == 0;
    if (refreshes && state.reference().isPresent()) state.takeReference(step);
  }

  /// Adds what the critic expects and what greedy responses earn, if the algorithm asks for them.
  private RolloutBatch withExpectations(RolloutBatch batch, Optional<Critic> critic, List<Rollout> rollouts,
      List<Prompt> prompts) {
    RolloutBatch valued = critic.isEmpty() ? batch : batch.withValues(critic.get().values(rollouts, batch));
    if (!algorithm().estimator().needsGreedy()) return valued;
    List<Rollout> greedy = new RolloutCollector(state.policy.model(),
        generation().withSampler(Sampler.greedy()), task.rewards(), task.decode())
        .collect(prompts, 1, new RandomKey(settings.seed(), step, 0));
    int G = rollouts.size() / prompts.size();
    float[] scores = new float[batch.responses()];
    for (int i = 0; i < scores.length; i++) scores[i] = (float) greedy.get(i / G).score();
    return valued.withGreedyScores(scores);
  }

  /// Puts the trainer's own log π_old in the place of the sampler's, if another than the policy sampled.
  private RolloutBatch withOwnLogProbs(RolloutBatch batch, List<Rollout> rollouts) {
    return settings.options().sampler().isOffPolicy()
        ? batch.withLogProbs(logProbs(state.policy.model(), batch, rollouts))
        : batch;
  }

  /// Adds log π_ref, if the algorithm asks for it.
  private RolloutBatch withReference(RolloutBatch batch, List<Rollout> rollouts) {
    return work.algorithm().kl().needsReference()
        ? batch.withReference(logProbs(state.reference().orElseThrow(), batch, rollouts))
        : batch;
  }

  private float[] logProbs(CausalLm model, RolloutBatch batch, List<Rollout> rollouts) {
    float[] logProbs = new float[batch.tokens()];
    int size = settings.updates().microBatch();
    for (int from = 0; from < rollouts.size(); from += size) {
      int first = from, to = Math.min(rollouts.size(), from + size);
      Device.current().run("scoring", () -> {
        Tensor scored = PolicyTokens.of(model, rollouts.subList(first, to), temperature(), false)
            .logProbs().value();
        System.arraycopy(scored.toArray(), 0, logProbs, batch.starts()[first], (int) scored.shape().size());
      });
    }
    return logProbs;
  }

  /// Of what the settings' options do, and only where they do something.
  private Map<String, Double> optionalMetrics(StepRollouts sampled, RolloutBatch reported,
      RolloutBatch scored) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    StepOptions options = settings.options();
    if (!options.selection().takesAll()) sampled.putInto(metrics, task);
    if (options.shaping().leavesOutTruncated()) {
      metrics.put("rollout/left_out",
          (double) sampled.learned().stream().filter(Shaper::isTruncated).count());
    }
    if (!(options.correction() instanceof ImportanceCorrection.None))
      metrics.putAll(MismatchMetrics.of(options.correction(), scored, reported.logProbs()));
    return metrics;
  }

  private List<String> notes(StepRollouts sampled, Advantages advantages, PolicyUpdate update) {
    List<Rollout> rollouts = sampled.learned();
    List<String> notes = new ArrayList<>();
    int groups = RolloutMetrics.groups(rollouts), equal = RolloutMetrics.equalGroups(rollouts);
    if (advantages.areAllZero()) {
      notes.add(equal == groups
          ? "the policy loss is 0: in each of the %d groups all rewards are equal, so no response is better than another"
              .formatted(groups)
          : "the policy loss is 0: every token has the same return, so none is better than another");
    }
    if (sampled.found() == 0) {
      notes.add("none of %d groups has right and wrong responses in the band; the first %d are learned from"
          .formatted(RolloutMetrics.groups(sampled.all()), groups));
    }
    if (settings.options().sampler().isOffPolicy())
      notes.add("another than the policy sampled these responses; this is not on-policy");
    if (update.largestDifference() != 0)
      notes.add("sampler and trainer disagree by up to %.1e about a log-prob; this is not on-policy"
          .formatted(update.largestDifference()));
    if (update.skipped() > 0)
      notes.add("%d updates were left out: their gradient is not finite".formatted(update.skipped()));
    unfinished(rollouts, Scored.Ending.STEP_LIMIT, "were stopped by the count of steps", notes);
    unfinished(rollouts, Scored.Ending.TIME_LIMIT, "were stopped by the clock", notes);
    unfinished(rollouts, Scored.Ending.FAILED, "failed", notes);
    return notes;
  }

  /// Notes how many rewards ended like that, and where the prompt of the first is from.
  private static void unfinished(List<Rollout> rollouts, Scored.Ending ending, String how,
      List<String> notes) {
    List<Rollout> ended = rollouts.stream().filter(rollout -> rollout.scored().ending() == ending).toList();
    if (ended.isEmpty()) return;
    String place = ended.getFirst().prompt().place();
    notes.add("%d of %d rewards %s%s".formatted(ended.size(), rollouts.size(), how,
        place.isEmpty() ? "" : "; the first is of a response to " + place));
  }
}
