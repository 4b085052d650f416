package zerograd.rl.math;

import java.util.List;
import java.util.Set;

/// The functions that formulas name.
final class Functions {

  private static final Set<String> KNOWN = Set.of("sqrt", "root", "sin", "cos", "tan", "cot", "sec", "csc",
      "arcsin",
      "arccos", "arctan", "sinh", "cosh", "tanh", "ln", "log", "exp", "abs", "floor", "ceil", "factorial",
      "binom", "min",
      "max", "gcd", "lcm");

  private Functions() {}

  static boolean isKnown(String name) { return KNOWN.contains(name); }

  /// The value at some arguments, or [Complex#UNDEFINED].
  static Complex value(String name, List<Complex> arguments) {
    Complex x = arguments.getFirst();
    Complex y = arguments.size() > 1 ? arguments.get(1) : Complex.UNDEFINED;
    return switch (name) {
      case "sqrt" -> x.sqrt();
      case "root" -> root(x, y);
      case "sin" -> x.sin();
      case "cos" -> x.cos();
      case "tan" -> x.sin().over(x.cos());
      case "cot" -> x.cos().over(x.sin());
      case "sec" -> Complex.ONE.over(x.cos());
      case "csc" -> Complex.ONE.over(x.sin());
      case "arcsin" -> x.arcsin();
      case "arccos" -> Complex.of(Math.PI / 2).minus(x.arcsin());
      case "arctan" -> x.arctan();
      case "sinh" -> x.exp().minus(x.times(-1).exp()).times(0.5);
      case "cosh" -> x.exp().plus(x.times(-1).exp()).times(0.5);
      case "tanh" -> x.times(2).exp().minus(Complex.ONE).over(x.times(2).exp().plus(Complex.ONE));
      case "ln" -> x.log();
      case "log" -> arguments.size() > 1 ? x.log().over(y.log()) : x.log();
      case "exp" -> x.exp();
      case "abs" -> Complex.of(x.abs());
      case "floor" -> x.isReal() ? Complex.of(Math.floor(x.re())) : Complex.UNDEFINED;
      case "ceil" -> x.isReal() ? Complex.of(Math.ceil(x.re())) : Complex.UNDEFINED;
      case "factorial" -> gamma(x.plus(Complex.ONE));
      case "binom" -> gamma(x.plus(Complex.ONE))
          .over(gamma(y.plus(Complex.ONE)).times(gamma(x.minus(y).plus(Complex.ONE))));
      case "min" -> extreme(arguments, true);
      case "max" -> extreme(arguments, false);
      case "gcd", "lcm" -> divisor(name.equals("gcd"), arguments);
      default -> Complex.UNDEFINED;
    };
  }

  /// The n-th root; of a negative number the real one where n is odd and that is how it is written.
  private static Complex root(Complex x, Complex n) { return x.power(Complex.ONE.over(n)); }

  private static Complex extreme(List<Complex> arguments, boolean least) {
    double extreme = arguments.getFirst().re();
    for (Complex x : arguments) {
      if (!x.isReal()) return Complex.UNDEFINED;
      extreme = least ? Math.min(extreme, x.re()) : Math.max(extreme, x.re());
    }
    return Complex.of(extreme);
  }

  private static Complex divisor(boolean greatest, List<Complex> arguments) {
    double result = arguments.getFirst().re();
    for (Complex x : arguments) {
      if (!x.isReal() || x.re() != Math.rint(x.re()) || Math.abs(x.re()) > 1e15) return Complex.UNDEFINED;
      double a = Math.abs(result), b = Math.abs(x.re());
      while (b != 0) {
        double rest = a % b;
        a = b;
        b = rest;
      }
      result = greatest ? a : a == 0 ? 0 : Math.abs(result * x.re()) / a;
    }
    return Complex.of(result);
  }

  private static final double[] LANCZOS = {0.99999999999980993, 676.5203681218851, -1259.1392167224028,
      771.32342877765313, -176.61502916214059, 12.507343278686905, -0.13857109526572012,
      9.9843695780195716e-6,
      1.5056327351493116e-7};

  /// Γ(x) by Lanczos' approximation with g = 7 and nine terms, to about fifteen digits. Lanczos 1964, *A Precision
  /// Approximation of the Gamma Function*.
  private static Complex gamma(Complex x) {
    if (x.re() < 0.5) {
      Complex reflected = gamma(Complex.ONE.minus(x));
      return Complex.of(Math.PI).over(x.times(Math.PI).sin().times(reflected));
    }
    if (x.isReal() && x.re() == Math.rint(x.re()) && x.re() <= 20) {
      double product = 1;
      for (int k = 2; k < x.re(); k++) product *= k;
      return Complex.of(product);
    }
    Complex z = x.minus(Complex.ONE), sum = Complex.of(LANCZOS[0]);
    for (int k = 1; k < LANCZOS.length; k++)
      sum = sum.plus(Complex.of(LANCZOS[k]).over(z.plus(Complex.of(k))));
    Complex t = z.plus(Complex.of(7.5));
    return t.power(z.plus(Complex.of(0.5))).times(t.times(-1).exp()).times(sum).times(Math.sqrt(2 * Math.PI));
  }
}
