package zerograd.rl.train;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import zerograd.models.generate.GenerationSettings;
import zerograd.models.train.MemoryPlan;
import zerograd.models.train.MemoryPlan.Model;
import zerograd.models.transformer.Pretrained;

/// What a run needs of the memory: as much as the stage that needs most.
public final class StageMemory {

  private StageMemory() {}

  /// The plan of the most demanding stage of a run that trains `policy`. Every response is taken to be as long as it may be, and
  /// every prompt as the longest one.
  public static MemoryPlan of(Pretrained policy, List<Stage> stages) {
    Model model = Model.of(policy);
    return stages.stream().map(stage -> of(model, stage.work()))
        .max(Comparator.comparingLong(MemoryPlan::total)).orElseThrow();
  }

  private static MemoryPlan of(Model model, Stage.Work work) {
    return switch (work) {
      case Stage.ByRewards byRewards -> of(model, byRewards);
      case Stage.ByExamples byExamples -> MemoryPlan.of(model, List.of(),
          MemoryPlan.Step.of(byExamples.learning(), byExamples.examples(), byExamples.batches(),
              byExamples.settings().steps()),
          MemoryPlan.Rollouts.NONE);
    };
  }

  private static MemoryPlan of(Model model, Stage.ByRewards work) {
    RlSettings.Sampling sampling = work.settings().sampling();
    RlSettings.Updates updates = work.settings().updates();
    GenerationSettings generation = sampling.generation();
    int prompt = work.task().prompts().stream().mapToInt(each -> each.ids().length).max().orElse(0);
    int together = Math.min(updates.microBatch(), sampling.responses());
    var step = new MemoryPlan.Step(together * (prompt + generation.maxNewTokens()),
        together * generation.maxNewTokens(), updates.recompute());
    var rollouts = new MemoryPlan.Rollouts(Math.min(sampling.responses(), generation.maxSequences()),
        prompt + generation.maxNewTokens(), (long) sampling.promptsPerStep() * prompt);

    List<Model> others = new ArrayList<>();
    if (work.algorithm().kl().needsReference()) others.add(model.reference());
    if (work.algorithm().estimator().needsCritic()) others.add(Model.trained(model.config()));
    if (work.settings().options().sampler() instanceof RolloutOrigin.Rounded rounded)
      others.add(Model.frozen(model.config(), rounded.format()));
    return MemoryPlan.of(model, others, step, rollouts);
  }
}
