package zerograd.rl.analysis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatisticsTest {

  /// Edges as `pandas.cut([1, 2, 3, 10, 7], 3, retbins=True)` gives them: 0.991, 4, 7, 10.
  @Test void binsAreThoseOfPandas() {
    List<Bins.Bin> bins = Bins.of(new double[]{1, 2, 3, 10, 7}, new double[]{1, 0, 0, 1, 1}, 3);
    assertArrayEquals(new double[]{0.991, 4, 7}, bins.stream().mapToDouble(Bins.Bin::from).toArray(), 1e-12);
    assertEquals(List.of(3, 1, 1), bins.stream().map(Bins.Bin::n).toList());
    assertEquals(1 / 3.0, bins.getFirst().mean());
  }

  /// As `pandas.cut([5, 5], 2, retbins=True)`: 4.995, 5, 5.005; of zeros: -0.001, 0, 0.001.
  @Test void equalValuesHaveBinsToo() {
    Bins.Bin first = Bins.of(new double[]{5, 5}, new double[]{1, 1}, 2).getFirst();
    assertArrayEquals(new double[]{4.995, 5}, new double[]{first.from(), first.to()}, 1e-12);
    assertEquals(2, first.n());
    assertEquals(-0.001, Bins.of(new double[]{0}, new double[]{1}, 2).getFirst().from());
    assertEquals(List.of(), Bins.of(new double[0], new double[0], 10));
  }

  /// Anscombe's first set: slope 0.500, intercept 3.000, r 0.816, standard error of the slope 0.118.
  @Test void theLineIsAnscombes() {
    double[] x = {10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5};
    double[] y = {8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68};
    Regression line = Regression.of(x, y);
    assertEquals(0.500, line.slope(), 0.001);
    assertEquals(3.000, line.intercept(), 0.001);
    assertEquals(0.816, line.correlation(), 0.001);
    assertEquals(0.118, line.slopeError(), 0.001);
    assertEquals(line.residual() / Math.sqrt(11), line.errorAt(9), 1e-12);          // 9 is the mean of x
  }

  @Test void pointsAboveEachOtherHaveNoSlope() {
    assertTrue(Double.isNaN(Regression.of(new double[]{2, 2}, new double[]{0, 1}).slope()));
    assertTrue(Double.isNaN(Regression.of(new double[0], new double[0]).slope()));
  }

  @Test void scriptsAreCountedByLetters() {
    Scripts scripts = Scripts.of("Let x = 3: 情報 жё, π!");
    assertEquals(Map.of("latin", 4, "han", 2, "cyrillic", 2, "greek", 1), scripts.letters());
    assertEquals("latin", scripts.main());
    assertEquals(0.5, scripts.mixing());                     // 4 of 8, as formulas need Greek
    assertEquals(0, Scripts.of("1 + 1 = 2").mixing());
  }

  @Test void theShareOfRepeatedWordsNeedsNoThreshold() {
    assertEquals(0, Repetition.ratio("a b c d e f", 4));
    assertEquals(0, Repetition.ratio("a b", 4));
    assertEquals(1 - 2 / 7.0, Repetition.ratio("a b a b a b a b a b", 4));
  }

  @Test void responsesHaveParts() {
    assertEquals("hm",
        ResponseParts.of("x <think>", "hm</think> <answer> (B) </answer>").thinking().orElseThrow());
    assertEquals("(B)",
        ResponseParts.of("x <think>", "hm</think> <answer> (B) </answer>").answer().orElseThrow());
    assertTrue(ResponseParts.of("x", "<answer>1</answer>").thinking().isEmpty());
    assertTrue(!ResponseParts.of("x <think>", "hm <answer>1</answer>").isValid());
  }
}
