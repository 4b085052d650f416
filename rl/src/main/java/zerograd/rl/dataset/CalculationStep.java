package zerograd.rl.dataset;

import java.util.List;

/// One operation on two whole numbers, as a solution writes it: `$3x = 20 - 5 = 15$.`
///
/// @param name what is computed, such as `3x`; empty if it has no name
/// @param operation one of `+ - * /`; quotients are whole
record CalculationStep(String name, int a, char operation, int b) {

  CalculationStep(int a, char operation, int b) { this("", a, operation, b); }

  CalculationStep named(String name) { return new CalculationStep(name, a, operation, b); }

  int result() {
    return switch (operation) {
      case '+' -> a + b;
      case '-' -> a - b;
      case '*' -> a * b;
      default -> a / b;
    };
  }

  /// `20 - 5`
  String term() { return a + " " + (operation == '*' ? "\\cdot" : String.valueOf(operation)) + " " + b; }

  /// The step in a formula.
  String written() { return "$%s%s = %d$.".formatted(name.isEmpty() ? "" : name + " = ", term(), result()); }

  /// The steps with tens and ones that come to the same; none if there is nothing to take apart.
  List<CalculationStep> apart() {
    int split = operation == '*' ? a : b, tens = split / 10 * 10, ones = split % 10;
    if (tens == 0 || ones == 0 || operation == '/') return List.of();
    if (operation == '*') {
      return List.of(new CalculationStep(tens, '*', b), new CalculationStep(ones, '*', b),
          new CalculationStep(tens * b, '+', ones * b));
    }
    CalculationStep first = new CalculationStep(a, operation, tens);
    return List.of(first, new CalculationStep(first.result(), operation, ones));
  }

  /// The step backwards, which comes to the first number.
  CalculationStep back() {
    char inverse = switch (operation) {
      case '+' -> '-';
      case '-' -> '+';
      case '*' -> '/';
      default -> '*';
    };
    return new CalculationStep(result(), inverse, b);
  }
}
