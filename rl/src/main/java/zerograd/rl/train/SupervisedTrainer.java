package zerograd.rl.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import zerograd.models.generate.GenerationSettings;
import zerograd.models.train.Batches;
import zerograd.models.train.Example;
import zerograd.models.train.LanguageModelTrainer;
import zerograd.models.transformer.Pretrained;
import zerograd.rl.rollout.RolloutSink;

/// Teaches a model by examples, in a run directory: fine-tuning, or what comes before reinforcement learning.
///
///     var batches = Batches.ofTokens(examples, 4096, 1);
///     var settings = new SupervisedTrainer.Settings(steps, 1, new RlSettings.Intervals(20, 20, 2), true);
///     new SupervisedTrainer(model, LanguageModelTrainer.Settings.of(1e-5), examples, batches, settings)
///         .evaluatedOn(heldOut).keepIn(run).train();
///
/// A step is [LanguageModelTrainer#step]; this class decides which examples it takes, measures the loss of held-out examples
/// or examines the model in a task's held-out prompts, and keeps and resumes the run as [RlTrainer] does.
public final class SupervisedTrainer {

  /// How long, and what happens on the way.
  ///
  /// @param seed of the order that `batches` give; a run goes on with its seed
  /// @param keepBest whether the model with the lowest loss of held-out examples is the one that training ends with: each time
  ///   the loss is lower than before, a checkpoint is made, and the best one is kept
  public record Settings(int steps, long seed, RlSettings.Intervals intervals, boolean keepBest) {

    /// @throws IllegalArgumentException if there are less than no steps
    public Settings {
      if (steps < 0)
        throw new IllegalArgumentException("settings: steps must not be negative, got " + steps);
    }
  }

  /// Where the loss of held-out examples was lowest.
  ///
  /// @param step after how many steps
  public record Best(int step, double loss) {}

  private final LanguageModelTrainer trainer;
  private final Pretrained model;
  private final List<Example> examples;
  private final Batches batches;
  private final Settings settings;
  private final List<Evaluation> evaluations = new ArrayList<>();

  private RunFiles files = RunFiles.NONE;
  private RlListener listener = RlListener.NONE;
  private Optional<Best> best = Optional.empty();
  private int step;

  /// @param learning how a step learns
  /// @param batches which of `examples` each step takes
  public SupervisedTrainer(Pretrained model, LanguageModelTrainer.Settings learning, List<Example> examples,
      Batches batches, Settings settings) {
    this.model = model;
    this.examples = List.copyOf(examples);
    this.batches = batches;
    this.settings = settings;
    trainer = new LanguageModelTrainer(model.model(), learning);
  }

  /// Measures the loss of these examples, which are not learned from.
  public SupervisedTrainer evaluatedOn(List<Example> heldOut) {
    if (!heldOut.isEmpty()) evaluations.add(new HeldOutLoss(trainer, List.copyOf(heldOut)));
    return this;
  }

  /// Examines the model in a task's held-out prompts; a response ends where `generation` says.
  public SupervisedTrainer examinedIn(RlTask task, GenerationSettings generation) {
    evaluations.add(new Examination(model.model(), task, generation));
    return this;
  }

  /// Keeps the run in a directory; goes on from its newest undamaged checkpoint, if it has one, to the same bits.
  public SupervisedTrainer keepIn(RunDirectory run) {
    files = RunFiles.in(run, RolloutSink.NONE, model, trainer.optimizer(), Optional.empty(),
        new RunFiles.Frame(settings.steps(), settings.seed(), settings.intervals().keep()));
    return this;
  }

  /// Tells `listener` what happens.
  public SupervisedTrainer tell(RlListener listener) {
    this.listener = listener;
    return this;
  }

  /// Where the loss of held-out examples was lowest so far, in earlier parts of a resumed run too; empty if it was not measured.
  public Optional<Best> best() { return best; }

  /// Makes all steps that are left. The model is then the one after the last step, or the best, as the settings say.
  ///
  /// @throws IOException if a file of the run cannot be written or read
  public void train() throws IOException {
    step = files.resume(listener);
    for (Map<String, Object> row : files.rows()) compare(row);
    if (step == 0) {
      Map<String, Double> metrics = evaluate();
      if (!metrics.isEmpty()) report(new StepReport(0, settings.steps(), metrics, List.of()));
    }
    while (step < settings.steps())
      trainStep();
    if (settings.keepBest() && best.isPresent() && best.get().step != step)
      files.takeWeights(best.get().step);
  }

  private void trainStep() throws IOException {
    List<Example> batch = new ArrayList<>();
    for (int index : batches.batch(step)) batch.add(examples.get(index));
    long began = System.nanoTime();
    zerograd.models.train.StepReport done = trainer.step(batch);
    double seconds = (System.nanoTime() - began) / 1e9;
    step++;

    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("train/loss", done.loss());
    metrics.put("train/entropy", done.entropy());
    metrics.put("train/grad_norm", done.gradientNorm());
    metrics.put("train/lr", done.learningRate());
    metrics.put("train/epoch", batches.epochs(step));
    if (settings.intervals().validatesAfter(step, settings.steps())) metrics.putAll(evaluate());
    metrics.put("timing_s/step", seconds);
    metrics.put("perf/total_num_tokens", (double) done.tokens());
    metrics.put("perf/throughput", done.tokens() / seconds);
    Map<String, Object> row = new LinkedHashMap<>(metrics);
    row.put("step", step);
    boolean better = compare(row);
    report(new StepReport(step, settings.steps(), metrics, List.of()));
    if (settings.intervals().checkpointsAfter(step, settings.steps()) || better && settings.keepBest()) {
      OptionalInt kept = settings.keepBest() && best.isPresent()
          ? OptionalInt.of(best.get().step)
          : OptionalInt.empty();
      files.checkpoint(step, Map.of("epochs", batches.epochs(step)), kept, listener);
    }
  }

  private Map<String, Double> evaluate() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    evaluations.forEach(evaluation -> metrics.putAll(evaluation.hold(step, listener)));
    return metrics;
  }

  /// Whether the loss in a row is the lowest so far. That of the model as it was given does not count.
  private boolean compare(Map<String, Object> row) {
    if (!(row.get(HeldOutLoss.NAME) instanceof Number loss) || !(row.get("step") instanceof Number at)
        || at.intValue() == 0 || best.isPresent() && !(loss.doubleValue() < best.get().loss))
      return false;
    best = Optional.of(new Best(at.intValue(), loss.doubleValue()));
    return true;
  }

  private void report(StepReport report) throws IOException {
    files.append(report);
    listener.onStep(report);
  }
}
