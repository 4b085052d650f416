package zerograd.rl.train;

import java.util.List;
import java.util.Map;

/// What a training step did.
///
/// @param step the number of steps made, this one included; 0 for what was measured before the first
/// @param steps how many the run is to make
/// @param metrics numbers by name, as verl names them
/// @param notes sentences that a reader of the numbers needs, such as why a loss is zero
public record StepReport(int step, int steps, Map<String, Double> metrics, List<String> notes) {

  /// A metric that every step has.
  ///
  /// @throws IllegalArgumentException if this one has not
  public double metric(String name) {
    Double value = metrics.get(name);
    if (value == null) throw new IllegalArgumentException("step %d has no metric %s".formatted(step, name));
    return value;
  }
}
