package zerograd.rl.math;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import zerograd.rl.math.AnswerFinder.Place;
import zerograd.rl.math.Expression.Num;
import zerograd.rl.math.Expression.Percent;
import zerograd.rl.reward.Steps;

/// The numbers and sums in plain figures in a text: `1,000.99`, `-5`, `(9 + 1) * 2`.
///
/// They stand at the start, after white space, or after an equals sign, a currency sign between; so `1,000.99m²` is one and
/// the 2 of `AZYUK2A` is none. Thousands are grouped by commas or spaces, and a comma before other than three digits is a
/// decimal point.
final class PlainPlaces {

  private static final Pattern NUMBER = Pattern.compile(
      "-?(?:[0-9]{1,3}(?:[ ,][0-9]{3})++(?![0-9])(?:\\.[0-9]++)?|[0-9]++(?:[.,][0-9]++)?|\\.[0-9]++)");
  private static final Pattern GROUPS = Pattern.compile("-?[0-9]{1,3}(?:[ ,][0-9]{3})+(?:\\.[0-9]+)?");
  private static final Pattern PERCENT = Pattern.compile("\\s?(?:\\\\?%|percent|pct)");
  private static final int LONGEST = 400;
  private static final String OPERATORS = "+-*×/÷^()";
  private static final String CURRENCIES = "$€£¥₹₽₪₩₫฿";

  private PlainPlaces() {}

  /// The places from one position to another, in their order.
  static List<Place> in(String text, int from, int to) {
    List<Place> places = new ArrayList<>();
    int runEnd = -1, lastOperator = -1;
    for (int at = from; at < to;) {
      Steps.spend(1);
      if (!startsHere(text, at)) {
        at++;
        continue;
      }
      if (runEnd <= at) {
        runEnd = at;
        for (; runEnd < to && isSumCharacter(text.charAt(runEnd)); runEnd++)
          if (OPERATORS.indexOf(text.charAt(runEnd)) >= 0) lastOperator = runEnd;
      }
      Place place = lastOperator > at && runEnd - at <= LONGEST ? sum(text, at, runEnd) : null;
      if (place == null) place = number(text, at);
      if (place != null) places.add(place);
      at = place == null ? at + 1 : Math.max(at + 1, place.end());
    }
    return places;
  }

  private static boolean startsHere(String text, int at) {
    if (at == 0) return true;
    char before = text.charAt(at - 1);
    return Character.isWhitespace(before) || before == '=' || before == '*' && text.startsWith("**", at - 2);
  }

  private static boolean isSumCharacter(char c) {
    return c >= '0' && c <= '9' || c == '.' || Character.isWhitespace(c) || OPERATORS.indexOf(c) >= 0;
  }

  /// A sum reaches as far as its characters do, and ends before a space or a mark of punctuation.
  private static Place sum(String text, int at, int runEnd) {
    int end = runEnd;
    if (end < text.length() && ",:$".indexOf(text.charAt(end)) < 0) {
      do
        end--;
      while (end > at && !Character.isWhitespace(text.charAt(end)) && ".)".indexOf(text.charAt(end)) < 0);
      if (text.charAt(end) == ')') end++;
    }
    String sum = text.substring(at, Math.max(at, end)).strip();
    while (sum.endsWith("."))
      sum = sum.substring(0, sum.length() - 1).strip();
    boolean hasSign = false;
    for (int i = 1; i < sum.length(); i++) hasSign |= OPERATORS.indexOf(sum.charAt(i)) >= 0;
    if (sum.length() < 3 || !hasSign || parsed(sum).isEmpty()) return null;
    return AnswerFinder.anywhere(at, end, List.of(sum), false, isPercent(text, end));
  }

  private static Place number(String text, int at) {
    int from = at < text.length() && CURRENCIES.indexOf(text.charAt(at)) >= 0 ? at + 1 : at;
    Matcher number = NUMBER.matcher(text).region(from, text.length());
    return number.lookingAt()
        ? AnswerFinder.anywhere(at, number.end(), List.of(number.group()), false,
            isPercent(text, number.end()))
        : null;
  }

  private static boolean isPercent(String text, int end) {
    return PERCENT.matcher(text).region(end, text.length()).lookingAt();
  }

  /// The number or sum that a place holds.
  static Optional<Expression> parsed(Place place) {
    return parsed(place.formulas().getFirst()).map(value -> place.isPercent() ? new Percent(value) : value);
  }

  private static Optional<Expression> parsed(String figures) {
    if (NUMBER.matcher(figures).matches()) {
      String decimal = GROUPS.matcher(figures).matches()
          ? figures.replaceAll("[ ,]", "")
          : figures.replace(',', '.');
      return Rational.parse(decimal).map(value -> new Num(value, decimal.contains(".")));
    }
    return PlainParser.parse(figures.replace("^", "**").replace('×', '*').replace('÷', '/'));
  }
}
