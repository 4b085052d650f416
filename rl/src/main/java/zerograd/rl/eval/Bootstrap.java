package zerograd.rl.eval;

import java.util.Arrays;
import zerograd.core.Philox;
import zerograd.core.Philox.Stream;

/// How far a mean over questions could be off because these questions were asked and not others: draw as many questions with
/// replacement, take the mean, a thousand times; nineteen of twenty means lie in the interval.
///
/// Samples of one question belong together and are drawn together, as the number of that question. Where all questions got the
/// same number the interval is a point, which is no proof.
///
/// Efron & Tibshirani 1993, *An Introduction to the Bootstrap*, §13.3 (percentile interval); Miller 2024, *Adding Error Bars to
/// Evals*, arXiv:2411.00640, on questions as what is drawn.
///
/// @param mean of the numbers
/// @param low the 2.5 % quantile of the drawn means
/// @param high the 97.5 % quantile
public record Bootstrap(double mean, double low, double high) {

  private static final int DRAWS = 1000;

  /// The mean of one number a question, and its interval; draws are keyed by `seed`, so the same numbers give the same interval.
  ///
  /// @throws IllegalArgumentException if there is no number
  public static Bootstrap of(double[] numbers, long seed) {
    if (numbers.length == 0)
      throw new IllegalArgumentException("bootstrap: needs at least one number, got none");
    double[] means = new double[DRAWS];
    for (int draw = 0; draw < DRAWS; draw++) {
      double sum = 0;
      for (int i = 0; i < numbers.length; i++)
        sum += numbers[Philox.below(numbers.length, seed, Stream.OTHER, 0, draw, i, 0)];
      means[draw] = sum / numbers.length;
    }
    Arrays.sort(means);
    return new Bootstrap(Arrays.stream(numbers).sum() / numbers.length, quantile(means, 0.025),
        quantile(means, 0.975));
  }

  /// Between the two nearest, as numpy's default.
  private static double quantile(double[] sorted, double q) {
    double at = q * (sorted.length - 1);
    int below = (int) at, above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }
}
