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

  private final TrainingState state;
  private final LanguageModelTrainer trainer;
  private final List<Example> examples;
  private final Batches batches;
  private final Settings settings;
  private final Stage.Place place;
  private final boolean keepsMoments;
  private final List<Evaluation> evaluations = new ArrayList<>();

  private RunFiles files = RunFiles.NONE;
  private RlListener listener = RlListener.NONE;
  private Optional<Best> best = Optional.empty();
  private Map<String, Double> before = Map.of();
  private int step;

  /// @param learning how a step learns
  /// @param batches which of `examples` each step takes
  public SupervisedTrainer(Pretrained model, LanguageModelTrainer.Settings learning, List<Example> examples,
      Batches batches, Settings settings) {
    this(new TrainingState(model, learning.adamW()), learning, examples, batches, settings,
        new Stage.Place(0, settings.steps()), true);
  }

  private SupervisedTrainer(TrainingState state, LanguageModelTrainer.Settings learning,
      List<Example> examples,
      Batches batches, Settings settings, Stage.Place place, boolean keepsMoments) {
    this.state = state;
    this.examples = List.copyOf(examples);
    this.batches = batches;
    this.settings = settings;
    this.place = place;
    this.keepsMoments = keepsMoments;
    trainer = new LanguageModelTrainer(state.policy.model(), learning, state.optimizer);
  }

  /// A stage of a run.
  static SupervisedTrainer of(TrainingState state, Stage stage, Stage.ByExamples work, Stage.Place place,
      RunFiles files, RlListener listener) {
    RlSettings rl = work.settings();
    SupervisedTrainer trainer = new SupervisedTrainer(state, work.learning(), work.examples(), work.batches(),
        new Settings(rl.steps(), rl.seed(), rl.intervals(), false), place, stage.keepsMoments());
    trainer.files = files;
    return trainer.examinedIn(work.task(), rl.sampling().generation()).tell(listener);
  }

  /// Measures the loss of these examples, which are not learned from.
  public SupervisedTrainer evaluatedOn(List<Example> heldOut) {
    if (!heldOut.isEmpty()) evaluations.add(new HeldOutLoss(trainer, List.copyOf(heldOut)));
    return this;
  }

  /// Examines the model in a task's held-out prompts; a response ends where `generation` says.
  public SupervisedTrainer examinedIn(RlTask task, GenerationSettings generation) {
    evaluations.add(new Examination(state.policy.model(), task, generation));
    return this;
  }

  /// Keeps the run in a directory; goes on from its newest undamaged checkpoint, if it has one, to the same bits.
  public SupervisedTrainer keepIn(RunDirectory run) {
    files = RunFiles.in(run, RolloutSink.NONE, state,
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
    trainFrom(files.resume(listener, _ -> {
    }));
  }

  /// Makes the steps of the stage that are left after `done` steps of the run.
  void trainFrom(int done) throws IOException {
    step = done;
    for (Map<String, Object> row : files.rows()) compare(row);
    if (step == place.first()) begin();
    while (step < last())
      trainStep();
    if (settings.keepBest() && best.isPresent() && best.get().step != step)
      files.takeWeights(best.get().step);
  }

  /// The number of the last step.
  private int last() { return place.first() + settings.steps(); }

  private void begin() throws IOException {
    if (!keepsMoments) state.optimizer.restart();
    Map<String, Double> metrics = evaluate();
    if (step > 0) {
      before = Examination.before(metrics);
      return;
    }
    metrics.putAll(listener.measured(0));
    if (!metrics.isEmpty()) report(new StepReport(0, place.total(), metrics, List.of()));
  }

  private void trainStep() throws IOException {
    List<Example> batch = new ArrayList<>();
    for (int index : batches.batch(step)) batch.add(examples.get(index));
    long began = System.nanoTime();
    zerograd.models.train.StepReport done = trainer.step(batch, step - place.first());
    double seconds = (System.nanoTime() - began) / 1e9;
    step++;

    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("train/loss", done.loss());
    metrics.put("train/entropy", done.entropy());
    metrics.put("train/grad_norm", done.gradientNorm());
    metrics.put("train/lr", done.learningRate());
    metrics.put("train/epoch", batches.epochs(step));
    metrics.putAll(before);
    before = Map.of();
    if (settings.intervals().validatesAfter(step, last())) metrics.putAll(evaluate());
    metrics.putAll(listener.measured(step));
    metrics.put("timing_s/step", seconds);
    metrics.put("perf/total_num_tokens", (double) done.tokens());
    metrics.put("perf/throughput", done.tokens() / seconds);
    Map<String, Object> row = new LinkedHashMap<>(metrics);
    row.put("step", step);
    boolean better = compare(row);
    report(new StepReport(step, place.total(), metrics, List.of()));
    if (settings.intervals().checkpointsAfter(step, last()) || better && settings.keepBest()) {
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
