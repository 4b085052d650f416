package zerograd.cli.bench;

import java.util.List;
import zerograd.cli.bench.Workload.Measured;
import zerograd.models.layers.LoraConfig;
import zerograd.models.lora.Adapter;
import zerograd.models.train.Example;
import zerograd.models.train.LanguageModelTrainer;
import zerograd.models.transformer.CausalLm;

/// Learning from text: every token counts.
final class Training {

  private static final double LEARNING_RATE = 1e-4;

  private static final LoraConfig ADAPTER = LoraConfig.of(16, 32);

  private Training() {}

  /// Forward, backward, gradient norm, clipping and AdamW.
  static List<Measured> step(Cell cell) {
    double flops = cell.model().cost().training(cell.batch(), cell.seq(), predicted(cell));
    return step(cell, "train", cell.model().trainable().model(), flops);
  }

  /// The same of an adapter on a model whose weights are frozen in the format of the cell.
  static List<Measured> adapterStep(Cell cell) {
    CausalLm base = cell.frozen();
    double flops = cell.model().cost().adapting(cell.batch(), cell.seq(), predicted(cell));
    return step(cell, "lora", Adapter.random(base, ADAPTER, 1).on(base), flops);
  }

  private static long predicted(Cell cell) { return (long) cell.batch() * (cell.seq() - 1); }

  private static List<Measured> step(Cell cell, String name, CausalLm model, double flops) {
    LanguageModelTrainer trainer = new LanguageModelTrainer(model,
        LanguageModelTrainer.Settings.of(LEARNING_RATE)
            .withMicroBatch(cell.microBatch()).withRecompute(cell.recompute()));
    List<Example> batch = cell.model().texts(cell.batch(), cell.seq()).stream().map(Example::of).toList();
    Timing timing = Timing.of(cell, () -> Timing.secondsInARow(() -> trainer.step(batch)));
    return List.of(new Measured(name, timing, (double) cell.batch() * cell.seq(), flops, null));
  }
}
