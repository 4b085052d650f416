package zerograd.rl.reward;

import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// 1 if the number of a response is, letter by letter, the right one; else 0.
///
/// Strict: the number is what follows the first `#### `, without commas. Flexible: it is the last number anywhere. "72." is
/// not "72" in either.
///
/// As verl scores GSM8K; Cobbe et al. 2021, *Training Verifiers to Solve Math Word Problems*, arXiv:2110.14168.
///
/// @param flexible whether any number will do
public record Gsm8kReward(boolean flexible) implements Reward {

  private static final Pattern MARKED = Pattern.compile("#### (-?[0-9.,]+)");
  private static final Pattern NUMBER = Pattern.compile("-?[0-9.,]+");

  @Override public double score(Sample sample) {
    return number(sample.response()).filter(sample.groundTruth("answer")::equals).isPresent() ? 1 : 0;
  }

  private Optional<String> number(String text) {
    return flexible
        ? NUMBER.matcher(text).results().map(MatchResult::group).filter(number -> !number.equals("."))
            .reduce((_, last) -> last)
        : MARKED.matcher(text).results().findFirst().map(found -> found.group(1).replace(",", ""));
  }
}
