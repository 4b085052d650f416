package zerograd.rl.math;

import java.util.List;
import java.util.stream.Stream;

/// Words that answers are given in and that count nothing, as the evaluation of Qwen2.5-Math lists them.
///
/// They are regular expressions, so that a point stands for any character, and their order decides what is left.
final class Units {

  private static final List<String> SINGULAR = List.of(
      "east", "degree", "mph", "kmph", "ft", "m sqaure", " m east", "sq m", "deg", "mile", "q .", "monkey",
      "prime", "ratio", "profit of rs", "rd", "o", "gm", "p . m", "lb", "tile", "per", "dm", "lt", "gain",
      "ab", "way", "west", "a .", "b .", "c .", "d .", "e .", "f .", "g .", "h .", "t", "a", "h",
      "no change", "men", "soldier", "pie", "bc", "excess", "st", "inches", "noon", "percent", "by", "gal",
      "kmh", "c", "acre", "rise", "a . m", "th", "π r 2", "sq", "mark", "l", "toy", "coin", "sq . m",
      "gallon", "° f", "profit", "minw", "yr", "women", "feet", "am", "pm", "hr", "cu cm", "square",
      "v â € ™", "are", "rupee", "rounds", "cubic", "cc", "mtr", "s", "ohm", "number", "kmph", "day",
      "hour", "minute", "min", "second", "man", "woman", "sec", "cube", "mt", "sq inch", "mp", "∏ cm ³",
      "hectare", "more", "sec", "unit", "cu . m", "cm 2", "rs .", "rs", "kg", "g", "month", "km", "m",
      "cm", "mm", "apple", "liter", "loss", "yard", "pure", "year", "increase", "decrease", "d", "less",
      "Surface", "litre", "pi sq m", "s .", "metre", "meter", "inch");

  /// All of them, then each with an "s".
  static final List<String> LIST = Stream.concat(SINGULAR.stream(), SINGULAR.stream().map(unit -> unit + "s"))
      .toList();

  private Units() {}
}
