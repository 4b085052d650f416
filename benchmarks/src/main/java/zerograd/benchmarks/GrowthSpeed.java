package zerograd.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import zerograd.autograd.Param;
import zerograd.autograd.Tape;
import zerograd.core.Workers;
import zerograd.models.generate.GenerationListener;
import zerograd.models.generate.GenerationSettings;
import zerograd.models.generate.Generator;
import zerograd.models.generate.RandomKey;
import zerograd.models.transformer.CausalLm;
import zerograd.models.transformer.Pretrained;
import zerograd.models.transformer.TokenBatch;
import zerograd.models.transformer.TransformerConfig;
import zerograd.tensor.Device;
import zerograd.tensor.kernels.Kernels;
import zerograd.tensor.kernels.vector.VectorAttention;
import zerograd.tensor.kernels.vector.VectorLinear;

/// How cost grows: forward and backward with the sequences of a batch and with layers, a decoded token with the cache before it.
///
///     GrowthSpeed SECONDS
///
/// On one thread, in its processor time, which other programs disturb little; the sizes take turns of 2,048 tokens or more, so
/// that small ones find their own numbers in the caches, `SECONDS` in all for each table, and the median is printed. Models are
/// Qwen2's, 128 wide, with a tied head of 1,024 tokens and random weights.
public final class GrowthSpeed {

  private static final int TOKENS = 128, VOCABULARY = 1024, LAYERS = 4, SEQUENCES = 8;
  /// Tokens of a turn, at least.
  private static final int TURN = 2048;
  /// Tokens decoded in all, and in a row of the table.
  private static final int LONGEST = 2048, PART = 256;
  /// Texts that are decoded together.
  private static final int TEXTS = 4;

  private GrowthSpeed() {}

  public static void main(String[] args) throws IOException {
    if (args.length != 1) {
      System.err.println("GrowthSpeed SECONDS");
      System.exit(2);
    }
    double seconds = Double.parseDouble(args[0]);
    Workers workers = new Workers(1);
    Kernels kernels = Kernels.fastest(workers);
    if (kernels.linear() instanceof VectorLinear linear) linear.awaitCompiled();
    if (kernels.attention() instanceof VectorAttention attention) attention.awaitCompiled();
    try (Device device = Device.with(workers, kernels)) {
      device.run("growth", () -> {
        List<Work> bySequences = new ArrayList<>(), byLayers = new ArrayList<>();
        for (int sequences : new int[]{1, 2, 4, 8, 16, 32, 64}) {
          bySequences.add(training("%2d sequences".formatted(sequences), LAYERS, sequences));
        }
        for (int layers : new int[]{1, 2, 4, 8, 16}) {
          byLayers.add(training("%2d layers".formatted(layers), layers, SEQUENCES));
        }
        System.out.printf("forward and backward, microseconds a token: %d layers, sequences of %d tokens%n",
            LAYERS, TOKENS);
        print(bySequences, seconds);
        System.out.printf("forward and backward, microseconds a token: %d sequences of %d tokens%n",
            SEQUENCES, TOKENS);
        print(byLayers, seconds);
        decode();
      });
    }
  }

  /// What is measured, and how many tokens it is about.
  private record Work(String name, int tokens, Runnable run, List<Double> micros) {}

  /// Forward and backward. What a step does besides, it does once for any number of tokens.
  private static Work training(String name, int layers, int sequences) {
    CausalLm model = model(layers).model();
    List<int[]> texts = texts(sequences);
    return new Work(name, sequences * TOKENS, () -> {
      Device.current().run("pass",
          () -> Tape.backward(() -> model.logProbs(TokenBatch.of(texts), 1).slice(0, 1).mean().negate()));
      model.parameters().values().forEach(Param::zeroGradient);
    }, new ArrayList<>());
  }

  /// Takes turns for some seconds, the first third of them to warm up.
  private static void print(List<Work> all, double seconds) {
    turns(all, seconds / 3);
    all.forEach(work -> work.micros.clear());
    turns(all, 2 * seconds / 3);
    for (Work work : all) System.out.printf("  %-14s %8.2f%n", work.name, median(work.micros));
  }

  private static void turns(List<Work> all, double seconds) {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    do {
      for (Work work : all) {
        int times = Math.ceilDiv(TURN, work.tokens);
        long began = nanos();
        for (int i = 0; i < times; i++) work.run.run();
        work.micros.add((nanos() - began) / 1e3 / (times * work.tokens));
      }
    } while (System.nanoTime() < end);
  }

  private static void decode() {
    Generator generator = new Generator(model(LAYERS).model());
    List<int[]> prompts = texts(TEXTS);
    GenerationSettings settings = GenerationSettings.greedy(LONGEST + 1).withMaxSequences(TEXTS);
    System.out.printf("decoding, microseconds a step of %d texts: %d layers%n", TEXTS, LAYERS);
    generator.generate(prompts, 1, settings, RandomKey.of(1));
    List<Double> micros = new ArrayList<>();
    generator.generate(prompts, 1, settings, RandomKey.of(1), new GenerationListener() {
      private long last;

      @Override public void onToken(int sequence, int id) {}

      @Override public void onStep(int sequences) {
        long now = nanos();
        if (sequences == TEXTS && last != 0) micros.add((now - last) / 1e3);
        last = now;
      }
    });
    for (int from = 0; from + PART <= micros.size(); from += PART) {
      System.out.printf("  %4d in the cache %8.1f%n", TOKENS + from + PART / 2,
          median(micros.subList(from, from + PART)));
    }
  }

  private static Pretrained model(int layers) {
    return Pretrained.random(TransformerConfig.of(Map.of("model_type", "qwen2", "hidden_size", 128,
        "num_hidden_layers", layers, "num_attention_heads", 4, "num_key_value_heads", 2, "intermediate_size",
        384,
        "vocab_size", VOCABULARY, "tie_word_embeddings", true)), 1);
  }

  private static List<int[]> texts(int count) {
    SplittableRandom random = new SplittableRandom(1);
    List<int[]> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) texts.add(random.ints(TOKENS, 0, VOCABULARY).toArray());
    return texts;
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private static long nanos() { return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime(); }
}
