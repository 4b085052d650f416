package zerograd.rl.math;

import java.util.List;

/// What a formula says: a small algebra of numbers, symbols, operations, relations and collections.
sealed interface Expression {

  /// An exact number. `isDecimal` if it was written with a point: then it may be rounded.
  record Num(Rational value, boolean isDecimal) implements Expression {
    static Num of(long n) { return new Num(Rational.of(n), false); }
  }

  /// `x %`: the number x / 100, remembered as a percentage.
  record Percent(Expression of) implements Expression {}

  /// A letter, a named constant such as `\pi`, or a symbol with its subscript.
  record Symbol(String name) implements Expression {}

  record Sum(List<Expression> terms) implements Expression {}

  record Product(List<Expression> factors) implements Expression {}

  record Power(Expression base, Expression exponent) implements Expression {}

  /// A function by its name: `sqrt`, `sin`, `log` (argument, base), `abs`, `floor`, `factorial`, `binom`; a name unknown to
  /// [Probe] stands for any function.
  record Call(String name, List<Expression> arguments) implements Expression {}

  /// `left sign right`, the sign one of `= != < <= > >= in approx`.
  record Relation(String sign, Expression left, Expression right) implements Expression {
    Relation flipped() {
      String flipped = switch (sign) {
        case "<" -> ">";
        case "<=" -> ">=";
        case ">" -> "<";
        case ">=" -> "<=";
        default -> sign;
      };
      return new Relation(flipped, right, left);
    }
  }

  /// Relations that hold together, as in `a < b < c`.
  record All(List<Relation> relations) implements Expression {}

  /// Things in an order, with the brackets they were written in: `(`, `[` or nothing.
  record Tuple(List<Expression> items, String open, String close) implements Expression {}

  record FiniteSet(List<Expression> items) implements Expression {}

  record Interval(Expression from, Expression to, boolean openFrom, boolean openTo) implements Expression {}

  record Union(List<Expression> parts) implements Expression {}

  record Matrix(List<List<Expression>> rows) implements Expression {}

  /// Words.
  record Text(String words) implements Expression {}

  static Expression sum(List<Expression> terms) {
    return terms.size() == 1 ? terms.getFirst() : new Sum(terms);
  }

  static Expression product(List<Expression> factors) {
    return factors.size() == 1 ? factors.getFirst() : new Product(factors);
  }

  static Expression negative(Expression e) {
    return e instanceof Num(Rational value, boolean isDecimal)
        ? new Num(value.negate(), isDecimal)
        : new Product(List.of(Num.of(-1), e));
  }

  static Expression minus(Expression a, Expression b) { return new Sum(List.of(a, negative(b))); }

  static Expression quotient(Expression a, Expression b) {
    return new Product(List.of(a, new Power(b, Num.of(-1))));
  }

  static Expression call(String name, Expression... arguments) { return new Call(name, List.of(arguments)); }
}
