package zerograd.rl.train;

import java.util.LinkedHashMap;
import java.util.Map;

/// How long the parts of a step took, in seconds, under verl's names.
final class Stopwatch {

  /// A part of a step.
  interface Part<T, E extends Exception> {
    T run() throws E;
  }

  private final long begin = System.nanoTime();
  private final Map<String, Double> seconds = new LinkedHashMap<>();

  <T, E extends Exception> T time(String part, Part<T, E> body) throws E {
    long start = System.nanoTime();
    T result = body.run();
    seconds.merge("timing_s/" + part, (System.nanoTime() - start) * 1e-9, Double::sum);
    return result;
  }

  /// All parts, the whole as `timing_s/step`, and what is in no part as `timing_s/other`.
  Map<String, Double> seconds() {
    Map<String, Double> all = new LinkedHashMap<>(seconds);
    double step = (System.nanoTime() - begin) * 1e-9;
    all.put("timing_s/other", step - seconds.values().stream().mapToDouble(Double::doubleValue).sum());
    all.put("timing_s/step", step);
    return all;
  }
}
