package zerograd.rl.analysis;

/// A line through points, by least squares: y = intercept + slope · x.
///
///     slope = Sxy / Sxx     intercept = ȳ − slope · x̄     s² = Σ (y − ŷ)² / (n − 2)
///     se(slope) = s / √Sxx     se(ŷ(x)) = s · √(1/n + (x − x̄)² / Sxx)
///
/// Gauss 1809; the standard errors as in any textbook, such as Weisberg 2005, *Applied Linear Regression*, chapter 2.
///
/// @param n points
/// @param slope NaN where all x are the same or there is no point
/// @param correlation Pearson's r; NaN where all x or all y are the same
/// @param slopeError the standard error of the slope; NaN for fewer than three points
public record Regression(int n, double slope, double intercept, double correlation, double slopeError,
    double meanX, double sumXX, double residual) {

  /// The line through (x₀, y₀), (x₁, y₁), …
  ///
  /// @throws IllegalArgumentException if there are not as many x as y
  public static Regression of(double[] x, double[] y) {
    if (x.length != y.length)
      throw new IllegalArgumentException(
          "regression: needs as many x as y, got %d and %d".formatted(x.length, y.length));
    int n = x.length;
    double meanX = mean(x), meanY = mean(y), xx = 0, xy = 0, yy = 0;
    for (int i = 0; i < n; i++) {
      double dx = x[i] - meanX, dy = y[i] - meanY;
      xx += dx * dx;
      xy += dx * dy;
      yy += dy * dy;
    }
    double slope = xx > 0 ? xy / xx : Double.NaN;
    double residual = n > 2 ? Math.sqrt(Math.max(0, yy - slope * xy) / (n - 2)) : Double.NaN;
    double correlation = xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : Double.NaN;
    return new Regression(n, slope, meanY - slope * meanX, correlation, residual / Math.sqrt(xx), meanX, xx,
        residual);
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) sum += value;
    return sum / values.length;
  }

  /// ŷ(x).
  public double at(double x) { return intercept + slope * x; }

  /// The standard error of ŷ(x): a band of 1.96 of them holds the line with 95 % confidence, for many points.
  public double errorAt(double x) {
    return residual * Math.sqrt(1.0 / n + (x - meanX) * (x - meanX) / sumXX);
  }
}
