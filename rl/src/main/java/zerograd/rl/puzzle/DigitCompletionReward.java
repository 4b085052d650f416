package zerograd.rl.puzzle;

import zerograd.rl.reward.Sample;
import zerograd.rl.reward.TokenReward;

/// How far a response follows the answer, credited where it happens.
///
/// With L the length of the answer, every leading character that is right earns its token 1 / (L + 1); from
/// the first wrong or surplus one on, tokens earn 0. Tokens after the text, which is the end token, earn what
/// the last character did. So a perfect response earns 1. If the response ends at once, its end token earns 1
/// when the answer is empty, else 0.
///
/// A character is a token, and special tokens stay in the text: see [DigitTokenizer]. Source: as
/// [DigitCompletion].
public record DigitCompletionReward() implements TokenReward {

  @Override public float[] tokenScores(Sample sample, int tokens) {
    String answer = DigitCompletion.parse(sample.prompt().replace(DigitTokenizer.SEPARATOR, "")).answer();
    String response = sample.response().replace(DigitTokenizer.END, "");
    float share = 1f / (answer.length() + 1);
    int right = 0;
    while (right < answer.length() && right < response.length()
        && response.charAt(right) == answer.charAt(right))
      right++;

    float[] scores = new float[tokens];
    for (int t = 0; t < tokens; t++) {
      if (t < response.length()) scores[t] = t < right ? share : 0;
      else if (t > 0) scores[t] = scores[t - 1];
      else
        scores[t] = answer.isEmpty() ? 1 : 0;
    }
    return scores;
  }

  @Override public double score(Sample sample) {
    double sum = 0;
    for (float score : tokenScores(sample, sample.response().length())) sum += score;
    return sum;
  }
}
