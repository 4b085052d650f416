package zerograd.models.generate;

/// Divides all scores by a temperature: below 1 the likely becomes likelier, above 1 all tokens become more alike.
///
/// Ackley, Hinton & Sejnowski 1985, *A Learning Algorithm for Boltzmann Machines*, section 2.
public record Temperature(float temperature) implements LogitsProcessor {

  /// @throws IllegalArgumentException if it is not positive; the limit 0 is [Sampler#greedy]
  public Temperature {
    if (!(temperature > 0)) {
      throw new IllegalArgumentException(
          "temperature must be positive, got " + temperature
              + "; for the likeliest token each time, be greedy");
    }
  }

  @Override public void apply(Scores scores, int[] tokens, int length) { scores.divide(temperature); }
}
