package zerograd.rl.train;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import zerograd.autograd.optim.AdamW;
import zerograd.autograd.optim.Schedule;
import zerograd.models.generate.Sampler;
import zerograd.models.generate.TopP;
import zerograd.models.train.Batches;
import zerograd.models.train.Example;
import zerograd.models.train.LanguageModelTrainer;
import zerograd.rl.Algorithm;
import zerograd.rl.Grpo;
import zerograd.rl.Kl;
import zerograd.rl.KlControl;
import zerograd.rl.KlPenalty;
import zerograd.rl.Ppo;

/// A run in four stages that differ in all that a stage can change.
final class StagedRun {

  static final int STEPS = 9;

  private StagedRun() {}

  static List<Stage> stages() {
    RlTask task = TinyTask.task(TinyTask.ANSWER),
        fewer = new RlTask(TinyTask.prompts(false).subList(0, 11), TinyTask.prompts(true).subList(0, 3),
            task.rewards(), task.decode(), task.fullReward());
    StepOptions searching = StepOptions.none().with(StepOptions.Selection.mixed(3))
        .with(new KlControl.Adaptive(0.01, 20));
    return List.of(
        new Stage("schooling", examples(task), true, true),
        new Stage("warm-up", rewards(Ppo.verl(), settings(2, 1.0, 4, it -> it.withOptions(searching)), fewer),
            false,
            true),
        new Stage("main", rewards(Ppo.verl().with(new KlPenalty.InLoss(Kl.K3, 0.01)),
            settings(2, 1.2, 6, it -> it), task), true, true),
        new Stage("annealing", rewards(Grpo.verl(), settings(3, 1.2, 3, it -> annealing(it)
            .withOptions(StepOptions.none().withRefreshEvery(4))), task), false, false));
  }

  private static Stage.ByExamples examples(RlTask task) {
    List<Example> examples = new ArrayList<>();
    TinyTask.prompts(false).forEach(prompt -> examples.add(Example.completion(prompt.ids(),
        new int[]{prompt.groundTruth().equals("a") ? 1 : 2, TinyTask.END})));
    LanguageModelTrainer.Settings learning = LanguageModelTrainer.Settings.of(5e-3)
        .withAdamW(new AdamW.Settings(0.9, 0.95, 1e-8, 0)).withSchedule(new Schedule.Cosine(0, 2));
    return new Stage.ByExamples(learning, examples, Batches.ofExamples(examples.size(), 8, 5),
        settings(2, 1, 1, it -> it), task);
  }

  private static Stage.ByRewards rewards(Algorithm algorithm, RlSettings settings, RlTask task) {
    return new Stage.ByRewards(algorithm, settings, task, TinyTask.CRITIC);
  }

  static RlSettings settings(int steps, double temperature, int group, UnaryOperator<RlSettings> change) {
    RlSettings.Sampling sampling = TinyTask.sampling(4, group, 4);
    sampling = new RlSettings.Sampling(4, group, sampling.generation()
        .withSampler(Sampler.temperature((float) temperature).with(new TopP(0.95))));
    RlSettings settings = RlSettings.small(steps, sampling, 5);
    return change
        .apply(settings.withIntervals(new RlSettings.Intervals(0, 1, 2)).withUpdates(settings.updates()
            .withLearningRate(5e-3, new Schedule.Constant())));
  }

  /// Temperature and learning rate fall.
  private static RlSettings annealing(RlSettings settings) {
    RlSettings.Sampling sampling = settings.sampling();
    return settings
        .withSampling(
            new RlSettings.Sampling(sampling.promptsPerStep(), sampling.groupSize(), sampling.generation(),
                0.9))
        .withUpdates(settings.updates().withLearningRate(5e-3,
            new Schedule.CosineWithMinimum(0, settings.steps(), 0.1)));
  }
}
