package zerograd.rl.math;

import java.util.Optional;
import java.util.regex.Pattern;

/// The value of an arithmetic expression as Python reads it: numbers, `+ - * / // **`, signs and parentheses.
public final class Arithmetic {

  private static final Pattern FIGURES = Pattern.compile("[0-9.+*/()\\s-]+");
  private static final Pattern PADDED = Pattern.compile("(?<![0-9.])0++[1-9][0-9]*+(?!\\.)");
  private static final Probe PROBE = new Probe(new Probe.Constants(false, false));

  private Arithmetic() {}

  /// The value, unless the text is no expression, is nested more than some thirty deep, or has no finite value; an integer with
  /// a leading zero is none.
  public static Optional<Double> evaluate(String text) {
    if (!FIGURES.matcher(text).matches() || PADDED.matcher(text).find()) return Optional.empty();
    return PlainParser.parse(text).flatMap(PROBE::number).filter(Complex::isReal).map(Complex::re);
  }
}
