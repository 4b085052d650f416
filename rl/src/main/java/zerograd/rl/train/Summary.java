package zerograd.rl.train;

import java.util.Map;

/// The mean, largest and smallest of some numbers.
final class Summary {

  private double sum, max = Double.NEGATIVE_INFINITY, min = Double.POSITIVE_INFINITY;
  private long count;

  void add(double number) {
    sum += number;
    max = Math.max(max, number);
    min = Math.min(min, number);
    count++;
  }

  double mean() { return count == 0 ? 0 : sum / count; }

  /// As `NAME/mean`, `NAME/max` and `NAME/min`; nothing if there were no numbers.
  void putInto(Map<String, Double> metrics, String name) {
    if (count == 0) return;
    metrics.put(name + "/mean", mean());
    metrics.put(name + "/max", max);
    metrics.put(name + "/min", min);
  }
}
