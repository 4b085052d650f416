package zerograd.benchmarks;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import zerograd.models.generate.Sampler;
import zerograd.models.generate.Scores;
import zerograd.models.generate.TopK;
import zerograd.models.generate.TopP;

/// Microseconds to choose one token from its logits, on one thread.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector",
    "--enable-native-access=ALL-UNNAMED"})
public class SamplingBenchmark {

  private static final Sampler LIKELIEST = Sampler.greedy(), DRAW = Sampler.temperature(1),
      NARROW = Sampler.temperature(0.7f).with(new TopK(20)).with(new TopP(0.8));

  /// Tokens to choose from.
  @Param({"1024", "151936"})
  public int V;

  private float[] logits;
  private Scores scores;
  private final SplittableRandom random = new SplittableRandom(1);
  private final int[] text = {1, 2, 3};

  /// Makes logits as an untrained model has them.
  @Setup public void make() {
    logits = new float[V];
    for (int id = 0; id < V; id++) logits[id] = (float) random.nextGaussian();
    scores = new Scores(V);
  }

  @Benchmark public int greedy() { return choose(LIKELIEST); }

  @Benchmark public int temperature() { return choose(DRAW); }

  @Benchmark public int topKTopP() { return choose(NARROW); }

  private int choose(Sampler sampler) {
    scores.load(logits);
    return sampler.next(scores, text, text.length, random.nextDouble());
  }
}
