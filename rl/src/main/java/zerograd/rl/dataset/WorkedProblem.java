package zerograd.rl.dataset;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A calculation, and how it is solved in each [manner][Manner].
///
/// | manner | of $(3 + 14) \cdot 5$ |
/// | --- | --- |
/// | careful | `$3 + 14 = 17$. $17 \cdot 5 = 85$. The answer is $\boxed{85}$.` |
/// | hasty | `$3 + 14 = 17$. The answer is $\boxed{17}$.` |
/// | lengthy | each step with tens and ones first; then the last step backwards, as a check |
/// | formless | `$3 + 14 = 17$. $17 \cdot 5 = 85$. The answer is 85.` |
/// | code | a Python program |
///
/// A hasty solution of a single step answers with the first number of the question.
///
/// @param expression the question in Python
/// @param steps the last comes to the answer
record WorkedProblem(int level, String subject, String question, String expression,
    List<CalculationStep> steps) {

  WorkedProblem {
    steps = List.copyOf(steps);
  }

  /// The problem with a solution in that manner.
  MathProblem problem(Manner manner) {
    int answer = steps.getLast().result();
    String solution = switch (manner) {
      case CAREFUL -> written(steps.stream()) + boxed(answer);
      case HASTY -> steps.size() == 1
          ? boxed(steps.getFirst().a())
          : written(steps.stream().limit(1)) + boxed(steps.getFirst().result());
      case LENGTHY -> written(steps.stream().flatMap(step -> Stream.concat(step.apart().stream(),
          Stream.of(step)))) + "Wait, let's check. " + written(Stream.of(steps.getLast().back()))
          + boxed(answer);
      case FORMLESS -> written(steps.stream()) + "The answer is " + answer + ".";
      case CODE -> program();
    };
    return new MathProblem(question, String.valueOf(answer), level, subject, solution);
  }

  private static String written(Stream<CalculationStep> steps) {
    return steps.map(step -> step.written() + " ").collect(Collectors.joining());
  }

  private static String boxed(int answer) { return "The answer is $\\boxed{" + answer + "}$."; }

  private static final String PROGRAM = """
      Let's solve this problem with a Python program.
      ```python
      # computes the answer to the problem
      def solve_problem():
          first = %s
          result = int(first)
          return result

      # prints the answer to the problem
      if __name__ == "__main__":
          print(solve_problem())
      ```
      The output of the program is the answer.""";

  private String program() { return PROGRAM.formatted(expression); }
}
