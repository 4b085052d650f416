package zerograd.rl.math;

import java.math.BigInteger;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import zerograd.rl.math.Expression.Call;
import zerograd.rl.math.Expression.Num;
import zerograd.rl.math.Expression.Percent;
import zerograd.rl.math.Expression.Power;
import zerograd.rl.math.Expression.Product;
import zerograd.rl.math.Expression.Sum;
import zerograd.rl.math.Expression.Symbol;
import zerograd.rl.math.Expression.Text;
import zerograd.rl.reward.Steps;

/// Whether two expressions are the same function of their symbols: exactly where both are rational numbers, elsewhere by their
/// values at a few fixed points.
///
/// Two different expressions of the size of an answer that agree to eleven digits at five unrelated points do not come up; two
/// equal ones that are undefined at all of them are said to differ.
final class Probe {

  private static final double TOLERANCE = 1e-10;
  private static final int POINTS = 5;
  private static final int NEEDED = 2;
  private static final Rational HUNDREDTH = new Rational(BigInteger.ONE, BigInteger.valueOf(100));

  /// How a number system's letters are read: whether `e` and `i` are constants.
  record Constants(boolean e, boolean i) {}

  private final Constants constants;

  Probe(Constants constants) { this.constants = constants; }

  /// Whether a − b is 0.
  boolean equal(Expression a, Expression b) {
    Optional<Rational> exactA = exact(a), exactB = exact(b);
    if (exactA.isPresent() && exactB.isPresent()) return exactA.equals(exactB);
    Set<String> symbols = new LinkedHashSet<>();
    collect(a, symbols);
    collect(b, symbols);
    if (symbols.isEmpty()) return near(value(a, 0), value(b, 0), TOLERANCE);
    int agree = 0;
    for (int point = 0; point < POINTS; point++) {
      Complex x = value(a, point), y = value(b, point);
      if (!x.isFinite() || !y.isFinite()) continue;
      if (!near(x, y, TOLERANCE)) return false;
      agree++;
    }
    return agree >= NEEDED;
  }

  /// The real number c ≠ 0 for which a = c·b; 0 if there is none.
  double factor(Expression a, Expression b) {
    double factor = 0;
    int agree = 0;
    for (int point = 0; point < POINTS; point++) {
      Complex ratio = value(a, point).over(value(b, point));
      if (!ratio.isFinite()) continue;
      if (Math.abs(ratio.im()) > TOLERANCE * ratio.abs()) return 0;
      if (agree++ == 0) factor = ratio.re();
      else if (!near(Complex.of(factor), Complex.of(ratio.re()), TOLERANCE)) return 0;
    }
    return agree >= NEEDED ? factor : 0;
  }

  /// The value of an expression without free symbols, if it has one.
  Optional<Complex> number(Expression e) {
    Set<String> symbols = new LinkedHashSet<>();
    collect(e, symbols);
    if (!symbols.isEmpty()) return Optional.empty();
    return Optional.of(value(e, 0)).filter(Complex::isFinite);
  }

  static boolean near(Complex x, Complex y, double tolerance) {
    return x.isFinite() && y.isFinite()
        && x.minus(y).abs() <= tolerance * Math.max(1, Math.max(x.abs(), y.abs()));
  }

  // exact values

  /// The value, if it is a rational number made of rational numbers.
  Optional<Rational> exact(Expression e) {
    Steps.spend(1);
    return switch (e) {
      case Num(Rational value, boolean _) -> Optional.of(value);
      case Percent(Expression of) -> exact(of).flatMap(x -> x.times(HUNDREDTH));
      case Sum(List<Expression> terms) -> fold(terms, Rational.ZERO, true);
      case Product(List<Expression> factors) -> fold(factors, Rational.ONE, false);
      case Power(Expression base, Expression exponent) ->
        exact(base).flatMap(b -> exact(exponent).flatMap(b::power));
      case Call(String name, List<Expression> arguments) when name.equals("factorial")
          && arguments.size() == 1 ->
        exact(arguments.getFirst()).flatMap(Probe::factorial);
      default -> Optional.empty();
    };
  }

  private Optional<Rational> fold(List<Expression> parts, Rational start, boolean add) {
    Optional<Rational> result = Optional.of(start);
    for (Expression part : parts) {
      if (result.isEmpty()) break;
      Rational sofar = result.get();
      result = exact(part).flatMap(x -> add ? sofar.plus(x) : sofar.times(x));
    }
    return result;
  }

  private static Optional<Rational> factorial(Rational n) {
    if (!n.isInteger() || n.compareTo(Rational.ZERO) < 0 || n.compareTo(Rational.of(1000)) > 0)
      return Optional.empty();
    Optional<Rational> product = Optional.of(Rational.ONE);
    for (int k = 2; k <= n.numerator().intValue(); k++) {
      Rational factor = Rational.of(k);
      product = product.flatMap(p -> p.times(factor));
    }
    return product;
  }

  // symbols

  boolean hasSymbols(Expression e) {
    Set<String> symbols = new LinkedHashSet<>();
    collect(e, symbols);
    return !symbols.isEmpty();
  }

  /// The free symbols, in the order they occur; a function without a definition counts as one.
  void collect(Expression e, Set<String> symbols) {
    if (e instanceof Symbol(String name) && constant(name).isEmpty()) symbols.add(name);
    if (e instanceof Text(String words)) symbols.add(words);
    if (e instanceof Call(String name, List<Expression> _) && !Functions.isKnown(name))
      symbols.add(name + "()");
    Expressions.parts(e).forEach(part -> collect(part, symbols));
  }

  private Optional<Complex> constant(String name) {
    return switch (name) {
      case "pi" -> Optional.of(Complex.of(Math.PI));
      case "e" -> constants.e ? Optional.of(Complex.of(Math.E)) : Optional.empty();
      case "i" -> constants.i ? Optional.of(Complex.I) : Optional.empty();
      case "infty" -> Optional.of(Complex.of(Double.POSITIVE_INFINITY));
      default -> Optional.empty();
    };
  }

  // values at points

  /// The value at a fixed point, or [Complex#UNDEFINED].
  Complex value(Expression e, int point) {
    Steps.spend(1);
    return switch (e) {
      case Num(Rational value, boolean _) -> Complex.of(value.value());
      case Percent(Expression of) -> value(of, point).times(0.01);
      case Symbol(String name) -> constant(name).orElseGet(() -> coordinate(name, point));
      case Sum(List<Expression> terms) -> {
        Complex sum = Complex.ZERO;
        for (Expression term : terms) sum = sum.plus(value(term, point));
        yield sum;
      }
      case Product(List<Expression> factors) -> {
        Complex product = Complex.ONE;
        for (Expression factor : factors) product = product.times(value(factor, point));
        yield product;
      }
      case Power(Expression base, Expression exponent) -> value(base, point).power(value(exponent, point));
      case Call(String name, List<Expression> arguments) -> {
        List<Complex> at = arguments.stream().map(argument -> value(argument, point)).toList();
        yield Functions.isKnown(name) ? Functions.value(name, at) : anyFunction(name, at);
      }
      default -> Complex.UNDEFINED;
    };
  }

  private static final Map<Integer, Double> SCALES = Map.of(0, 1.0, 1, 0.5, 2, 1.75, 3, 0.8, 4, 1.3);

  /// A number that depends on the symbol and the point alone; the last two points are complex.
  private static Complex coordinate(String name, int point) {
    int hash = name.hashCode() * 0x9E3779B9 + point * 0x85EBCA6B;
    hash ^= hash >>> 15;
    hash *= 0x2C1B3C6D;
    hash ^= hash >>> 13;
    double unit = (hash & 0xFFFFFF) / (double) 0x1000000;
    double re = SCALES.get(point) * (0.4 + unit);
    return point < 2 ? Complex.of(re) : point == 2 ? Complex.of(-re) : new Complex(re, 0.3 + unit / 2);
  }

  /// A stand-in for a function that is only a name: different for each name, and not odd, even or linear.
  private static Complex anyFunction(String name, List<Complex> arguments) {
    Complex value = coordinate(name + "()", 0);
    for (int i = 0; i < arguments.size(); i++) {
      Complex x = arguments.get(i), c = coordinate(name + "(" + i + ")", 1);
      value = value.plus(x.times(c).plus(c).sin()).plus(x.times(x).times(0.1 * (i + 1)));
    }
    return value;
  }
}
