package zerograd.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import zerograd.core.Workers;
import zerograd.models.generate.GenerationSettings;
import zerograd.models.generate.Generator;
import zerograd.models.generate.RandomKey;
import zerograd.models.generate.Sampler;
import zerograd.models.transformer.Pretrained;
import zerograd.models.transformer.TransformerConfig;
import zerograd.rl.Grpo;
import zerograd.rl.reward.RewardRunner;
import zerograd.rl.rollout.Prompt;
import zerograd.rl.train.RlListener;
import zerograd.rl.train.RlSettings;
import zerograd.rl.train.RlTask;
import zerograd.rl.train.RlTrainer;
import zerograd.rl.train.StepReport;
import zerograd.tensor.Device;
import zerograd.tensor.kernels.Kernels;
import zerograd.tensor.kernels.vector.FmaPeak;

/// How fast texts are sampled, and where the time of a GRPO step goes.
///
///     RolloutSpeed THREADS grpo    D,L,H,Hkv,F,V TIMES [MICRO]   8 prompts of 32 tokens, 8 samples, 64 new tokens each
///     RolloutSpeed THREADS rollout D,L,H,Hkv,F,V TIMES    the first part of that
///     RolloutSpeed THREADS decode  D,L,H,Hkv,F,V TIMES    32 prompts of 128 tokens, 128 new tokens each
///     RolloutSpeed THREADS prefill D,L,H,Hkv,F,V TIMES    1 prompt of 128 tokens, 1 new token
///
/// Qwen2 models with tied heads and random weights, random prompts, no end token; a reward that counts even tokens, no
/// reference policy, one update. Each time the machine's fma peak is measured just before. Printed are the medians of the
/// second half of the times, when the JVM has compiled everything, and the matrix products' share of the peak.
public final class RolloutSpeed {

  private static final int ROUNDS = 2_000_000;

  private final Pretrained model;
  private final int times;
  private final Map<String, List<Double>> samples = new LinkedHashMap<>();

  private final KernelTimes kernels;

  private RolloutSpeed(Pretrained model, int times, KernelTimes kernels) {
    this.model = model;
    this.times = times;
    this.kernels = kernels;
  }

  public static void main(String[] args) {
    if (args.length < 4 || args.length > 5) {
      System.err.println("RolloutSpeed THREADS grpo|rollout|decode|prefill D,L,H,Hkv,F,V TIMES");
      System.exit(2);
    }
    FmaPeak.awaitCompiled();
    Workers workers = new Workers(Integer.parseInt(args[0]));
    KernelTimes kernels = new KernelTimes();
    try (Device device = Device.with(workers, kernels.around(Kernels.fastest(workers)))) {
      device.run("speed", () -> {
        RolloutSpeed speed = new RolloutSpeed(model(args[2]), Integer.parseInt(args[3]), kernels);
        switch (args[1]) {
          case "grpo" -> speed.grpo(args.length > 4 ? Integer.parseInt(args[4]) : 8);
          case "rollout" -> speed.generate(8, 32, 8, 64);
          case "decode" -> speed.generate(32, 128, 1, 128);
          case "prefill" -> speed.generate(1, 128, 1, 1);
          default -> throw new IllegalArgumentException("no such work: " + args[1]);
        }
        speed.print(args[1] + " " + args[2]);
      });
    }
  }

  private static Pretrained model(String sizes) {
    int[] of = Arrays.stream(sizes.split(",")).mapToInt(Integer::parseInt).toArray();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("architectures", List.of("Qwen2ForCausalLM"));
    json.put("model_type", "qwen2");
    json.put("hidden_act", "silu");
    json.put("hidden_size", of[0]);
    json.put("num_hidden_layers", of[1]);
    json.put("num_attention_heads", of[2]);
    json.put("num_key_value_heads", of[3]);
    json.put("intermediate_size", of[4]);
    json.put("vocab_size", of[5]);
    json.put("rms_norm_eps", 1e-6);
    json.put("rope_theta", 1e6);
    json.put("tie_word_embeddings", true);
    return Pretrained.random(TransformerConfig.of(json), 1);
  }

  private List<int[]> prompts(int count, int length) {
    Random random = new Random(7);
    List<int[]> prompts = new ArrayList<>();
    for (int p = 0; p < count; p++)
      prompts.add(random.ints(length, 0, model.config().vocabSize()).toArray());
    return prompts;
  }

  private void generate(int prompts, int promptLength, int samples, int newTokens) {
    List<int[]> asked = prompts(prompts, promptLength);
    GenerationSettings settings = GenerationSettings.greedy(newTokens).withSampler(Sampler.temperature(1));
    int sequences = prompts * samples;
    double flops = 2.0 * blockWeights() * (prompts * promptLength + sequences * (newTokens - 1.0))
        + 2.0 * headWeights() * sequences * newTokens;
    for (int time = 0; time < times; time++) {
      measurePeak();
      int step = time;
      double seconds = timed(
          () -> new Generator(model.model()).generate(asked, samples, settings, RandomKey.of(step)));
      add("tokens/s", (newTokens == 1 ? prompts * promptLength : sequences * newTokens) / seconds);
      add("products, % of peak", flops / seconds / 1e7 / last("peak, GFLOP/s"));
    }
  }

  /// Runs `body` and notes how long it took; of the second half of the times, by kernel too.
  private double timed(Runnable body) {
    long busy = busyTicks(), own = cpuNanos(), began = System.nanoTime();
    if (samples.get("peak, GFLOP/s").size() == times / 2 + 1) kernels.start();
    body.run();
    double seconds = (System.nanoTime() - began) * 1e-9;
    add("seconds", seconds);
    add("other processes, cores", ((busyTicks() - busy) * 0.01 - (cpuNanos() - own) * 1e-9) / seconds);
    return seconds;
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  /// Hundredths of a second that processors of this machine were busy for anyone; 0 where that is not told.
  private static long busyTicks() {
    try {
      String[] ticks = Files.readAllLines(Path.of("/proc/stat")).getFirst().trim().split("\\s+");
      return Long.parseLong(ticks[1]) + Long.parseLong(ticks[2]) + Long.parseLong(ticks[3]);
    } catch (IOException _) {
      return 0;
    }
  }

  private void grpo(int microBatch) {
    int P = 8, G = 8, promptLength = 32, newTokens = 64;
    List<Prompt> prompts = new ArrayList<>();
    for (int[] ids : prompts(P * 4, promptLength)) prompts.add(new Prompt("", ids, "", "random"));
    RewardRunner reward = RewardRunner
        .of(sample -> sample.response().chars().filter(token -> token % 2 == 0).count() / 64.0, 0);
    RlTask task = new RlTask(prompts, List.of(), reward, RolloutSpeed::asText, 1);
    RlSettings settings = RlSettings.small(times, new RlSettings.Sampling(P, G,
        GenerationSettings.greedy(newTokens).withSampler(Sampler.temperature(1))), 3);
    settings = settings.withUpdates(settings.updates().withBatches(P * G, 1, microBatch, false));
    double forward = 2.0 * P * blockWeights() * (promptLength + G * (newTokens - 1.0))
        + 2.0 * P * G * newTokens * headWeights();
    double update = 6.0 * P * G * (promptLength + newTokens) * blockWeights()
        + 8.0 * P * G * newTokens * headWeights();
    RlTrainer trainer = new RlTrainer(model, Grpo.trl(), settings, task).tell(new RlListener() {
      @Override public void onStep(StepReport report) {
        report.metrics().forEach((name, value) -> {
          if (name.startsWith("timing_s/")) add(name, value);
        });
        double seconds = report.metric("timing_s/step"), peak = last("peak, GFLOP/s") * 1e7;
        add("rollout's products, % of peak", forward / report.metric("timing_s/gen") / peak);
        add("update's products, % of peak", update / report.metric("timing_s/update_actor") / peak);
        add("all products, % of peak", (forward + update) / seconds / peak);
        if (report.metric("rollout/logprob_diff_max") != 0) throw new IllegalStateException("not on-policy");
      }
    });
    for (int time = 0; time < times; time++) {
      measurePeak();
      timed(() -> {
        try {
          trainer.trainStep();
        } catch (IOException failed) {
          throw new UncheckedIOException(failed);
        }
      });
    }
  }

  /// A character for each token, so that text costs next to nothing.
  private static String asText(int[] ids) { return new String(ids, 0, ids.length); }

  /// Multiply-adds of a row in all blocks.
  private double blockWeights() {
    return model.model().model().layers().stream().flatMap(block -> block.parameters().values().stream())
        .filter(param -> param.shape().rank() == 2).mapToDouble(param -> param.shape().size()).sum();
  }

  /// Multiply-adds of a row in the head.
  private double headWeights() { return model.model().lmHead().weight().shape().size(); }

  private void measurePeak() {
    Workers workers = Device.current().workers();
    float[] ends = new float[workers.threads()];
    long began = System.nanoTime();
    workers.pieces(ends.length, (piece, _) -> ends[piece] = FmaPeak.run(ROUNDS, 0.5f));
    add("peak, GFLOP/s", ends.length * FmaPeak.operations(ROUNDS) / (System.nanoTime() - began));
    if (ends[0] != ends[ends.length - 1])
      throw new IllegalStateException("threads disagree: " + Arrays.toString(ends));
  }

  private void add(String name, double sample) {
    samples.computeIfAbsent(name, _ -> new ArrayList<>()).add(sample);
  }

  private double last(String name) { return samples.get(name).getLast(); }

  private void print(String title) {
    System.out.printf("%s, %s, %,d weights, %d times%n", title, Device.current(),
        model.model().parameterCount(), times);
    samples.forEach((name, all) -> {
      double[] sorted = all.subList(times / 2, times).stream().mapToDouble(Double::doubleValue).sorted()
          .toArray();
      System.out.printf("%-32s median %10.4f   best %10.4f   first %10.4f%n", name, sorted[sorted.length / 2],
          name.contains("/s") && !name.startsWith("timing") || name.contains("%")
              ? sorted[sorted.length - 1]
              : sorted[0],
          all.getFirst());
    });
    System.out.print(kernels.table(times - times / 2));
    System.out.println("most memory held by the process: " + peakMemory());
  }

  private static String peakMemory() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmHWM"))
          .findFirst().orElse("unknown");
    } catch (IOException _) {
      return "unknown on this system";
    }
  }
}
