package zerograd.rl.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import zerograd.models.train.Batches;
import zerograd.models.train.Example;
import zerograd.models.train.LanguageModelTrainer;
import zerograd.models.transformer.Pretrained;
import zerograd.rl.rollout.RolloutSink;

/// Teaches a model by examples, in a run directory: what usually comes before reinforcement learning.
///
///     new SupervisedTrainer(model, LanguageModelTrainer.Settings.of(3e-3), examples, 16, settings, task).train();
///
/// A step is [LanguageModelTrainer#step]; this class decides which examples it takes, examines the model in the task's
/// held-out prompts, and keeps and resumes the run as [RlTrainer] does.
public final class SupervisedTrainer {

  private final LanguageModelTrainer trainer;
  private final Pretrained model;
  private final List<Example> examples;
  private final Batches batches;
  private final RlSettings settings;
  private final Examination examination;

  private RunFiles files = RunFiles.NONE;
  private RlListener listener = RlListener.NONE;
  private int step;

  /// @param learning how a step learns
  /// @param batchSize examples of a step
  /// @param settings how many steps, which seed, what is done every so many steps, and where an examined response ends
  /// @param task what the model is examined in
  public SupervisedTrainer(Pretrained model, LanguageModelTrainer.Settings learning, List<Example> examples,
      int batchSize,
      RlSettings settings, RlTask task) {
    this.model = model;
    this.examples = List.copyOf(examples);
    this.settings = settings;
    trainer = new LanguageModelTrainer(model.model(), learning);
    batches = new Batches(examples.size(), batchSize, settings.seed());
    examination = new Examination(model.model(), task, settings.sampling().generation());
  }

  /// Keeps the run in a directory; goes on from its newest undamaged checkpoint, if it has one, to the same bits.
  public SupervisedTrainer keepIn(RunDirectory run) {
    files = RunFiles.in(run, RolloutSink.NONE, model, trainer.optimizer(), Optional.empty(), settings);
    return this;
  }

  /// Tells `listener` what happens.
  public SupervisedTrainer tell(RlListener listener) {
    this.listener = listener;
    return this;
  }

  /// Makes all steps that are left.
  ///
  /// @throws IOException if a file of the run cannot be written or read
  public void train() throws IOException {
    step = files.resume(listener);
    if (step == 0) {
      Map<String, Double> metrics = examination.hold(0, listener);
      if (!metrics.isEmpty()) report(new StepReport(0, settings.steps(), metrics, List.of()));
    }
    while (step < settings.steps())
      trainStep();
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
    if (settings.validatesAfter(step)) metrics.putAll(examination.hold(step, listener));
    metrics.put("timing_s/step", seconds);
    metrics.put("perf/total_num_tokens", (double) done.tokens());
    metrics.put("perf/throughput", done.tokens() / seconds);
    report(new StepReport(step, settings.steps(), metrics, List.of()));
    if (settings.checkpointsAfter(step)) files.checkpoint(step, listener);
  }

  private void report(StepReport report) throws IOException {
    files.append(report);
    listener.onStep(report);
  }
}
