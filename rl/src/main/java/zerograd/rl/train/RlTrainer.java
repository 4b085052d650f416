package zerograd.rl.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import zerograd.autograd.Param;
import zerograd.autograd.optim.AdamW;
import zerograd.models.generate.Completion;
import zerograd.models.generate.GenerationSettings;
import zerograd.models.generate.RandomKey;
import zerograd.models.generate.Sampler;
import zerograd.models.lora.Adapter;
import zerograd.models.transformer.CausalLm;
import zerograd.models.transformer.Pretrained;
import zerograd.rl.Advantages;
import zerograd.rl.Algorithm;
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

  private final Pretrained policy;
  private final Algorithm algorithm;
  private final RlSettings settings;
  private final RlTask task;
  private final Map<String, Param> parameters;
  private final AdamW optimizer;
  private final Optional<CausalLm> reference;
  private final Optional<Critic> critic;
  private final PromptOrder order;
  private final Examination examination;

  private RunFiles files = RunFiles.NONE;
  private RlListener listener = RlListener.NONE;
  private int step;

  /// Without a critic, or with verl's if the algorithm needs one.
  public RlTrainer(Pretrained policy, Algorithm algorithm, RlSettings settings, RlTask task) {
    this(policy, algorithm, settings, task, Critic.Settings.verl());
  }

  /// @param critic how a critic learns, for an algorithm that needs one
  public RlTrainer(Pretrained policy, Algorithm algorithm, RlSettings settings, RlTask task,
      Critic.Settings critic) {
    this.policy = policy;
    this.algorithm = algorithm;
    this.settings = settings;
    this.task = task;
    Adapter.of(policy.model()).ifPresent(adapter -> refuse(adapter, algorithm));
    parameters = policy.model().parameters();
    optimizer = new AdamW(List.copyOf(parameters.values()), settings.updates().adamW());
    reference = algorithm.kl().needsReference() ? Optional.of(frozenCopy(policy)) : Optional.empty();
    this.critic = algorithm.estimator().needsCritic()
        ? Optional.of(new Critic(policy, critic, settings))
        : Optional.empty();
    order = new PromptOrder(task.prompts().size(), settings.seed());
    examination = new Examination(policy.model(), task, settings.sampling().generation());
  }

  /// What is trained must be what samples, and a critic starts as a copy of float32 weights.
  private static void refuse(Adapter adapter, Algorithm algorithm) {
    if (adapter.config().dropout() > 0) {
      throw new IllegalArgumentException(
          "lora: dropout %s would train another policy than the one that samples; set it to 0 for reinforcement learning"
              .formatted(adapter.config().dropout()));
    }
    if (algorithm.estimator().needsCritic()) {
      throw new IllegalArgumentException(
          "lora: a critic is a trained copy of the whole model; use an algorithm without one, such as grpo");
    }
  }

  /// The policy as it is before the first step; with an adapter, only this is copied.
  private static CausalLm frozenCopy(Pretrained policy) {
    Optional<Adapter> adapter = Adapter.of(policy.model());
    if (adapter.isPresent()) return adapter.get().frozenCopy().on(Adapter.baseOf(policy.model()));
    CausalLm copy = CausalLm.emptyFrozen(policy.config());
    copy.copyFrom(policy.model());
    return copy;
  }

  /// Keeps the run in a directory, and its rollouts in `sink`. If the directory has a checkpoint, training goes on from the
  /// newest one that is undamaged, to the very bits that it would have come to without a break.
  public RlTrainer keepIn(RunDirectory run, RolloutSink sink) {
    files = RunFiles.in(run, sink, policy, optimizer, critic,
        new RunFiles.Frame(settings.steps(), settings.seed(), settings.intervals().keep()));
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
  public void train() throws IOException {
    step = files.resume(listener);
    if (step == 0) validateFirst();
    while (step < settings.steps())
      trainStep();
  }

  private void validateFirst() throws IOException {
    Map<String, Double> metrics = examination.hold(step, listener);
    if (!metrics.isEmpty()) finish(new StepReport(0, settings.steps(), metrics, List.of()));
  }

  /// Makes one step: collect, score, advantages, update, report.
  public StepReport trainStep() throws IOException {
    Stopwatch watch = new Stopwatch();
    int G = settings.sampling().groupSize(), number = step + 1;
    RolloutCollector collector = collector(settings.sampling().generation());
    List<Prompt> prompts = prompts();

    List<Completion> completions = watch.time("gen", () -> collector.sample(prompts, G, key()));
    List<Rollout> rollouts = watch.time("reward",
        () -> collector.score(prompts, G, completions, files.kept(number)));
    RolloutBatch batch = watch.time("ref", () -> withReference(RolloutBatch.of(rollouts), rollouts));
    RolloutBatch expected = critic.isPresent() || algorithm.estimator().needsGreedy()
        ? watch.time("values", () -> withExpectations(batch, rollouts, prompts, G))
        : batch;
    Advantages advantages = watch.time("adv", () -> algorithm.advantages(expected));
    files.keep(number, rollouts, batch, advantages);
    listener.onRollouts(number, rollouts);

    Map<String, Double> criticMetrics = critic.isEmpty()
        ? Map.of()
        : watch.time("update_critic",
            () -> critic.get().update(rollouts, expected, advantages.returns(), step));
    double learningRate = !policyLearns()
        ? 0
        : settings.updates().learningRate() * settings.updates().schedule().factor(step);
    PolicyUpdate update = watch.time("update_actor", () -> {
      PolicyUpdate updates = new PolicyUpdate(policy.model(), optimizer, algorithm, settings.updates(),
          temperature());
      if (policyLearns()) updates.run(rollouts, batch, advantages.advantages(), learningRate);
      return updates;
    });
    step++;
    Map<String, Double> validation = watch.time("testing",
        () -> settings.validatesAfter(step) ? examination.hold(step, listener) : Map.<String, Double>of());

    Map<String, Double> metrics = new LinkedHashMap<>(update.metrics());
    metrics.put("actor/lr", learningRate);
    metrics.put("rollout/logprob_diff_max", update.largestDifference());
    metrics.putAll(RolloutMetrics.of(rollouts, batch, advantages, algorithm.kl(), task,
        settings.sampling().generation().maxNewTokens()));
    metrics.putAll(criticMetrics);
    metrics.putAll(validation);
    metrics.putAll(RolloutMetrics.speed(watch.seconds(), rollouts));
    StepReport report = new StepReport(step, settings.steps(), metrics, notes(rollouts, advantages, update));
    finish(report);
    return report;
  }

  /// Puts a step on the record, and makes the checkpoint that is due.
  private void finish(StepReport report) throws IOException {
    files.append(report);
    listener.onStep(report);
    if (step > 0 && settings.checkpointsAfter(step)) {
      Map<String, Long> position = Map.of("prompts_visited",
          (long) step * settings.sampling().promptsPerStep());
      files.checkpoint(step, position, OptionalInt.empty(), listener);
    }
  }

  private List<Prompt> prompts() {
    int n = settings.sampling().promptsPerStep();
    List<Prompt> prompts = new ArrayList<>();
    for (int index : order.prompts((long) step * n, n)) prompts.add(task.prompts().get(index));
    return prompts;
  }

  private RandomKey key() { return new RandomKey(settings.seed(), step, 0); }

  private float temperature() { return settings.sampling().generation().sampler().logProbTemperature(); }

  private RolloutCollector collector(GenerationSettings generation) {
    return new RolloutCollector(policy.model(), generation, task.rewards(), task.decode());
  }

  private boolean policyLearns() { return critic.isEmpty() || critic.get().letsThePolicyLearn(step); }

  /// Adds what the critic expects and what greedy responses earn, if the algorithm asks for them.
  private RolloutBatch withExpectations(RolloutBatch batch, List<Rollout> rollouts, List<Prompt> prompts,
      int G) {
    RolloutBatch valued = critic.isEmpty() ? batch : batch.withValues(critic.get().values(rollouts, batch));
    if (!algorithm.estimator().needsGreedy()) return valued;
    List<Rollout> greedy = collector(settings.sampling().generation().withSampler(Sampler.greedy()))
        .collect(prompts, 1, key());
    float[] scores = new float[batch.responses()];
    for (int i = 0; i < scores.length; i++) scores[i] = (float) greedy.get(i / G).score();
    return valued.withGreedyScores(scores);
  }

  /// Adds log π_ref, if the algorithm asks for it.
  private RolloutBatch withReference(RolloutBatch batch, List<Rollout> rollouts) {
    if (reference.isEmpty()) return batch;
    float[] logProbs = new float[batch.tokens()];
    int size = settings.updates().microBatch();
    for (int from = 0; from < rollouts.size(); from += size) {
      int first = from, to = Math.min(rollouts.size(), from + size);
      Device.current().run("reference", () -> {
        Tensor scored = PolicyTokens.of(reference.get(), rollouts.subList(first, to), temperature(), false)
            .logProbs().value();
        System.arraycopy(scored.toArray(), 0, logProbs, batch.starts()[first], (int) scored.shape().size());
      });
    }
    return batch.withReference(logProbs);
  }

  private List<String> notes(List<Rollout> rollouts, Advantages advantages, PolicyUpdate update) {
    List<String> notes = new ArrayList<>();
    int groups = RolloutMetrics.groups(rollouts), equal = RolloutMetrics.equalGroups(rollouts);
    if (advantages.areAllZero()) {
      notes.add(equal == groups
          ? "the policy loss is 0: in each of the %d groups all rewards are equal, so no response is better than another"
              .formatted(groups)
          : "the policy loss is 0: every token has the same return, so none is better than another");
    }
    if (update.largestDifference() != 0)
      notes.add("sampler and trainer disagree by up to %.1e about a log-prob; this is not on-policy"
          .formatted(update.largestDifference()));
    if (update.skipped() > 0)
      notes.add("%d updates were left out: their gradient is not finite".formatted(update.skipped()));
    long late = rollouts.stream()
        .filter(rollout -> rollout.scored().ending() == Scored.Ending.TIME_LIMIT).count();
    if (late > 0) notes.add("%d rewards were stopped by the clock".formatted(late));
    return notes;
  }
}
