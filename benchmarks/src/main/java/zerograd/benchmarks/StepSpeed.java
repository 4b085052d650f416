package zerograd.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import zerograd.core.Workers;
import zerograd.models.train.Example;
import zerograd.models.train.LanguageModelTrainer;
import zerograd.models.transformer.Pretrained;
import zerograd.models.transformer.TransformerConfig;
import zerograd.tensor.Device;
import zerograd.tensor.kernels.Kernels;
import zerograd.tensor.kernels.vector.FmaPeak;
import zerograd.tensor.kernels.vector.VectorLinear;

/// Where the time of a training step goes: forward, backward, clipping and AdamW on random weights and tokens.
///
///     StepSpeed THREADS CONFIG SEQUENCES TOKENS SECONDS [recompute]
///
/// The configurations are Qwen2's with a tied head: `0.9m`, `9.3m`, `100m`, `0.5b`. The machine's fma peak is measured between
/// the steps. The first quarter of the time is warm-up; of the next half, the median and the best step are printed; in the last
/// quarter the time of each kernel is taken.
public final class StepSpeed {

  /// Hidden size, layers, query heads, key heads, feed-forward size, vocabulary.
  private static final Map<String, int[]> SIZES = Map.of("0.9m", new int[]{128, 4, 4, 2, 384, 1024}, "9.3m",
      new int[]{256, 6, 4, 2, 1536, 4096}, "100m", new int[]{768, 12, 12, 4, 2048, 32000}, "0.5b",
      new int[]{896, 24, 14, 2, 4864, 151936});

  private static final int PEAK_ROUNDS = 200_000;

  private StepSpeed() {}

  public static void main(String[] args) throws IOException {
    if (args.length < 5 || !SIZES.containsKey(args[1])) {
      System.err.println("StepSpeed THREADS 0.9m|9.3m|100m|0.5b SEQUENCES TOKENS SECONDS [recompute]");
      System.exit(2);
    }
    int B = Integer.parseInt(args[2]), T = Integer.parseInt(args[3]);
    double seconds = Double.parseDouble(args[4]);
    boolean recompute = args.length > 5;
    Workers workers = new Workers(Integer.parseInt(args[0]));
    Kernels fastest = Kernels.fastest(workers);
    FmaPeak.awaitCompiled();
    if (fastest.linear() instanceof VectorLinear linear) linear.awaitCompiled();
    KernelTimes times = new KernelTimes();
    try (Device device = Device.with(workers, times.around(fastest))) {
      device.run("model", () -> measure(device, args[1], B, T, seconds, recompute, times));
    }
    System.out.printf("  peak resident memory %s%n", peakMemory());
  }

  private static void measure(Device device, String name, int B, int T, double seconds, boolean recompute,
      KernelTimes times) {
    int[] s = SIZES.get(name);
    TransformerConfig config = TransformerConfig.of(Map.of("model_type", "qwen2", "hidden_size", s[0],
        "num_hidden_layers", s[1], "num_attention_heads", s[2], "num_key_value_heads", s[3],
        "intermediate_size", s[4], "vocab_size", s[5], "tie_word_embeddings", true));
    Pretrained model = Pretrained.random(config, 1);
    LanguageModelTrainer trainer = new LanguageModelTrainer(model.model(),
        LanguageModelTrainer.Settings.of(1e-5).withRecompute(recompute));
    List<Example> batch = examples(B, T, config.vocabSize());

    List<Double> peaks = new ArrayList<>();
    steps(trainer, batch, seconds / 4, null);
    List<Double> steps = steps(trainer, batch, seconds / 2, () -> peaks.add(peak(device.workers())));
    double median = at(steps, 0.5), flops = operations(s, B * T);
    System.out.printf(
        "%s, %d x %d tokens%s, %d threads: median %.0f tokens/s (%.2f ms), best %.0f, %d steps%n",
        name, B, T, recompute ? ", recomputing" : "", device.workers().threads(), B * T / median * 1e3,
        median,
        B * T / at(steps, 0) * 1e3, steps.size());
    System.out.printf(
        "  products %.2f GFLOP: %.0f GFLOP/s in the median step, peak %.0f (median); loss %.4f%n",
        flops / 1e9, flops / median / 1e6, at(peaks, 0.5), trainer.loss(batch));
    times.start();
    List<Double> timed = steps(trainer, batch, seconds / 4, null);
    System.out.print(times.table(timed.size()));
    double mean = timed.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    System.out.printf("  %-32s %9.3f ms of a mean step of %.3f%n", "outside of kernels",
        mean - times.millis() / timed.size(), mean);
    System.out.printf("  workspace: %.1f MB in use at most, %.1f MB reserved%n",
        device.workspace().peakBytes() / 1e6, device.workspace().reservedBytes() / 1e6);
  }

  /// Milliseconds of each of as many steps as `seconds` last, but at least three.
  private static List<Double> steps(LanguageModelTrainer trainer, List<Example> batch, double seconds,
      Runnable between) {
    List<Double> steps = new ArrayList<>();
    for (long end = System.nanoTime() + (long) (seconds * 1e9); System.nanoTime() < end
        || steps.size() < 3;) {
      long began = System.nanoTime();
      trainer.step(batch);
      steps.add((System.nanoTime() - began) / 1e6);
      if (between != null) between.run();
    }
    return steps;
  }

  private static List<Example> examples(int B, int T, int V) {
    List<Example> examples = new ArrayList<>();
    int seed = 12345;
    for (int b = 0; b < B; b++) {
      int[] ids = new int[T];
      for (int t = 0; t < T; t++) {
        seed = seed * 1103515245 + 12345;
        ids[t] = (seed >>> 8) % V;
      }
      examples.add(Example.of(ids));
    }
    return examples;
  }

  /// Floating-point operations of the matrix products of a step, the head's logits twice, attention left out.
  private static double operations(int[] s, int tokens) {
    double D = s[0], d = D / s[2], heads = s[2] + 2.0 * s[3];
    double block = D * heads * d + D * D + 3 * D * s[4], head = D * s[5];
    return 2.0 * tokens * (3 * s[1] * block + 4 * head);
  }

  /// Billions of floating-point operations a second in registers.
  private static double peak(Workers workers) {
    float[] ends = new float[workers.threads()];
    long began = System.nanoTime();
    workers.pieces(ends.length, (piece, _) -> ends[piece] = FmaPeak.run(PEAK_ROUNDS, 0.5f));
    long nanos = System.nanoTime() - began;
    if (ends[0] != ends[ends.length - 1])
      throw new IllegalStateException("threads disagree: " + Arrays.toString(ends));
    return ends.length * FmaPeak.operations(PEAK_ROUNDS) / nanos;
  }

  private static double at(List<Double> values, double share) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted[(int) (share * (sorted.length - 1))];
  }

  /// The most memory this process ever had, where the system tells.
  private static String peakMemory() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) return "unknown here";
    return Files.readAllLines(status).stream().filter(line -> line.startsWith("VmHWM:")).findFirst()
        .map(line -> "%.0f MB".formatted(Long.parseLong(line.replaceAll("\\D", "")) / 1024.0))
        .orElse("unknown here");
  }
}
