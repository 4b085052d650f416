package zerograd.rl.reward;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import zerograd.rl.math.HendrycksText;
import zerograd.rl.math.MinervaText;

/// 1 if the answer at the very end of a response is the right one, letter by letter in plain form; −1 for all others.
///
/// The answer is what follows the last `Answer:` in the last 300 characters, compared in [MinervaText]'s form. Strict: it is
/// what the last `\boxed{…}` in the last 100 characters holds, compared as it stands.
///
/// As verl's `math_dapo`; Yu et al. 2025, *DAPO: An Open-Source LLM Reinforcement Learning System at Scale*,
/// arXiv:2503.14476.
///
/// @param strict whether only a box counts
public record DapoMathReward(boolean strict) implements Reward {

  private static final Pattern ANSWER = Pattern.compile("(?i)Answer\\s*:\\s*([^\\n]+)");
  private static final int END = 300, STRICT_END = 100;

  @Override public double score(Sample sample) {
    String gold = sample.groundTruth("answer");
    return strict ? boxed(sample.response(), gold) : announced(sample.response(), gold);
  }

  private static double boxed(String response, String gold) {
    return HendrycksText.lastBox(end(response, STRICT_END)).filter(gold::equals).isPresent() ? 1 : -1;
  }

  private static double announced(String response, String gold) {
    String answer = ANSWER.matcher(end(response, END)).results().reduce((_, last) -> last)
        .map((MatchResult found) -> found.group(1)).orElse("[INVALID]");
    return MinervaText.plain(answer).equals(MinervaText.plain(gold)) ? 1 : -1;
  }

  private static String end(String text, int length) {
    return text.substring(Math.max(0, text.length() - length));
  }
}
