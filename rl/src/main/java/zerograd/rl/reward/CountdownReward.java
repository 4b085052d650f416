package zerograd.rl.reward;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import zerograd.models.checkpoint.OneLine;
import zerograd.rl.math.Arithmetic;

/// 1 if the answer is an equation of the given numbers, each used once, that makes the target; 0.1 for any other answer; 0 for
/// none.
///
/// The equation is the last `<answer>` on the last line of the assistant's turn. The ground truth is a struct of `target` and
/// `numbers`. An equation is +, −, *, /, //, ** and parentheses, as Python reads them.
///
/// As TinyZero scores the countdown game.
public record CountdownReward() implements Reward {

  private static final List<String> TURN_STARTS = List.of("Assistant:", "<|im_start|>assistant");
  private static final Pattern NUMBER = Pattern.compile("[0-9]+");
  private static final double TOLERANCE = 1e-5;

  @Override public double score(Sample sample) {
    if (!(sample.groundTruth() instanceof Map<?, ?> truth && truth.get("target") instanceof Number target
        && truth.get("numbers") instanceof List<?> numbers)) {
      throw new IllegalArgumentException(
          "countdown reward: the ground truth needs a target and numbers, got "
              + OneLine.of(String.valueOf(sample.groundTruth())));
    }
    Optional<String> equation = Turn.after(TURN_STARTS, sample.text())
        .map(turn -> turn.substring(turn.lastIndexOf('\n') + 1)).flatMap(Turn::lastAnswer).map(String::strip);
    if (equation.isEmpty()) return 0;
    boolean isRight = used(equation.get()).equals(given(numbers)) && Arithmetic.evaluate(equation.get())
        .filter(value -> Math.abs(value - target.doubleValue()) < TOLERANCE).isPresent();
    return isRight ? 1 : 0.1;
  }

  private static List<String> used(String equation) {
    return NUMBER.matcher(equation).results().map(found -> withoutZeros(found.group())).sorted().toList();
  }

  private static List<String> given(List<?> numbers) {
    return numbers.stream().map(number -> withoutZeros(number.toString())).sorted().toList();
  }

  private static String withoutZeros(String digits) { return digits.replaceFirst("^0+(?=.)", ""); }
}
