package zerograd.rl.math;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import zerograd.rl.math.Expression.Call;
import zerograd.rl.math.Expression.Num;
import zerograd.rl.math.Expression.Percent;
import zerograd.rl.math.Expression.Power;
import zerograd.rl.math.Expression.Product;
import zerograd.rl.math.Expression.Sum;
import zerograd.rl.math.Expression.Symbol;
import zerograd.rl.reward.Steps;

/// An expression as a quotient of two [polynomials][Polynomial], multiplied out.
///
///     a/b = c/d  ⇔  a·d − c·b = 0
///
/// Equal forms mean equal expressions. Different forms mean different expressions only if they are made of independent
/// kernels: symbols with whole exponents; √2·√3 against √6 is taken care of, but not every identity of nested roots or
/// functions is. For these see [Probe].
record NormalForm(Polynomial over, Polynomial under) {

  private static final int LARGEST_POWER = 40, LARGEST_PRIME = 1000;
  private static final Rational HALF = new Rational(BigInteger.ONE, BigInteger.TWO);

  /// Whether two expressions are equal, where their forms decide it.
  static Optional<Boolean> equal(Expression a, Expression b) {
    Optional<NormalForm> x = of(a), y = of(b);
    if (x.isEmpty() || y.isEmpty()) return Optional.empty();
    Optional<Polynomial> difference = x.get().over.times(y.get().under)
        .flatMap(ad -> y.get().over.times(x.get().under).flatMap(cb -> ad.plus(cb.negate())));
    if (difference.isEmpty()) return Optional.empty();
    if (difference.get().isZero()) return Optional.of(true);
    return isIndependent(difference.get()) ? Optional.of(false) : Optional.empty();
  }

  private static boolean isIndependent(Polynomial difference) {
    return difference.terms().keySet().stream().flatMap(monomial -> monomial.exponents().entrySet().stream())
        .allMatch(kernel -> kernel.getKey().startsWith("$") && kernel.getValue().isInteger());
  }

  /// The form of an expression of numbers, symbols, powers and functions; nothing for others, and for very large ones.
  static Optional<NormalForm> of(Expression e) {
    Steps.spend(1);
    return switch (e) {
      case Num(Rational value, boolean _) -> polynomial(Polynomial.of(value));
      case Percent(Expression x) -> of(x).flatMap(
          form -> Polynomial.of(Rational.of(100)).times(form.under)
              .map(under -> new NormalForm(form.over, under)));
      case Symbol(String name) -> polynomial(symbol(name));
      case Sum(List<Expression> terms) -> {
        Optional<NormalForm> sum = polynomial(Polynomial.ZERO);
        for (Expression term : terms) sum = sum.flatMap(s -> of(term).flatMap(s::plus));
        yield sum;
      }
      case Product(List<Expression> factors) -> {
        Optional<NormalForm> product = polynomial(Polynomial.ONE);
        for (Expression factor : factors) product = product.flatMap(p -> of(factor).flatMap(p::times));
        yield product;
      }
      case Power(Expression base, Expression exponent) ->
        of(base).flatMap(b -> of(exponent).flatMap(b::power));
      case Call(String name, List<Expression> arguments) when name.equals("sqrt") && arguments.size() == 1 ->
        of(arguments.getFirst()).flatMap(x -> x.power(HALF));
      case Call(String name, List<Expression> arguments) when name.equals("root") ->
        of(arguments.getFirst()).flatMap(x -> of(arguments.getLast()).flatMap(NormalForm::constant)
            .flatMap(Rational::inverse).flatMap(x::power));
      case Call(String name, List<Expression> arguments) -> {
        StringBuilder kernel = new StringBuilder(name).append('(');
        for (Expression argument : arguments) {
          Optional<NormalForm> form = of(argument);
          if (form.isEmpty()) yield Optional.empty();
          kernel.append(form.get()).append(';');
        }
        yield polynomial(Polynomial.of(kernel.append(')').toString(), Rational.ONE));
      }
      default -> Optional.empty();
    };
  }

  private static Polynomial symbol(String name) {
    boolean isNumber = name.equals(Polynomial.IMAGINARY) || name.equals("pi") || name.equals("e")
        || name.equals("infty");
    return Polynomial.of(isNumber ? name : "$" + name, Rational.ONE);
  }

  private static Optional<NormalForm> polynomial(Polynomial p) {
    return Optional.of(new NormalForm(p, Polynomial.ONE));
  }

  private Optional<Rational> constant() {
    return over.constant().flatMap(a -> under.constant().flatMap(Rational::inverse).flatMap(a::times));
  }

  private Optional<NormalForm> plus(NormalForm other) {
    if (under.equals(other.under)) return over.plus(other.over).map(sum -> new NormalForm(sum, under));
    return over.times(other.under).flatMap(ad -> other.over.times(under).flatMap(ad::plus))
        .flatMap(sum -> under.times(other.under).map(bd -> new NormalForm(sum, bd)));
  }

  private Optional<NormalForm> times(NormalForm other) {
    return over.times(other.over)
        .flatMap(product -> under.times(other.under).map(divisor -> new NormalForm(product, divisor)));
  }

  private Optional<NormalForm> power(NormalForm exponent) {
    Optional<Rational> constant = exponent.constant();
    return constant.isPresent()
        ? power(constant.get())
        : polynomial(Polynomial.of("(" + this + ")^(" + exponent + ")", Rational.ONE));
  }

  private Optional<NormalForm> power(Rational exponent) {
    if (exponent.compareTo(Rational.ZERO) < 0) {
      return over.isZero() ? Optional.empty() : new NormalForm(under, over).power(exponent.negate());
    }
    if (exponent.isInteger()) {
      Optional<Rational> value = constant().flatMap(base -> base.power(exponent));
      if (value.isPresent()) return polynomial(Polynomial.of(value.get()));
      if (exponent.compareTo(Rational.of(LARGEST_POWER)) > 0) return kernel(exponent);
      Optional<NormalForm> power = polynomial(Polynomial.ONE);
      for (int i = 0; i < exponent.numerator().intValue(); i++) power = power.flatMap(p -> p.times(this));
      return power;
    }
    Optional<Rational> value = constant();
    return value.isPresent() ? root(value.get(), exponent) : kernel(exponent);
  }

  /// A rational number under a root, as a product of its primes under that root.
  private Optional<NormalForm> root(Rational value, Rational exponent) {
    if (value.equals(Rational.ZERO)) return polynomial(Polynomial.ZERO);
    boolean isNegative = value.compareTo(Rational.ZERO) < 0;
    if (isNegative && !exponent.equals(HALF)) return kernel(exponent);
    Optional<NormalForm> root = polynomial(
        isNegative ? Polynomial.of(Polynomial.IMAGINARY, Rational.ONE) : Polynomial.ONE);
    for (var prime : primes(value.numerator().abs().multiply(value.denominator())).entrySet()) {
      Optional<Rational> power = exponent.times(Rational.of(prime.getValue()));
      root = root
          .flatMap(r -> power.flatMap(p -> Polynomial.ONE.times(Polynomial.of(prime.getKey().toString(), p)))
              .flatMap(p -> r.times(new NormalForm(p, Polynomial.ONE))));
    }
    // √(a/b) = √(ab) / b, and so for every root: (a/b)^x = (ab)^x · b^(−2x)
    if (value.isInteger()) return root;
    NormalForm denominator = new NormalForm(Polynomial.of(new Rational(value.denominator(), BigInteger.ONE)),
        Polynomial.ONE);
    return root.flatMap(r -> exponent.times(Rational.of(-2)).flatMap(denominator::power).flatMap(r::times));
  }

  /// Prime factors and how often each occurs; what is left after division by small ones counts as a prime.
  private static TreeMap<BigInteger, Integer> primes(BigInteger n) {
    TreeMap<BigInteger, Integer> primes = new TreeMap<>();
    for (int p = 2; p < LARGEST_PRIME && !n.equals(BigInteger.ONE); p++) {
      Steps.spend(1);
      BigInteger prime = BigInteger.valueOf(p);
      for (BigInteger[] d = n.divideAndRemainder(prime); d[1].signum() == 0; d = n
          .divideAndRemainder(prime)) {
        primes.merge(prime, 1, Integer::sum);
        n = d[0];
      }
    }
    if (!n.equals(BigInteger.ONE)) primes.merge(n, 1, Integer::sum);
    return primes;
  }

  /// The power as a kernel: its base is not taken apart.
  private Optional<NormalForm> kernel(Rational exponent) {
    return polynomial(Polynomial.of("(" + this + ")", exponent));
  }

  @Override public String toString() { return over.terms() + "/" + under.terms(); }
}
