package zerograd.cli.bench;

import java.util.List;
import zerograd.cli.bench.Workload.Measured;
import zerograd.models.train.Example;
import zerograd.models.train.LanguageModelTrainer;

/// Learning from text: every token counts.
final class Training {

  private static final double LEARNING_RATE = 1e-4;

  private Training() {}

  /// Forward, backward, gradient norm, clipping and AdamW.
  static List<Measured> step(Cell cell) {
    LanguageModelTrainer trainer = new LanguageModelTrainer(cell.model().trainable().model(),
        LanguageModelTrainer.Settings.of(LEARNING_RATE).withMicroBatch(cell.microBatch())
            .withRecompute(cell.recompute()));
    List<Example> batch = cell.model().texts(cell.batch(), cell.seq()).stream().map(Example::of).toList();
    Timing timing = Timing.of(cell, () -> Timing.seconds(() -> trainer.step(batch)));
    double flops = cell.model().cost().training(cell.batch(), cell.seq(),
        (long) cell.batch() * (cell.seq() - 1));
    return List.of(new Measured("train", timing, (double) cell.batch() * cell.seq(), flops, null));
  }
}
