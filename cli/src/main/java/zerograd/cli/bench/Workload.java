package zerograd.cli.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A kind of work that models do; each does it once for a cell, in the innermost scope, and says how long it took.
public enum Workload {
  /// Reading prompts, to the first new token.
  PREFILL(Generating::prefill, BenchModel.QWEN25_05B, "1", "128", 1),
  /// One more token of every sequence.
  DECODE(Generating::decode, BenchModel.QWEN25_05B, "1,32", "128", 32),
  /// A step of training: forward, backward, clipping, AdamW.
  TRAIN(Training::step, BenchModel.MICRO, "8", "128", 0),
  /// A step of training an adapter of rank 16 on all matrices of a frozen model.
  LORA(Training::adapterStep, BenchModel.QWEN25_05B, "1", "128", 0),
  /// Sampling several answers to each prompt.
  ROLLOUT(Generating::rollout, BenchModel.MICRO, "64", "32", 64),
  /// A step of GRPO: sampling, scoring, advantages, one update.
  GRPO(Reinforcing::step, BenchModel.MICRO, "64", "32", 64);

  /// Does the work of a cell.
  interface Work {
    List<Measured> measure(Cell cell);
  }

  /// What came out.
  ///
  /// @param bench the name of the row
  /// @param timing of one run
  /// @param tokens of a run, null if they are not what counts
  /// @param flops of a run, null if they are not counted
  /// @param bytes a run reads from memory at least, null if they are not counted
  record Measured(String bench, Timing timing, Double tokens, Double flops, Double bytes) {}

  private final Work work;
  private final BenchModel model;
  private final String batch;
  private final String seq;
  private final int newTokens;

  Workload(Work work, BenchModel model, String batch, String seq, int newTokens) {
    this.work = work;
    this.model = model;
    this.batch = batch;
    this.seq = seq;
    this.newTokens = newTokens;
  }

  /// What it is called on the command line.
  public String label() { return name().toLowerCase(Locale.ROOT); }

  /// The workload of that name, if there is one.
  public static Optional<Workload> named(String name) {
    return Arrays.stream(values()).filter(workload -> workload.label().equals(name)).findFirst();
  }

  /// What all are called.
  public static List<String> names() { return Arrays.stream(values()).map(Workload::label).toList(); }

  /// The model that is measured if none is asked for.
  public BenchModel model() { return model; }

  /// The numbers of sequences that are measured if none are asked for.
  public String batch() { return batch; }

  /// The lengths that are measured if none are asked for.
  public String seq() { return seq; }

  /// The tokens that are added if no number is asked for.
  public int newTokens() { return newTokens; }

  /// Prepares and does the work, several times.
  List<Measured> measure(Cell cell) { return work.measure(cell); }
}
