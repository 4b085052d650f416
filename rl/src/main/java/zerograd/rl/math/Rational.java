package zerograd.rl.math;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Optional;

/// An exact fraction in lowest terms, its denominator positive.
record Rational(BigInteger numerator, BigInteger denominator) implements Comparable<Rational> {

  static final Rational ZERO = of(0), ONE = of(1);

  /// Larger numbers than these many bits are not computed exactly.
  private static final int MOST_BITS = 20_000, MOST_DIGITS = 6_000;

  static Rational of(long n) { return new Rational(BigInteger.valueOf(n), BigInteger.ONE); }

  /// `n / d` in lowest terms; nothing for a denominator of 0 or numbers beyond all measure.
  static Optional<Rational> of(BigInteger n, BigInteger d) {
    if (d.signum() == 0 || n.bitLength() > MOST_BITS || d.bitLength() > MOST_BITS) return Optional.empty();
    BigInteger gcd = n.gcd(d).multiply(BigInteger.valueOf(d.signum()));
    return Optional.of(new Rational(n.divide(gcd), d.divide(gcd)));
  }

  /// A decimal such as `-12.50` or `1e-3`; nothing for other texts and numbers beyond all measure.
  static Optional<Rational> parse(String decimal) {
    if (decimal.length() > MOST_DIGITS) return Optional.empty();
    try {
      BigDecimal exact = new BigDecimal(decimal);
      if (Math.abs((long) exact.scale()) > MOST_DIGITS) return Optional.empty();
      return exact.scale() <= 0
          ? of(exact.toBigIntegerExact(), BigInteger.ONE)
          : of(exact.unscaledValue(), BigInteger.TEN.pow(exact.scale()));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  Optional<Rational> plus(Rational other) {
    return of(numerator.multiply(other.denominator).add(other.numerator.multiply(denominator)),
        denominator.multiply(other.denominator));
  }

  Optional<Rational> times(Rational other) {
    return of(numerator.multiply(other.numerator), denominator.multiply(other.denominator));
  }

  Optional<Rational> inverse() { return of(denominator, numerator); }

  Rational negate() { return new Rational(numerator.negate(), denominator); }

  /// A whole power; nothing where it would be enormous, or 0 to a negative one.
  Optional<Rational> power(Rational exponent) {
    if (!exponent.isInteger() || exponent.numerator.bitLength() > 16) return Optional.empty();
    int n = exponent.numerator.intValue();
    long bits = (long) Math.abs(n) * Math.max(numerator.bitLength(), denominator.bitLength());
    if (bits > MOST_BITS) return Optional.empty();
    return n >= 0
        ? of(numerator.pow(n), denominator.pow(n))
        : of(denominator.pow(-n), numerator.pow(-n));
  }

  /// The largest integer that is not above it.
  Rational floor() {
    BigInteger[] parts = numerator.divideAndRemainder(denominator);
    BigInteger floor = parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
    return new Rational(floor, BigInteger.ONE);
  }

  boolean isInteger() { return denominator.equals(BigInteger.ONE); }

  double value() {
    if (numerator.bitLength() < 900 && denominator.bitLength() < 900)
      return numerator.doubleValue() / denominator.doubleValue();
    return new BigDecimal(numerator).divide(new BigDecimal(denominator), java.math.MathContext.DECIMAL64)
        .doubleValue();
  }

  /// To at least this many digits after the point.
  BigDecimal decimal(int digits) {
    return new BigDecimal(numerator).divide(new BigDecimal(denominator), digits + 20, RoundingMode.HALF_EVEN);
  }

  @Override public int compareTo(Rational other) {
    return numerator.multiply(other.denominator).compareTo(other.numerator.multiply(denominator));
  }

  @Override public String toString() {
    return isInteger() ? numerator.toString() : numerator + "/" + denominator;
  }
}
