package zerograd.rl.math;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import zerograd.rl.math.Expression.Call;
import zerograd.rl.math.Expression.Num;
import zerograd.rl.math.Expression.Power;
import zerograd.rl.math.Expression.Symbol;
import zerograd.rl.math.Expression.Tuple;
import zerograd.rl.reward.Steps;

/// Reads an expression as programs write it: names of several letters, calls, and a sign for every operation.
///
///     list    = sum { "," sum }
///     sum     = product { ("+" | "-") product }
///     product = sign { ("*" | "/" | "//") sign }
///     sign    = { "+" | "-" } power
///     power   = atom { "!" } [ "**" sign ]
///     atom    = number | name [ "(" sum { "," sum } ")" ] | "(" sum ")"
final class PlainParser {

  private static final Pattern TOKEN = Pattern.compile(
      "\\s*+(?:([0-9]++\\.(?![0-9])|[0-9]*+\\.?[0-9]++(?:[eE][+-]?[0-9]++)?|[0-9]++(?:[eE][+-]?[0-9]++)?)"
          + "|([A-Za-z_][A-Za-z_0-9]*+)|(\\*\\*|//|[-+*/(),!]))");
  /// Names that stand for numbers; no formula's letter has such a name.
  private static final Map<String, String> CONSTANTS = Map.of("E", "number e", "I", "number i");
  private static final int DEEPEST = 60;

  private static final class NoFormula extends RuntimeException {
    private static final long serialVersionUID = 1;

    NoFormula() { super("", null, false, false); }
  }

  private final Matcher matcher;
  private final int end;
  private String number, name, symbol;
  private int depth;

  private PlainParser(String text) {
    matcher = TOKEN.matcher(text);
    end = text.stripTrailing().length();
    next();
  }

  /// The expression, unless the text is none.
  static Optional<Expression> parse(String text) {
    try {
      PlainParser parser = new PlainParser(text);
      List<Expression> items = new ArrayList<>(List.of(parser.sum()));
      while (parser.takes(","))
        items.add(parser.sum());
      Expression expression = items.size() == 1 ? items.getFirst() : new Tuple(items, "", "");
      return parser.isAtEnd() ? Optional.of(expression) : Optional.empty();
    } catch (NoFormula e) {
      return Optional.empty();
    }
  }

  private boolean isAtEnd() { return number == null && name == null && symbol == null; }

  private void next() {
    Steps.spend(1);
    number = name = symbol = null;
    if (matcher.regionStart() >= end) return;
    if (!matcher.lookingAt()) throw new NoFormula();
    number = matcher.group(1);
    name = matcher.group(2);
    symbol = matcher.group(3);
    matcher.region(matcher.end(), matcher.regionEnd());
  }

  private boolean takes(String wanted) {
    if (!wanted.equals(symbol)) return false;
    next();
    return true;
  }

  private Expression sum() {
    if (++depth > DEEPEST) throw new NoFormula();
    List<Expression> terms = new ArrayList<>(List.of(product()));
    while (true) {
      if (takes("+")) terms.add(product());
      else if (takes("-")) terms.add(Expression.negative(product()));
      else
        break;
    }
    depth--;
    return Expression.sum(terms);
  }

  private Expression product() {
    List<Expression> factors = new ArrayList<>(List.of(sign()));
    while (true) {
      if (takes("*")) factors.add(sign());
      else if (takes("//")) {
        Expression quotient = Expression.quotient(Expression.product(List.copyOf(factors)), sign());
        factors = new ArrayList<>(List.of(Expression.call("floor", quotient)));
      } else if (takes("/")) factors.add(new Power(sign(), Num.of(-1)));
      else
        return Expression.product(factors);
    }
  }

  private Expression sign() {
    if (++depth > DEEPEST) throw new NoFormula();
    Expression signed = takes("-") ? Expression.negative(sign()) : takes("+") ? sign() : power();
    depth--;
    return signed;
  }

  private Expression power() {
    Expression base = atom();
    while (takes("!"))
      base = Expression.call("factorial", base);
    return takes("**") ? new Power(base, sign()) : base;
  }

  private Expression atom() {
    if (number != null) {
      String digits = number;
      next();
      return new Num(Rational.parse(digits).orElseThrow(NoFormula::new), digits.contains("."));
    }
    if (name != null) {
      String called = name;
      next();
      if (!takes("(")) return new Symbol(CONSTANTS.getOrDefault(called, called));
      List<Expression> arguments = new ArrayList<>();
      do
        arguments.add(sum());
      while (takes(","));
      if (!takes(")")) throw new NoFormula();
      return new Call(called, arguments);
    }
    if (!takes("(")) throw new NoFormula();
    Expression inside = sum();
    if (!takes(")")) throw new NoFormula();
    return inside;
  }
}
