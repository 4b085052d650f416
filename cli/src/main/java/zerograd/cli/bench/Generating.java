package zerograd.cli.bench;

import java.util.ArrayList;
import java.util.List;
import zerograd.models.generate.GenerationListener;
import zerograd.models.generate.GenerationSettings;
import zerograd.models.generate.Generator;
import zerograd.models.generate.RandomKey;
import zerograd.models.generate.Sampler;
import zerograd.cli.bench.Workload.Measured;
import zerograd.tensor.Device;
import zerograd.tensor.kernels.FrozenFormat;

/// The workloads that make tokens. No sequence has an end token, so all grow to their full length.
final class Generating {

  private static final RandomKey KEY = RandomKey.of(1);
  /// Tokens of the prompts that decoding is warmed up with.
  private static final int SHORT = 4;
  /// Tokens that decoding is warmed up with at a time.
  private static final int FEW = 8;

  private Generating() {}

  /// The time to the first token of every sequence.
  static List<Measured> prefill(Cell cell) {
    Generator generator = new Generator(cell.frozen());
    List<int[]> prompts = cell.model().texts(cell.batch(), cell.seq());
    Timing timing = Timing.of(cell,
        () -> Timing.seconds(() -> generator.generate(prompts, 1, greedy(cell, 1), KEY)));
    double flops = cell.model().cost().forward(cell.batch(), cell.seq(), cell.batch());
    return List.of(new Measured("prefill", timing, (double) cell.batch() * cell.seq(), flops, null));
  }

  /// The time of a step that adds a token to every sequence: blocks of steps of one long generation are the samples.
  static List<Measured> decode(Cell cell) {
    Generator generator = new Generator(cell.frozen());
    List<int[]> warm = cell.model().texts(cell.batch(), SHORT);
    Timing.warmUp(cell.warmUp(),
        () -> Timing.seconds(() -> generator.generate(warm, 1, greedy(cell, FEW), KEY)));

    Steps steps = new Steps(cell);
    generator.generate(cell.model().texts(cell.batch(), cell.seq()), 1, greedy(cell, cell.newTokens() + 1),
        KEY, steps);
    double length = cell.seq() + cell.newTokens() / 2.0;
    ModelCost cost = cell.model().cost();
    return List.of(new Measured("decode", steps.timing(), (double) cell.batch(),
        cost.decode(cell.batch(), length),
        cost.decodeBytes(cell.batch(), length, GemmShape.bytesOfAWeight(cell.dtype()))));
  }

  /// Times blocks of steps in which all sequences grow.
  private static final class Steps implements GenerationListener {

    private final Cell cell;
    private final int blocks;
    private final List<Double> means = new ArrayList<>();
    private int started, step, block;
    private long began;
    private boolean wanted;

    Steps(Cell cell) {
      this.cell = cell;
      blocks = Math.min(cell.repeats(), cell.newTokens());
    }

    @Override public void onToken(int sequence, int id) {}

    @Override public void onStep(int sequences) {
      long now = System.nanoTime();
      started += sequences;
      if (started < cell.batch()) return;
      if (started == cell.batch()) cell.pace().ready();   // the last prompt is done
      else if (++step < from(block + 1)) return;
      else if (wanted) {
        means.add((now - began) * 1e-9 / (step - from(block++)));
        cell.pace().took(means.getLast());
      }
      wanted = block < blocks && cell.pace().next();
      began = System.nanoTime();
    }

    /// The step that a block begins after.
    private int from(int block) { return cell.newTokens() * block / blocks; }

    Timing timing() { return Timing.of(means.stream().mapToDouble(Double::doubleValue).toArray()); }
  }

  /// Several answers to each prompt, at temperature 1, with their log-probabilities.
  static List<Measured> rollout(Cell cell) {
    boolean own = cell.dtype() == FrozenFormat.F32;   // the weights that are trained
    Generator generator = new Generator(own ? cell.model().policy().model() : cell.frozen());
    List<int[]> prompts = cell.model().texts(cell.prompts(), cell.seq());
    int group = cell.batch() / cell.prompts();
    Timing timing = Timing.of(cell,
        () -> Timing.seconds(() -> generator.generate(prompts, group, sampling(cell), KEY)));
    double flops = cell.model().cost().rollout(cell.prompts(), cell.batch(), cell.seq(), cell.newTokens());
    return List
        .of(new Measured("rollout", timing, (double) cell.batch() * cell.newTokens(), flops, null));
  }

  /// How the policy is asked.
  static GenerationSettings sampling(Cell cell) {
    return greedy(cell, cell.newTokens()).withSampler(Sampler.temperature(1));
  }

  private static GenerationSettings greedy(Cell cell, int newTokens) {
    return GenerationSettings.greedy(newTokens).withMaxSequences(cell.batch())
        .withMaxCacheBytes(Device.memoryBytes() / 2);
  }
}
