package zerograd.rl.dataset;

import java.util.List;

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
/// Every answer is a whole number, and every careful solution ends in `\boxed{…}`.
///
/// @param fromLevel the easiest level
/// @param toLevel the hardest; a row's level is drawn from these
/// @param template how a question is put
/// @param manners how solutions are written, see [WorkedProblem]
public record ArithmeticMaker(int fromLevel, int toLevel, MathTemplate template, Manners manners,
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

  /// With careful solutions.
  public ArithmeticMaker(int fromLevel, int toLevel, MathTemplate template, long seed) {
    this(fromLevel, toLevel, template, Manners.CAREFUL, seed);
  }

  @Override public DataRow row(int number) { return problem(number).row(template, "arithmetic"); }

  /// Problem number `number`.
  public MathProblem problem(int number) { return worked(number).problem(manners.of(seed, number)); }

  private WorkedProblem worked(int number) {
    Draws draws = new Draws(seed, number);
    int level = draws.between(fromLevel, toLevel);
    return switch (level) {
      case 1 -> oneStep(draws, level, draws.between(0, 1) == 0 ? '+' : '-', 9);
      case 2 -> draws.between(0, 2) == 0
          ? oneStep(draws, level, '*', 9)
          : oneStep(draws, level, draws.between(0, 1) == 0 ? '+' : '-', 99);
      case 3 -> twoSteps(draws);
      case 4 -> equation(draws);
      default -> twoEquations(draws);
    };
  }

  private static WorkedProblem oneStep(Draws draws, int level, char operation, int largest) {
    int a = draws.between(1, largest), b = draws.between(1, largest);
    if (operation == '-' && a < b) {
      int larger = b;
      b = a;
      a = larger;
    }
    CalculationStep step = new CalculationStep(a, operation, b);
    return new WorkedProblem(level, "Prealgebra", "What is $" + step.term() + "$?",
        "%d %c %d".formatted(a, operation, b), List.of(step));
  }

  private static WorkedProblem twoSteps(Draws draws) {
    int a = draws.between(1, 9), b = draws.between(1, 9), c = draws.between(2, 9);
    boolean isSum = draws.between(0, 1) == 0;
    CalculationStep pair = isSum
        ? new CalculationStep(a, '+', b)
        : new CalculationStep(Math.max(a, b), '-', Math.min(a, b));
    return new WorkedProblem(3, "Prealgebra", "What is $(%s) \\cdot %d$?".formatted(pair.term(), c),
        "(%s) * %d".formatted(pair.term(), c),
        List.of(pair, new CalculationStep(pair.result(), '*', c)));
  }

  private static WorkedProblem equation(Draws draws) {
    int a = draws.between(2, 9), x = draws.between(1, 12), b = draws.between(1, 20);
    char sign = draws.between(0, 1) == 0 ? '+' : '-', turned = sign == '+' ? '-' : '+';
    int right = sign == '+' ? a * x + b : a * x - b;
    return new WorkedProblem(4, "Algebra", "Solve $%dx %c %d = %d$ for $x$.".formatted(a, sign, b, right),
        "(%d %c %d) / %d".formatted(right, turned, b, a),
        List.of(new CalculationStep(right, turned, b).named(a + "x"),
            new CalculationStep(a * x, '/', a).named("x")));
  }

  private static WorkedProblem twoEquations(Draws draws) {
    int y = draws.between(1, 9), x = y + draws.between(0, 9);
    int sum = x + y, difference = x - y;
    return new WorkedProblem(5, "Algebra",
        "If $x + y = %d$ and $x - y = %d$, what is $xy$?".formatted(sum, difference),
        "(%d + %d) / 2 * (%d - %d) / 2".formatted(sum, difference, sum, difference),
        List.of(new CalculationStep(sum, '+', difference).named("2x"),
            new CalculationStep(2 * x, '/', 2).named("x"),
            new CalculationStep(sum, '-', x).named("y"), new CalculationStep(x, '*', y).named("xy")));
  }
}
