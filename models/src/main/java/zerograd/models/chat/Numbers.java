package zerograd.models.chat;

import java.math.BigDecimal;
import java.math.RoundingMode;

/// Python's arithmetic. Whole numbers beyond 2⁶³ are refused.
final class Numbers {

  private Numbers() {}

  /// `a operator b` for two numbers.
  static Object binary(String operator, Object a, Object b) {
    if (!Values.isNumber(a) || !Values.isNumber(b))
      throw new Failure("%s %s %s is not defined", Values.typeName(a), operator, Values.typeName(b));
    if (a instanceof Double || b instanceof Double || operator.equals("/"))
      return real(operator, real(a), real(b));
    try {
      return whole(operator, whole(a), whole(b));
    } catch (ArithmeticException beyond) {
      throw new Failure("%s %s %s is beyond 2⁶³", Values.repr(a), operator, Values.repr(b));
    }
  }

  private static Object whole(String operator, long a, long b) {
    return switch (operator) {
      case "+" -> Math.addExact(a, b);
      case "-" -> Math.subtractExact(a, b);
      case "*" -> Math.multiplyExact(a, b);
      case "//" -> Math.floorDivExact(a, divisor(b));
      case "%" -> Math.floorMod(a, divisor(b));
      default -> b < 0 ? real("**", a, b) : (Object) power(a, b);
    };
  }

  private static long divisor(long b) {
    if (b == 0) throw new Failure("division by zero");
    return b;
  }

  private static long power(long a, long b) {
    if (a == 0 || a == 1) return b == 0 ? 1 : a;
    if (a == -1) return b % 2 == 0 ? 1 : -1;
    long power = 1;
    for (long i = 0; i < b; i++) power = Math.multiplyExact(power, a);
    return power;
  }

  private static Object real(String operator, double a, double b) {
    if (b == 0 && (operator.equals("/") || operator.equals("//") || operator.equals("%")))
      throw new Failure("division by zero");
    return switch (operator) {
      case "+" -> a + b;
      case "-" -> a - b;
      case "*" -> a * b;
      case "/" -> a / b;
      case "//" -> Math.floor((a - modulo(a, b)) / b + 0.5);
      case "%" -> modulo(a, b);
      default -> throw new Failure("%s of numbers with a fraction is not supported", operator);
    };
  }

  private static double modulo(double a, double b) {
    double rest = a % b;
    return rest != 0 && rest < 0 != b < 0 ? rest + b : rest == 0 ? Math.copySign(0, b) : rest;
  }

  static Object negate(Object value) {
    if (value instanceof Double number) return -number;
    return binary("-", 0L, value);
  }

  static double real(Object value) {
    return switch (value) {
      case Double number -> number;
      case Boolean bool -> bool ? 1 : 0;
      case Long number -> number;
      case null, default -> throw new Failure("a number is needed, got %s", Values.repr(value));
    };
  }

  static long whole(Object value) {
    return switch (value) {
      case Boolean bool -> bool ? 1 : 0;
      case Long number -> number;
      case Undefined undefined -> throw undefined.failure();
      case null, default -> throw new Failure("a whole number is needed, got %s", Values.repr(value));
    };
  }

  /// The filter `int`.
  static Object toInt(Object value, Object otherwise, long base) {
    if (value instanceof Undefined undefined) throw undefined.failure();
    if (value instanceof Boolean || value instanceof Long) return whole(value);
    if (value instanceof String text) {
      if (base != 10) throw new Failure("int with another base than 10 is not supported");
      String digits = decimal(PythonText.strip(text));
      if (digits.matches("[+-]?\\d+(_\\d+)*")) {
        try {
          return Long.parseLong(digits.replace("_", ""));
        } catch (NumberFormatException beyond) {
          throw new Failure("the number %s is beyond 2⁶³", digits);
        }
      }
    }
    Double number = parse(value);
    if (number == null || Double.isNaN(number) || Double.isInfinite(number)) return otherwise;
    if (Math.abs(number) >= 0x1p63) throw new Failure("the number %s is beyond 2⁶³", Values.repr(value));
    return (long) (double) number;
  }

  /// The filter `float`.
  static Object toFloat(Object value, Object otherwise) {
    if (value instanceof Undefined undefined) throw undefined.failure();
    Double number = parse(value);
    return number == null ? otherwise : number;
  }

  private static Double parse(Object value) {
    if (Values.isNumber(value)) return real(value);
    if (!(value instanceof String text)) return null;
    String written = decimal(PythonText.strip(text)).toLowerCase(java.util.Locale.ROOT);
    String digits = "\\d+(_\\d+)*";
    if (written.matches("[+-]?(%1$s\\.?(%1$s)?|\\.%1$s)(e[+-]?%1$s)?".formatted(digits)))
      return Double.parseDouble(written.replace("_", ""));
    if (written.matches("[+-]?(inf|infinity)"))
      return written.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    return written.matches("[+-]?nan") ? Double.NaN : null;
  }

  /// With the decimal digits of every script as 0 to 9.
  private static String decimal(String text) {
    StringBuilder digits = new StringBuilder();
    text.codePoints().forEach(c -> {
      if (Character.isDigit(c)) digits.append(Character.digit(c, 10));
      else
        digits.appendCodePoint(c);
    });
    return digits.toString();
  }

  /// The filter `round`.
  static Object round(Object value, long precision, String method) {
    if (!Values.isNumber(value)) throw new Failure("round needs a number, got %s", Values.typeName(value));
    if (Math.abs(precision) > 300) throw new Failure("round to %d places is not supported", precision);
    if (method.equals("common")) {
      if (!(value instanceof Double number)) {
        if (precision < 0)
          throw new Failure("round of a whole number to %d places is not supported", precision);
        return whole(value);
      }
      if (Double.isNaN(number) || Double.isInfinite(number)) return number;
      return Math.copySign(
          new BigDecimal(number).setScale((int) precision, RoundingMode.HALF_EVEN).doubleValue(),
          number);
    }
    double scale = new BigDecimal("1e" + precision).doubleValue(), scaled = real(value) * scale;
    return switch (method) {
      case "ceil" -> Math.ceil(scaled) / scale + 0.0;
      case "floor" -> Math.floor(scaled) / scale;
      default -> throw new Failure("round knows the methods common, ceil and floor, not %s", method);
    };
  }
}
