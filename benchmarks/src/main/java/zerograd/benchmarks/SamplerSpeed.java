package zerograd.benchmarks;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.core.Philox;
import zerograd.models.generate.MinP;
import zerograd.models.generate.Sampler;
import zerograd.models.generate.Scores;
import zerograd.models.generate.TopK;
import zerograd.models.generate.TopP;
import zerograd.tensor.Device;

/// What choosing a token costs, in microseconds for a row of logits on one thread: by the kernel that draws from whole rows,
/// with the log-probability, and by samplers that leave tokens out, without it.
public final class SamplerSpeed {

  private static final int ROWS = 16, SAMPLES = 41;

  private SamplerSpeed() {}

  public static void main(String[] args) {
    try (Device device = Device.cpu(1)) {
      for (int V : new int[]{1024, 4096, 32_000, 151_936}) {
        device.run("rows", () -> System.out.println(measure(V)));
      }
    }
  }

  private static String measure(int V) {
    Floats logits = Device.scope().floats((long) ROWS * V), logProbs = Device.scope().floats(ROWS);
    Ints tokens = Device.scope().ints(ROWS);
    Random random = new Random(V);
    for (long i = 0; i < logits.length(); i++) logits.set(i, (float) (3 * random.nextGaussian()));
    float[][] rows = new float[ROWS][];
    for (int n = 0; n < ROWS; n++) rows[n] = logits.slice((long) n * V, V).toArray();
    double[] draws = new double[ROWS];
    Map<String, Runnable> ways = new LinkedHashMap<>();
    ways.put("greedy", () -> Device.kernels().tokenLogProbs().likeliest(tokens, logProbs, logits, ROWS, V));
    ways.put("T 1", () -> Device.kernels().tokenLogProbs().draw(tokens, logProbs, logits, draws, ROWS, V, 1));
    ways.put("T 0.7",
        () -> Device.kernels().tokenLogProbs().draw(tokens, logProbs, logits, draws, ROWS, V, 0.7f));
    Sampler warm = Sampler.temperature(0.7f);
    ways.put("T by scores", () -> choose(warm, rows, draws));
    ways.put("top-k 20", () -> choose(warm.with(new TopK(20)), rows, draws));
    ways.put("top-p 0.9", () -> choose(warm.with(new TopP(0.9)), rows, draws));
    ways.put("top-k 20, top-p 0.8", () -> choose(warm.with(new TopK(20)).with(new TopP(0.8)), rows, draws));
    ways.put("min-p 0.05", () -> choose(warm.with(new MinP(0.05)), rows, draws));
    StringBuilder line = new StringBuilder("V = %,d".formatted(V));
    ways.forEach((name, way) -> {
      double[] micros = new double[SAMPLES];
      for (int i = 0; i < SAMPLES; i++) {
        for (int n = 0; n < ROWS; n++) draws[n] = Philox.uniform(1, Philox.Stream.SAMPLING, i, n, 0, 0);
        long began = System.nanoTime();
        way.run();
        micros[i] = (System.nanoTime() - began) * 1e-3 / ROWS;
      }
      Arrays.sort(micros);
      line.append("   %s %.1f".formatted(name, micros[SAMPLES / 4]));
    });
    return line.toString();
  }

  private static void choose(Sampler sampler, float[][] rows, double[] draws) {
    Scores scores = new Scores(rows[0].length);
    for (int n = 0; n < rows.length; n++) {
      scores.load(rows[n]);
      sampler.next(scores, new int[0], 0, draws[n]);
    }
  }
}
