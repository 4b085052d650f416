package zerograd.rl.math;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import zerograd.rl.reward.Steps;

/// A sum of monomials with rational coefficients; two are equal when their texts are.
///
///     Σ cᵢ · k₁^e₁ · k₂^e₂ …
///
/// A kernel k is a symbol, a prime under a root, or any expression that is not taken apart, by its name. Exponents are
/// rational. What follows from a kernel's meaning is used as monomials are made: 2^(3/2) is 2 · 2^(1/2), and i² is −1.
///
/// Operations give nothing once a polynomial would have more than two hundred terms.
record Polynomial(SortedMap<Monomial, Rational> terms) {

  private static final int MOST_TERMS = 200;
  static final String IMAGINARY = "i";

  static final Polynomial ZERO = new Polynomial(new TreeMap<>()), ONE = of(Rational.ONE);

  /// The kernels of a term, with their exponents, none of them 0; `text` is how they are told apart.
  record Monomial(SortedMap<String, Rational> exponents, String text) implements Comparable<Monomial> {

    static final Monomial ONE = of(new TreeMap<>());

    static Monomial of(SortedMap<String, Rational> exponents) {
      return new Monomial(exponents, exponents.toString());
    }

    @Override public int compareTo(Monomial other) { return text.compareTo(other.text); }

    @Override public String toString() { return text; }
  }

  static Polynomial of(Rational value) {
    SortedMap<Monomial, Rational> terms = new TreeMap<>();
    if (!value.equals(Rational.ZERO)) terms.put(Monomial.ONE, value);
    return new Polynomial(terms);
  }

  /// `kernel^exponent`
  static Polynomial of(String kernel, Rational exponent) {
    SortedMap<String, Rational> exponents = new TreeMap<>(Map.of(kernel, exponent));
    return new Polynomial(new TreeMap<>(Map.of(Monomial.of(exponents), Rational.ONE)));
  }

  boolean isZero() { return terms.isEmpty(); }

  /// The value, if no kernel occurs.
  Optional<Rational> constant() {
    if (isZero()) return Optional.of(Rational.ZERO);
    return terms.size() == 1 ? Optional.ofNullable(terms.get(Monomial.ONE)) : Optional.empty();
  }

  Optional<Polynomial> plus(Polynomial other) {
    SortedMap<Monomial, Rational> sum = new TreeMap<>(terms);
    for (var term : other.terms.entrySet())
      if (!add(sum, term.getKey(), term.getValue())) return Optional.empty();
    return within(sum);
  }

  Optional<Polynomial> times(Polynomial other) {
    SortedMap<Monomial, Rational> product = new TreeMap<>();
    for (var a : terms.entrySet()) {
      for (var b : other.terms.entrySet()) {
        Steps.spend(10);
        Optional<Rational> coefficient = a.getValue().times(b.getValue());
        SortedMap<String, Rational> exponents = new TreeMap<>(a.getKey().exponents);
        for (var kernel : b.getKey().exponents.entrySet()) {
          Optional<Rational> exponent = kernel.getValue()
              .plus(exponents.getOrDefault(kernel.getKey(), Rational.ZERO));
          if (exponent.isEmpty()) return Optional.empty();
          coefficient = coefficient.flatMap(c -> reduced(c, exponents, kernel.getKey(), exponent.get()));
        }
        if (coefficient.isEmpty() || !add(product, Monomial.of(exponents), coefficient.get()))
          return Optional.empty();
      }
      if (product.size() > MOST_TERMS) return Optional.empty();
    }
    return within(product);
  }

  Polynomial negate() {
    SortedMap<Monomial, Rational> negative = new TreeMap<>();
    terms.forEach((monomial, coefficient) -> negative.put(monomial, coefficient.negate()));
    return new Polynomial(negative);
  }

  /// Puts `kernel^exponent` into `exponents`; what is a number in it is multiplied with `coefficient`.
  private static Optional<Rational> reduced(Rational coefficient, SortedMap<String, Rational> exponents,
      String kernel,
      Rational exponent) {
    boolean isPrime = Character.isDigit(kernel.charAt(0));
    Rational whole = isPrime ? exponent.floor() : Rational.ZERO;
    Rational factor = isPrime
        ? Rational.parse(kernel).flatMap(p -> p.power(whole)).orElse(null)
        : Rational.ONE;
    if (kernel.equals(IMAGINARY) && exponent.isInteger()) {
      int power = exponent.numerator().intValue() & 3;
      factor = power >= 2 ? Rational.of(-1) : Rational.ONE;
      exponent = Rational.of(power & 1);
    }
    Rational rest = exponent.plus(whole.negate()).orElseThrow();
    if (rest.equals(Rational.ZERO)) exponents.remove(kernel);
    else
      exponents.put(kernel, rest);
    return factor == null ? Optional.empty() : coefficient.times(factor);
  }

  private static boolean add(SortedMap<Monomial, Rational> terms, Monomial monomial, Rational coefficient) {
    Optional<Rational> sum = terms.getOrDefault(monomial, Rational.ZERO).plus(coefficient);
    if (sum.isEmpty()) return false;
    if (sum.get().equals(Rational.ZERO)) terms.remove(monomial);
    else
      terms.put(monomial, sum.get());
    return true;
  }

  private static Optional<Polynomial> within(SortedMap<Monomial, Rational> terms) {
    return terms.size() <= MOST_TERMS ? Optional.of(new Polynomial(terms)) : Optional.empty();
  }
}
