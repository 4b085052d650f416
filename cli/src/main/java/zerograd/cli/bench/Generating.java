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
    Generator generator = new Generator(cell.model().frozen().model());
    List<int[]> prompts = cell.model().texts(cell.batch(), cell.seq());
    Timing timing = Timing.of(cell.warmUp(), cell.repeats(),
        () -> Timing.seconds(() -> generator.generate(prompts, 1, greedy(cell, 1), KEY)));
    double flops = cell.model().cost().forward(cell.batch(), cell.seq(), cell.batch());
    return List.of(new Measured("prefill", timing, (double) cell.batch() * cell.seq(), flops, null));
  }

  /// The time of a step that adds a token to every sequence: blocks of steps of one long generation are the samples.
  static List<Measured> decode(Cell cell) {
    Generator generator = new Generator(cell.model().frozen().model());
    List<int[]> warm = cell.model().texts(cell.batch(), SHORT);
    Timing.of(cell.warmUp(), 1,
        () -> Timing.seconds(() -> generator.generate(warm, 1, greedy(cell, FEW), KEY)));

    Steps steps = new Steps(cell.batch());
    generator.generate(cell.model().texts(cell.batch(), cell.seq()), 1, greedy(cell, cell.newTokens() + 1),
        KEY, steps);
    double length = cell.seq() + cell.newTokens() / 2.0;
    ModelCost cost = cell.model().cost();
    return List.of(new Measured("decode", steps.timing(cell.repeats()), (double) cell.batch(),
        cost.decode(cell.batch(), length), cost.decodeBytes(cell.batch(), length, Float.BYTES)));
  }

  /// Notes when each step ends in which all sequences grow.
  private static final class Steps implements GenerationListener {

    private final int batch;
    private final List<Long> ends = new ArrayList<>();
    private int started;

    Steps(int batch) { this.batch = batch; }

    @Override public void onToken(int sequence, int id) {}

    @Override public void onStep(int sequences) {
      started += sequences;
      if (started >= batch) ends.add(System.nanoTime());   // from the last prompt on
    }

    Timing timing(int repeats) {
      int steps = ends.size() - 1, blocks = Math.min(repeats, steps);
      double[] means = new double[blocks];
      for (int i = 0; i < blocks; i++) {
        int from = steps * i / blocks, to = steps * (i + 1) / blocks;
        means[i] = (ends.get(to) - ends.get(from)) * 1e-9 / (to - from);
      }
      return Timing.of(means);
    }
  }

  /// Several answers to each prompt, at temperature 1, with their log-probabilities.
  static List<Measured> rollout(Cell cell) {
    Generator generator = new Generator(cell.model().frozen().model());
    List<int[]> prompts = cell.model().texts(cell.prompts(), cell.seq());
    int group = cell.batch() / cell.prompts();
    Timing timing = Timing.of(cell.warmUp(), cell.repeats(),
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
