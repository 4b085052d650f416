package zerograd.rl.eval;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import zerograd.rl.math.QwenGrader;
import zerograd.rl.reward.Sample;

/// Takes the last number of a response for its answer, as the tests gsm8k-cot-test and cmath-cot-test of DeepSeek-Math do.
///
/// Right is what differs from the gold answer by less than 0.001, or is equal to it by [QwenGrader]. Commas are part of no number:
/// "1,234" is read as 234, as in the published harness.
///
/// Shao et al. 2024, *DeepSeekMath*, arXiv:2402.03300, whose repository has the harness.
///
/// @param begin where an answer is looked for: after the first of these texts, up to the end of its line; empty for everywhere
/// @param stops texts that end a response
public record LastNumberGrader(String begin, List<String> stops) implements Grader {

  private static final Pattern NUMBER = Pattern.compile("-?\\d+\\.?\\d*");

  public LastNumberGrader {
    stops = List.copyOf(stops);
  }

  @Override public String answer(Sample sample) {
    String text = StopTexts.cut(sample.response(), stops);
    int at = begin.isEmpty() ? -1 : text.indexOf(begin);
    if (at >= 0)
      text = text.substring(at + begin.length()).lines().findFirst().orElse("").replaceAll("[：。]", "");
    return NUMBER.matcher(text).results().map(MatchResult::group).reduce("", (_, last) -> last);
  }

  @Override public double score(Sample sample) {
    String answer = answer(sample), gold = sample.groundTruth("answer");
    return !answer.isEmpty() && same(answer, gold) ? 1 : 0;
  }

  @Override public double fullScore() { return 1; }

  @Override public boolean same(String a, String b) {
    try {
      return Math.abs(Double.parseDouble(a) - Double.parseDouble(b.replace(",", ""))) < 1e-3;
    } catch (NumberFormatException text) {
      return QwenGrader.equal(a, b);
    }
  }
}
