package zerograd.rl.reward;

import java.util.Optional;

/// The value of an arithmetic expression, in double: numbers, `+ - * / // **`, signs and parentheses.
///
///     sum     = product { ("+" | "-") product }
///     product = sign { ("*" | "/" | "//") sign }
///     sign    = ("+" | "-") sign | power
///     power   = atom [ "**" sign ]
///     atom    = number | "(" sum ")"
final class Arithmetic {

  private static final int DEEPEST = 100;

  private final String text;
  private int at;
  private int depth;

  private Arithmetic(String text) { this.text = text; }

  /// The value, unless the text is no expression, is nested more than a hundred deep, or has no finite value.
  static Optional<Double> evaluate(String text) {
    try {
      Arithmetic parser = new Arithmetic(text);
      double value = parser.sum();
      parser.skipSpaces();
      return parser.at == text.length() && Double.isFinite(value) ? Optional.of(value) : Optional.empty();
    } catch (NoExpression e) {
      return Optional.empty();
    }
  }

  private static final class NoExpression extends RuntimeException {
    private static final long serialVersionUID = 1;

    NoExpression() { super("", null, false, false); }
  }

  private double sum() {
    if (++depth > DEEPEST) throw new NoExpression();
    double value = product();
    while (true) {
      if (takes("+")) value += product();
      else if (takes("-")) value -= product();
      else
        break;
    }
    depth--;
    return value;
  }

  private double product() {
    double value = sign();
    while (true) {
      if (takes("//")) value = Math.floor(value / sign());
      else if (takes("/")) value /= sign();
      else if (!next("**") && takes("*")) value *= sign();
      else
        return value;
    }
  }

  private double sign() {
    if (++depth > DEEPEST) throw new NoExpression();
    double value = takes("-") ? -sign() : takes("+") ? sign() : power();
    depth--;
    return value;
  }

  private double power() {
    double base = atom();
    return takes("**") ? StrictMath.pow(base, sign()) : base;
  }

  private double atom() {
    Steps.spend(1);
    if (takes("(")) {
      double value = sum();
      if (!takes(")")) throw new NoExpression();
      return value;
    }
    return number();
  }

  /// Digits with at most one point; an integer has no leading zero.
  private double number() {
    skipSpaces();
    int from = at, points = 0, digits = 0;
    for (; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '.') points++;
      else if (c >= '0' && c <= '9') digits++;
      else
        break;
    }
    String number = text.substring(from, at);
    boolean isPadded = points == 0 && number.length() > 1 && number.startsWith("0") && !number.matches("0+");
    if (digits == 0 || points > 1 || isPadded) throw new NoExpression();
    return Double.parseDouble(number);
  }

  private boolean next(String symbol) {
    skipSpaces();
    return text.startsWith(symbol, at);
  }

  private boolean takes(String symbol) {
    boolean takes = next(symbol);
    if (takes) at += symbol.length();
    return takes;
  }

  private void skipSpaces() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at)))
      at++;
  }
}
