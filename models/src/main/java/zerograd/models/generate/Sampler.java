package zerograd.models.generate;

import java.util.ArrayList;
import java.util.List;

/// How the next token is chosen from its scores: processors in order, then the likeliest token or a draw.
///
///     Sampler.greedy()
///     Sampler.temperature(0.7f).with(new TopK(20)).with(new TopP(0.8))
public record Sampler(List<LogitsProcessor> processors, boolean isGreedy) {

  /// @throws IllegalArgumentException if there are two temperatures
  public Sampler {
    processors = List.copyOf(processors);
    if (processors.stream().filter(Temperature.class::isInstance).count() > 1) {
      throw new IllegalArgumentException("a sampler has at most one temperature, got " + processors);
    }
  }

  /// The likeliest token each time; of several, the lowest.
  public static Sampler greedy() { return new Sampler(List.of(), true); }

  /// A draw from the model's distribution at a temperature.
  public static Sampler temperature(float temperature) {
    return new Sampler(List.of(new Temperature(temperature)), false);
  }

  /// This sampler at another temperature; the other processors stay.
  ///
  /// @throws IllegalArgumentException if it has none to change
  public Sampler withTemperature(float temperature) {
    if (processors.stream().noneMatch(Temperature.class::isInstance)) {
      throw new IllegalArgumentException("sampler: there is no temperature to change in " + processors);
    }
    return new Sampler(processors.stream()
        .map(processor -> processor instanceof Temperature ? new Temperature(temperature) : processor)
        .toList(),
        isGreedy);
  }

  /// This sampler with another processor after those it has.
  public Sampler with(LogitsProcessor processor) {
    List<LogitsProcessor> more = new ArrayList<>(processors);
    more.add(processor);
    return new Sampler(more, isGreedy);
  }

  /// The next token after the first `length` of `tokens`. `scores` holds their logits and is used up.
  ///
  /// @param draw a number in [0, 1); greedy samplers ignore it
  public int next(Scores scores, int[] tokens, int length, double draw) {
    for (LogitsProcessor processor : processors) processor.apply(scores, tokens, length);
    return isGreedy ? scores.argMax() : scores.draw(draw);
  }

  /// The temperature of the log-probabilities that are reported: that of the draw, 1 if greedy (contract, rule 11).
  public float logProbTemperature() {
    for (LogitsProcessor processor : processors) {
      if (processor instanceof Temperature(float temperature) && !isGreedy) return temperature;
    }
    return 1;
  }

  /// True if the tokens come from the model's own distribution, except that unlikely ones may be left out. Reinforcement
  /// learning needs that.
  public boolean keepsTheModel() { return processors.stream().allMatch(LogitsProcessor::keepsTheModel); }

  /// True if no token is left out or made less likely: then a token is drawn from all logits at [#logProbTemperature], or is
  /// the likeliest.
  boolean isPlain() {
    return processors.isEmpty() || !isGreedy && processors.size() == 1
        && processors.getFirst() instanceof Temperature;
  }
}
