package zerograd.rl.dataset;

/// Arithmetic and algebra in the schema of MATH, small enough for a model of a million parameters.
///
/// | level | question | solution |
/// | --- | --- | --- |
/// | 1 | What is $7 - 4$? | one step with one digit |
/// | 2 | What is $38 + 57$? or $6 \cdot 8$ | one step with two digits |
/// | 3 | What is $(3 + 4) \cdot 5$? | two steps |
/// | 4 | Solve $3x + 5 = 20$ for $x$. | two steps, turned round |
/// | 5 | If $x + y = 12$ and $x - y = 4$, what is $xy$? | four steps |
///
/// Every answer is a whole number, and every solution ends in `\boxed{…}`.
///
/// @param fromLevel the easiest level
/// @param toLevel the hardest; a row's level is drawn from these
/// @param template how a question is put
public record ArithmeticMaker(int fromLevel, int toLevel, MathTemplate template,
    long seed) implements RowMaker {

  /// The hardest level there is.
  public static final int LEVELS = 5;

  /// @throws IllegalArgumentException if the levels are not in [1, 5]
  public ArithmeticMaker {
    if (fromLevel < 1 || toLevel < fromLevel || toLevel > LEVELS) {
      throw new IllegalArgumentException(
          "arithmetic: needs levels from 1 to 5, got %d to %d".formatted(fromLevel, toLevel));
    }
  }

  @Override public DataRow row(int number) { return problem(number).row(template, "arithmetic"); }

  /// Problem number `number`.
  public MathProblem problem(int number) {
    Draws draws = new Draws(seed, number);
    int level = draws.between(fromLevel, toLevel);
    return switch (level) {
      case 1 -> step(draws, level, draws.between(0, 1) == 0 ? '+' : '-', 9);
      case 2 -> draws.between(0, 2) == 0
          ? step(draws, level, '*', 9)
          : step(draws, level, draws.between(0, 1) == 0 ? '+' : '-', 99);
      case 3 -> twoSteps(draws);
      case 4 -> equation(draws);
      default -> twoEquations(draws);
    };
  }

  private static MathProblem step(Draws draws, int level, char operation, int largest) {
    int a = draws.between(1, largest), b = draws.between(1, largest);
    if (operation == '-' && a < b) {
      int larger = b;
      b = a;
      a = larger;
    }
    int result = switch (operation) {
      case '+' -> a + b;
      case '-' -> a - b;
      default -> a * b;
    };
    String term = a + " " + (operation == '*' ? "\\cdot" : String.valueOf(operation)) + " " + b;
    return problem(level, "Prealgebra", "What is $" + term + "$?", "$" + term + " = " + result + "$.",
        result);
  }

  private static MathProblem twoSteps(Draws draws) {
    int a = draws.between(1, 9), b = draws.between(1, 9), c = draws.between(2, 9);
    boolean isSum = draws.between(0, 1) == 0;
    int larger = Math.max(a, b), smaller = Math.min(a, b), inner = isSum ? a + b : larger - smaller;
    String pair = isSum ? a + " + " + b : larger + " - " + smaller;
    return problem(3, "Prealgebra", "What is $(%s) \\cdot %d$?".formatted(pair, c),
        "$%s = %d$. $%d \\cdot %d = %d$.".formatted(pair, inner, inner, c, inner * c), inner * c);
  }

  private static MathProblem equation(Draws draws) {
    int a = draws.between(2, 9), x = draws.between(1, 12), b = draws.between(1, 20);
    boolean isSum = draws.between(0, 1) == 0;
    int right = isSum ? a * x + b : a * x - b;
    return problem(4, "Algebra", "Solve $%dx %s %d = %d$ for $x$.".formatted(a, isSum ? "+" : "-", b, right),
        "$%dx = %d %s %d = %d$. $x = %d / %d = %d$.".formatted(a, right, isSum ? "-" : "+", b, a * x, a * x,
            a, x),
        x);
  }

  private static MathProblem twoEquations(Draws draws) {
    int y = draws.between(1, 9), x = y + draws.between(0, 9);
    int sum = x + y, difference = x - y;
    return problem(5, "Algebra",
        "If $x + y = %d$ and $x - y = %d$, what is $xy$?".formatted(sum, difference),
        "$2x = %d + %d = %d$. $x = %d$. $y = %d - %d = %d$. $xy = %d \\cdot %d = %d$.".formatted(sum,
            difference,
            2 * x, x, sum, x, y, x, y, x * y),
        x * y);
  }

  private static MathProblem problem(int level, String subject, String question, String steps, int answer) {
    return new MathProblem(question, String.valueOf(answer), level, subject,
        steps + " The answer is $\\boxed{" + answer + "}$.");
  }
}
