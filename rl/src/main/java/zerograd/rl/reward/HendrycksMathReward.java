package zerograd.rl.reward;

import zerograd.rl.math.HendrycksText;

/// 1 if the last box of a response holds the right answer, letter by letter in plain form; else 0.
///
/// As verl scores MATH; Hendrycks et al. 2021, *Measuring Mathematical Problem Solving With the MATH Dataset*,
/// arXiv:2103.03874.
public record HendrycksMathReward() implements Reward {

  @Override public double score(Sample sample) {
    String gold = HendrycksText.plain(sample.groundTruth("answer"));
    return HendrycksText.lastBox(sample.response()).map(HendrycksText::plain).filter(gold::equals).isPresent()
        ? 1
        : 0;
  }
}
