package zerograd.rl.dataset;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The countdown game: make the target of the given numbers, each used once, by +, −, * and /.
///
/// TinyZero's task (github.com/Jiayi-Pan/TinyZero); its data set has three or four numbers.
public record Countdown(List<Integer> numbers, int target) {

  /// How the game is put to a model; the first two word for word as TinyZero does.
  public enum Template {
    BASE("""
        A conversation between User and Assistant. The user asks a question, and the Assistant solves it. The \
        assistant first thinks about the reasoning process in the mind and then provides the user with the answer.
        User: {task}
        Assistant: Let me solve this step by step.
        <think>"""),

    QWEN_INSTRUCT("""
        <|im_start|>system
        You are a helpful assistant. You first thinks about the reasoning process in the mind and then provides the \
        user with the answer.<|im_end|>
        <|im_start|>user
         {task}<|im_end|>
        <|im_start|>assistant
        Let me solve this step by step.
        <think>"""),

    /// Nothing but the numbers: for models of a million parameters.
    PLAIN("User: {numbers} = {target}\nAssistant: <think>");

    private static final String TASK = """
        Using the numbers {numbers}, create an equation that equals {target}. You can use basic arithmetic operations \
        (+, -, *, /) and each number can only be used once. Show your work in <think> </think> tags. And return the \
        final answer in <answer> </answer> tags, for example <answer> (1 + 2) / 3 </answer>.""";

    private final String text;

    Template(String text) { this.text = text; }

    /// The whole prompt for a game.
    public String prompt(Countdown game) {
      return Blanks.fill(text.replace("{task}", TASK),
          Map.of("numbers", game.numbers.toString(), "target", String.valueOf(game.target)));
    }
  }

  /// Games that have a solution, whole all the way: `operands` numbers from 1 to `largest`, joined one after
  /// the other to a target from 1 to `largestTarget`.
  ///
  /// @param template how they are put
  public record Maker(int operands, int largest, int largestTarget, Template template, long seed) implements
      RowMaker {

    private static final int TRIES = 10_000;

    /// @throws IllegalArgumentException if there are not 2 to 6 numbers, or nothing to choose from
    public Maker {
      if (operands < 2 || operands > 6 || largest < 1 || largestTarget < 1) {
        throw new IllegalArgumentException(
            "countdown: needs 2 to 6 numbers and positive bounds, got %d numbers up to %d for targets up to %d"
                .formatted(operands, largest, largestTarget));
      }
    }

    @Override public DataRow row(int number) {
      Made made = made(number);
      return made.game.row(template).withResponse(response(made.equation, made.game.target));
    }

    /// Game number `number`.
    ///
    /// @throws IllegalArgumentException if no draw comes to a target in the bounds
    public Countdown game(int number) { return made(number).game; }

    /// A game and the equation that it was made from.
    private record Made(Countdown game, String equation) {}

    private Made made(int number) {
      Draws draws = new Draws(seed, number);
      for (int i = 0; i < TRIES; i++) {
        List<Integer> numbers = new ArrayList<>();
        Term term = null;
        for (int k = 0; k < operands; k++) {
          int next = draws.between(1, largest), operation = draws.between(0, 3);
          Term drawn = new Term(next, String.valueOf(next));
          term = k == 0 ? drawn : joined(term, drawn, operation);
          numbers.add(next);
        }
        if (term.value >= 1 && term.value <= largestTarget) {
          return new Made(new Countdown(draws.some(operands, numbers), (int) term.value), term.bare());
        }
      }
      throw new IllegalArgumentException("countdown: %d numbers up to %d hardly ever make a target up to %d"
          .formatted(operands, largest, largestTarget));
    }

    /// A division that does not come out even is a difference, and differences are not negative.
    private static Term joined(Term a, Term b, int operation) {
      return switch (operation) {
        case 0 -> a.plus(b);
        case 1 -> a.value >= b.value ? a.minus(b) : b.minus(a);
        case 2 -> a.times(b);
        default -> a.value % b.value == 0 ? a.over(b) : joined(a, b, 1);
      };
    }
  }

  public Countdown {
    numbers = List.copyOf(numbers);
  }

  /// The row of a data set, as TinyZero's files have it.
  public DataRow row(Template template) {
    return DataRow.of("countdown", template.prompt(this), "math",
        DataRow.struct("numbers", numbers.stream().map(Integer::longValue).toList(), "target", (long) target));
  }

  /// A response that is right, in the form that is asked for.
  private static String response(String equation, int target) {
    return " %s = %d </think> <answer> %s </answer>".formatted(equation, target, equation);
  }

  /// An equation of the numbers that makes the target, if there is one; a second or so for six numbers.
  public Optional<String> solution() {
    return solution(numbers.stream().map(number -> new Term(number, String.valueOf(number))).toList());
  }

  /*
   * Joins any two terms by any operation to one, and goes on with a term less: all expressions, in exact
   * arithmetic since a quotient is kept only where it is whole. (A way through fractions is not found.)
   */
  private Optional<String> solution(List<Term> terms) {
    if (terms.size() == 1) {
      return terms.getFirst().value == target ? Optional.of(terms.getFirst().bare()) : Optional.empty();
    }
    for (int i = 0; i < terms.size(); i++) {
      for (int j = 0; j < terms.size(); j++) {
        if (i == j) continue;
        int a = i, b = j;
        List<Term> rest = IntStream.range(0, terms.size()).filter(k -> k != a && k != b).mapToObj(terms::get)
            .collect(Collectors.toCollection(ArrayList::new));
        for (Term joined : Term.joined(terms.get(i), terms.get(j), i < j)) {
          rest.add(joined);
          Optional<String> found = solution(rest);
          if (found.isPresent()) return found;
          rest.removeLast();
        }
      }
    }
    return Optional.empty();
  }

  /// A value and how it is written.
  private record Term(long value, String text) {

    Term plus(Term b) { return new Term(value + b.value, "(" + text + " + " + b.text + ")"); }

    Term minus(Term b) { return new Term(value - b.value, "(" + text + " - " + b.text + ")"); }

    Term times(Term b) { return new Term(value * b.value, "(" + text + " * " + b.text + ")"); }

    Term over(Term b) { return new Term(value / b.value, "(" + text + " / " + b.text + ")"); }

    /// @param first whether sums and products, which may be turned round, are wanted in this order
    static List<Term> joined(Term a, Term b, boolean first) {
      List<Term> joined = new ArrayList<>();
      if (first) {
        joined.add(a.plus(b));
        joined.add(a.times(b));
      }
      joined.add(a.minus(b));
      if (b.value != 0 && a.value % b.value == 0) joined.add(a.over(b));
      return joined;
    }

    /// Without the outermost parentheses.
    String bare() { return text.startsWith("(") ? text.substring(1, text.length() - 1) : text; }
  }
}
