package zerograd.rl.reward;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// 1 if the last `<answer>` is the right integer, 0.1 if it is another one, 0 if it is none.
///
/// As TinyZero scores multiplication; the answer is looked for after `Assistant:`.
public record MultiplyReward() implements Reward {

  private static final List<String> TURN_STARTS = List.of("Assistant:");
  private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]+(_[0-9]+)*+");

  @Override public double score(Sample sample) {
    Optional<BigInteger> answer = Turn.after(TURN_STARTS, sample.text()).flatMap(Turn::lastAnswer)
        .flatMap(MultiplyReward::integer);
    if (answer.isEmpty()) return 0;
    return answer.equals(integer(sample.groundTruth("answer"))) ? 1 : 0.1;
  }

  private static Optional<BigInteger> integer(String text) {
    String number = text.strip();
    return number.length() <= 4_000 && INTEGER.matcher(number).matches()
        ? Optional.of(new BigInteger(number.replace("_", "").replace("+", "")))
        : Optional.empty();
  }
}
