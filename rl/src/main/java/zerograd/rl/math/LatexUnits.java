package zerograd.rl.math;

import java.util.List;

/// Units that may follow a number in a formula and count nothing.
final class LatexUnits {

  /// Regular expressions, longest words first where one begins another.
  static final List<String> WORDS = List.of("degrees?", "mph", "kmph", "kmh", "km/h", "m/s", "ft", "sq\\s?m",
      "sq\\s?cm",
      "sq\\s?inch", "miles?", "square\\s+[a-z]+", "cubic\\s+[a-z]+", "squares?", "lbs?", "gal", "gallons?",
      "inch(?:es)?",
      "feet", "yards?", "yr", "years?", "months?", "days?", "hours?", "hrs?", "minutes?", "mins?", "seconds?",
      "secs?", "rs",
      "rupees?", "dollars?", "cents?", "yuan", "euros?", "pounds?", "kg", "gm", "grams?", "g", "km", "cm",
      "mm", "dm", "mtr",
      "met(?:er|re)s?", "lit(?:er|re)s?", "m", "ohms?", "units?", "apples?", "toys?", "coins?", "tiles?",
      "men", "women",
      "pies?", "soldiers?", "monkeys?", "cubes?", "hectares?", "acres?", "noon", "am", "pm", "points?",
      "people", "students?",
      "ways?", "times");

  private LatexUnits() {}
}
