package zerograd.models.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import zerograd.tensor.kernels.Elementary;

/// What processors keep, against their definitions written with a sorted list.
class ScoresTest {

  /// Scores with many ties, some forbidden, and a long tail of unlikely ones.
  private static float[] random(int V, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] scores = new float[V];
    for (int id = 0; id < V; id++) {
      scores[id] = switch (random.nextInt(5)) {
        case 0 -> random.nextInt(3);
        case 1 -> Float.NEGATIVE_INFINITY;
        case 2 -> (float) (-400 * random.nextDouble());
        case 3 -> random.nextBoolean() ? 0f : -0f;
        default -> Math.min(2.4f, (float) random.nextGaussian());
      };
    }
    scores[random.nextInt(V)] = 2.5f;
    return scores;
  }

  private static List<Integer> ranked(float[] scores) {
    return IntStream.range(0, scores.length).filter(id -> scores[id] != Float.NEGATIVE_INFINITY).boxed()
        .sorted(Comparator.<Integer>comparingDouble(id -> -(scores[id] + 0.0)).thenComparing(id -> id))
        .toList();
  }

  private static double sum(float[] scores) {
    double sum = 0;
    for (float score : scores) sum += Elementary.exp(score - 2.5f);
    return sum;
  }

  private static List<Integer> kept(float[] scores, LogitsProcessor... processors) {
    Scores kept = new Scores(scores.length);
    kept.load(scores);
    for (LogitsProcessor processor : processors) processor.apply(kept, new int[0], 0);
    List<Integer> ids = new ArrayList<>();
    for (int id = 0; id < scores.length; id++) {
      if (!kept.isPossible(id)) continue;
      ids.add(id);
      assertEquals(scores[id], kept.get(id));
    }
    return ids;
  }

  private static List<Integer> ascending(List<Integer> ids) { return List.copyOf(new TreeSet<>(ids)); }

  private interface Case {
    void check(float[] scores);
  }

  private static void cases(Case body) {
    for (int V : new int[]{1, 2, 5, 40, 1000})
      for (long seed = 0; seed < 20; seed++) body.check(random(V, seed));
  }

  private static List<Integer> mass(float[] scores, List<Integer> ranked, double sum, double p) {
    double before = 0;
    List<Integer> ids = new ArrayList<>();
    for (int id : ranked) {
      if (before >= p) break;
      ids.add(id);
      before += Elementary.exp(scores[id] - 2.5f) / sum;
    }
    return ascending(ids);
  }

  @Test void topKKeepsTheFirstOfTheRanking() {
    cases(scores -> {
      for (int k : new int[]{1, 2, 3, 17, 5000}) {
        List<Integer> ranked = ranked(scores);
        assertEquals(ascending(ranked.subList(0, Math.min(k, ranked.size()))), kept(scores, new TopK(k)));
      }
    });
  }

  @Test void topPKeepsTheFirstOfTheRankingThatReachTheMass() {
    cases(scores -> {
      for (double p : new double[]{1e-9, 0.3, 0.9, 0.999999, 1 - 0x1p-53}) {
        assertEquals(mass(scores, ranked(scores), sum(scores), p), kept(scores, new TopP(p)), "p = " + p);
      }
    });
  }

  @Test void topPAfterTopKLooksAtWhatIsLeft() {
    cases(scores -> {
      List<Integer> ranked = ranked(scores), first = ranked.subList(0, Math.min(7, ranked.size()));
      double sum = 0;
      for (int id : ascending(first)) sum += Elementary.exp(scores[id] - 2.5f);
      assertEquals(mass(scores, first, sum, 0.8), kept(scores, new TopK(7), new TopP(0.8)));
    });
  }

  @Test void minPComparesWithTheLikeliest() {
    cases(scores -> {
      for (double p : new double[]{0, 1e-300, 1e-44, 1e-3, 0.2, Elementary.exp(-0.5f), 1}) {
        List<Integer> expected = ranked(scores).stream().filter(id -> Elementary.exp(scores[id] - 2.5f) >= p)
            .toList();
        assertEquals(ascending(expected), kept(scores, new MinP(p)), "p = " + p);
      }
    });
  }

  @Test void aDrawIsTheSameFromAllTokensAndFromTheKeptOnes() {
    cases(scores -> {
      for (double draw : new double[]{0, 0.1, 0.5, 0.9, 1 - 0x1p-53}) {
        Scores narrowed = new Scores(scores.length), all = new Scores(scores.length);
        narrowed.load(scores);
        new TopK(5).apply(narrowed, new int[0], 0);
        float[] left = new float[scores.length];
        for (int id = 0; id < left.length; id++) left[id] = narrowed.get(id);
        all.load(left);
        assertEquals(all.draw(draw), narrowed.draw(draw));
      }
    });
  }

  @Test void aScoreThatIsNotANumberIsRefused() {
    float[] scores = random(40, 1);
    scores[30] = Float.NaN;
    List<LogitsProcessor> processors = List.of(new TopK(3), new TopP(0.5), new MinP(0.1), new Epsilon(0.1));
    for (LogitsProcessor processor : processors) {
      assertEquals("the logit of token 30 is NaN; has training diverged?",
          assertThrows(ArithmeticException.class, () -> kept(scores, processor)).getMessage());
    }
  }
}
